// SPDX-License-Identifier: Apache-2.0
#include "AccountText.h"

#include <kc/config.hpp>

#include <algorithm>
#include <cstdint>

namespace kc::userdb
{

namespace
{

/// Octets of the UTF-8 sequence at the front of `text`; 0 if there is none.
std::size_t sequenceLength(sv text)
{
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = octet(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length)
        return 0;
    std::uint32_t point = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
    {
        if ((octet(i) & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (octet(i) & 0x3FU);
    }
    constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kLeast[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return 0;
    return length;
}

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

} // namespace

bool isPrintableUtf8(sv text)
{
    if (std::any_of(text.begin(), text.end(), isControl))
        return false;
    while (!text.empty())
    {
        const std::size_t length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

bool isLogin(sv text)
{
    return !text.empty() && text.size() <= kMaxLoginOctets && text.find(' ') == sv::npos &&
           isPrintableUtf8(text);
}

bool isObjectName(sv text)
{
    return !text.empty() && text.size() <= kMaxLoginOctets && text.front() != ' ' &&
           text.back() != ' ' && text.find("  ") == sv::npos && isPrintableUtf8(text);
}

bool isAddress(sv text)
{
    if (text.size() > kMaxAddressOctets || !isPrintableUtf8(text) ||
        text.find_first_of(" <>()[]\\,;:\"") != sv::npos)
        return false;
    const std::size_t at = text.find('@');
    return at != sv::npos && at == text.rfind('@') && at > 0 && at <= kMaxLocalPartOctets &&
           at + 1 < text.size();
}

bool areAddresses(sv text)
{
    std::size_t count = 0;
    bool valid = true;
    eachWord(text,
             [&](sv word)
             {
                 ++count;
                 valid = valid && isAddress(word);
             });
    return valid && count <= kMaxAliases;
}

std::string fold(sv text)
{
    std::string folded{text};
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return folded;
}

} // namespace kc::userdb
