// SPDX-License-Identifier: Apache-2.0
// Octets as ASCII, independent of any locale.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace kc::mime::ascii
{

constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool isBlank(char c) noexcept
{
    return c == ' ' || c == '\t';
}

constexpr bool isSpace(char c) noexcept
{
    return isBlank(c) || c == '\r' || c == '\n';
}

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

inline bool equals(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

inline bool less(std::string_view a, std::string_view b) noexcept
{
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return lower(x) < lower(y); });
}

inline std::string_view trim(std::string_view text) noexcept
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// A line without its ending; `ending` gets the octets removed: 2, 1 or 0.
inline std::string_view chomp(std::string_view line, std::size_t& ending) noexcept
{
    ending = 0;
    if (line.empty() || line.back() != '\n')
        return line;
    ending = line.size() >= 2 && line[line.size() - 2] == '\r' ? 2 : 1;
    return line.substr(0, line.size() - ending);
}

} // namespace kc::mime::ascii
