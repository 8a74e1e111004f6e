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

void Contract::close()
{
    if (_kernel == nullptr)
        return;
    _kernel->stop();
    const std::vector<std::string> lines = _kernel->fullLines();
    _kernel.reset();
    for (const std::string& line : lines)
        keepsSecrets("a log line", line);
}

void Contract::keepsSecrets(const std::string& where, std::string text)
{
    constexpr std::size_t kTold = 4; // a shorter text is in many a word
    bool isTold = false;
    for (const std::string& secret : secrets())
        for (std::size_t at = 0; secret.size() >= kTold; isTold = true)
        {
            at = text.find(secret, at);
            if (at == std::string::npos)
                break;
            text.replace(at, secret.size(), "****");
        }
    KC_RULE(!isTold, where + " tells a password; many people read logs: " + text);
}

} // namespace kc::inline sdk1::test
