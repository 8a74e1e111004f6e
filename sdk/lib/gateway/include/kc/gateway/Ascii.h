// SPDX-License-Identifier: Apache-2.0
// Letters of ASCII, whatever the locale.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::gateway
{

constexpr char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

constexpr bool equalsIgnoringCase(sv a, sv b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (upper(a[i]) != upper(b[i]))
            return false;
    return true;
}

inline std::string toUpper(sv text)
{
    std::string result{text};
    for (char& c : result)
        c = upper(c);
    return result;
}

} // namespace kc::gateway
