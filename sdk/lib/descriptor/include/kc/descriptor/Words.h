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

/// What may be shown of a name that somebody wrote: behind a blank it may be anything, also a
/// secret.
inline std::string shownName(sv name)
{
    const std::size_t blank = name.find_first_of(kBlanks);
    return std::string{name.substr(0, blank)} + (blank == sv::npos ? "" : " …");
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

/// Octets of the UTF-8 character at the beginning; 0 when there is none. RFC 3629 §4
inline std::size_t utf8Length(sv text)
{
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = octet(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((octet(i) & 0xc0) != 0x80)
            return 0;
    const bool isBad = (lead == 0xe0 && octet(1) < 0xa0) || (lead == 0xed && octet(1) > 0x9f) ||
                       (lead == 0xf0 && octet(1) < 0x90) || (lead == 0xf4 && octet(1) > 0x8f);
    return isBad ? 0 : length;
}

/// no, false and 0 are false; anything else, also nothing, is true, as in the manual's programs.
inline bool isTrue(sv text)
{
    return !equalsIgnoringCase(text, "no") && !equalsIgnoringCase(text, "false") && text != "0";
}

} // namespace kc::descriptor
