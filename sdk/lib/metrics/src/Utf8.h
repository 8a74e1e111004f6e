// SPDX-License-Identifier: Apache-2.0
// Is it UTF-8 (RFC 3629)? What is written for machines must be, whatever came from outside.
#pragma once

#include <kc/status.hpp>

namespace kc::metrics
{

/// Octets of the character that `text` begins with; 0 when no valid one does.
constexpr std::size_t utf8Length(sv text)
{
    const auto octet = [&](std::size_t i)
    { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = octet(0);
    if (first < 0x80)
        return text.empty() ? 0 : 1;
    const std::size_t length = first < 0xc2    ? 0
                               : first < 0xe0  ? 2
                               : first < 0xf0  ? 3
                               : first <= 0xf4 ? 4
                                               : 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((octet(i) & 0xc0) != 0x80)
            return 0;
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    const unsigned second = octet(1);
    const bool wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                       (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return wrong ? 0 : length;
}

} // namespace kc::metrics
