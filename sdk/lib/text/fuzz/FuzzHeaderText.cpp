// SPDX-License-Identifier: Apache-2.0
// Any octets as the value of a field: UTF-8 in one line comes out, of its addresses too.
#include "../../mime/fuzz/Require.h"

#include <kc/text/HeaderText.h>
#include <kc/text/TextDecoder.h>

#include <algorithm>
#include <string>

namespace
{

void requireLine(const std::string& text)
{
    kc::fuzz::require(kc::text::isUtf8(text), "not UTF-8");
    kc::fuzz::require(std::none_of(text.begin(), text.end(),
                                   [](char c)
                                   { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }),
                      "a control character");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    const auto value = fuzz::textOf(data, size);
    const std::string decoded = text::decodeHeader(value);
    requireLine(decoded);
    fuzz::require(!text::isPlainHeader(value) || decoded == value, "plain text changed");
    for (const mime::Address& address : mime::parseAddressList(value, 100))
    {
        const mime::Address shown = text::decodeAddress(address);
        requireLine(shown.name);
        requireLine(shown.mailbox);
        requireLine(shown.host);
    }
    return 0;
}
