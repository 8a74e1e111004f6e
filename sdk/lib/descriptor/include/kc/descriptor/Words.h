// SPDX-License-Identifier: Apache-2.0
// Small things that are done to names and lists of words in configuration, notes and messages.
#pragma once

#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::descriptor
{

inline constexpr sv kBlanks = " \t\r\n";

inline sv trim(sv text)
{
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == sv::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// The words of a text separated by any of `separators`.
inline std::vector<std::string> words(sv text, sv separators = kBlanks)
{
    std::vector<std::string> found;
    std::size_t begin = 0;
    while ((begin = text.find_first_not_of(separators, begin)) != sv::npos)
    {
        const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
        found.emplace_back(text.substr(begin, end - begin));
        begin = end;
    }
    return found;
}

inline std::string joined(const std::vector<std::string>& list, sv between = ", ")
{
    std::string text;
    for (const std::string& word : list)
        text.append(text.empty() ? sv{} : between).append(word);
    return text;
}

inline bool contains(const std::vector<std::string>& list, sv word)
{
    for (const std::string& each : list)
        if (each == word)
            return true;
    return false;
}

/// ASCII only: configuration does not depend on the locale.
inline bool equalsIgnoringCase(sv a, sv b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

/// no, false and 0 are false; anything else, also nothing, is true, as in the manual's programs.
inline bool isTrue(sv text)
{
    return !equalsIgnoringCase(text, "no") && !equalsIgnoringCase(text, "false") && text != "0";
}

} // namespace kc::descriptor
