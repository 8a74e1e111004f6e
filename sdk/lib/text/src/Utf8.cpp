// SPDX-License-Identifier: Apache-2.0
#include "Utf8.h"

#include <kc/text/TextDecoder.h>

#include <cstring>

namespace kc::text
{

namespace utf8
{

namespace
{

constexpr bool isWithin(unsigned char octet, unsigned char low, unsigned char high) noexcept
{
    return octet >= low && octet <= high;
}

} // namespace

// RFC 3629 §4: what may follow a first octet is narrower for the second one, which rules out
// overlong forms, surrogates and all beyond U+10FFFF.
Character next(std::string_view text) noexcept
{
    const auto octet = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = octet(0);
    if (first < 0x80)
        return {Form::Whole, 1, first};
    if (!isWithin(first, 0xC2, 0xF4))
        return {};
    const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t value = first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i)
    {
        if (i == text.size())
            return {Form::Cut, i, 0};
        const bool isSecond = i == 1;
        const unsigned char low = isSecond && first == 0xE0   ? 0xA0
                                  : isSecond && first == 0xF0 ? 0x90
                                                              : 0x80;
        const unsigned char high = isSecond && first == 0xED   ? 0x9F
                                   : isSecond && first == 0xF4 ? 0x8F
                                                               : 0xBF;
        if (!isWithin(octet(i), low, high))
            return {};
        value = value << 6 | (octet(i) & 0x3FU);
    }
    return {Form::Whole, size, value};
}

void append(std::string& out, char32_t value)
{
    const auto tail = [value](int shift)
    { return static_cast<char>(0x80 | (value >> shift & 0x3F)); };
    if (value < 0x80)
        out.push_back(static_cast<char>(value));
    else if (value < 0x800)
        out.append({static_cast<char>(0xC0 | value >> 6), tail(0)});
    else if (value < 0x10000)
        out.append({static_cast<char>(0xE0 | value >> 12), tail(6), tail(0)});
    else
        out.append({static_cast<char>(0xF0 | value >> 18), tail(12), tail(6), tail(0)});
}

std::size_t asciiPrefix(std::string_view text) noexcept
{
    std::size_t i = 0;
    for (std::uint64_t word = 0; i + sizeof word <= text.size(); i += sizeof word)
    {
        std::memcpy(&word, text.data() + i, sizeof word);
        if ((word & 0x8080808080808080U) != 0)
            break;
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80)
        ++i;
    return i;
}

} // namespace utf8

bool isUtf8(std::string_view text) noexcept
{
    for (;;)
    {
        text.remove_prefix(utf8::asciiPrefix(text));
        if (text.empty())
            return true;
        const utf8::Character character = utf8::next(text);
        if (character.form != utf8::Form::Whole)
            return false;
        text.remove_prefix(character.size);
    }
}

} // namespace kc::text
