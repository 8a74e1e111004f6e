// SPDX-License-Identifier: Apache-2.0
// Octets written as two hexadecimal digits, of either case.
#pragma once

#include <optional>
#include <string_view>

namespace kc::mime
{

constexpr int hexDigit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The octet that the first two characters write.
constexpr std::optional<char> hexOctet(std::string_view text) noexcept
{
    if (text.size() < 2 || hexDigit(text[0]) < 0 || hexDigit(text[1]) < 0)
        return std::nullopt;
    return static_cast<char>(hexDigit(text[0]) * 16 + hexDigit(text[1]));
}

} // namespace kc::mime
