// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract.hpp>

namespace kc::inline sdk1::test
{

std::vector<std::string> Contract::oddNames()
{
    return {"no-such-name",
            "*",
            "%",
            "' OR '1'='1",
            "x)(uid=*",
            "../../etc/passwd",
            "a/b",
            " ",
            "a b",
            ",",
            "a,b",
            "\"",
            "\r\nx",
            std::string("a\0b", 3),
            "\xff\xfe",
            "\xC3\xA4\xC3\xB6",
            std::string(255, 'x'),
            std::string(5000, 'x')};
}

} // namespace kc::inline sdk1::test
