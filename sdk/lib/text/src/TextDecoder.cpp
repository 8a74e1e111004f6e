// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Converter.h"
#include "Utf8.h"

#include <kc/text/TextDecoder.h>

#include <array>

namespace kc::text
{

namespace
{

// 0x80 … 0x9F of windows-1252; its five gaps are the controls of ISO-8859-1.
constexpr std::array<char32_t, 32> kWindows1252{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void appendWindows1252(std::string& utf8, char c)
{
    const auto octet = static_cast<unsigned char>(c);
    utf8::append(utf8, octet >= 0x80 && octet < 0xA0 ? kWindows1252[octet - 0x80U] : octet);
}

bool isGuessed(std::string_view charset) noexcept
{
    return charset.empty() || ascii::equals(charset, "utf-8") || ascii::equals(charset, "utf8") ||
           ascii::equals(charset, "us-ascii") || ascii::equals(charset, "ascii");
}

} // namespace

TextDecoder::TextDecoder(std::string_view charset)
    : _converter(isGuessed(charset) ? nullptr : Converter::open(charset))
{
}

std::optional<TextDecoder> TextDecoder::open(std::string_view charset)
{
    TextDecoder decoder{charset};
    if (charset.empty() || (!decoder._converter && !isGuessed(charset)))
        return std::nullopt;
    return decoder;
}

TextDecoder::~TextDecoder() = default;
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;

void TextDecoder::feed(std::string_view octets, std::string& utf8)
{
    if (_converter && !octets.empty())
        _converter->feed(octets, utf8);
    else
        guess(octets, utf8);
}

void TextDecoder::finish(std::string& utf8)
{
    if (_converter)
        _converter->finish(utf8);
    for (const char c : _held)
        appendWindows1252(utf8, c);
    _held.clear();
}

void TextDecoder::guess(std::string_view octets, std::string& utf8)
{
    while (!_held.empty() && !octets.empty())
    {
        // At most three octets are held; one more decides, or is held too.
        _held.push_back(octets.front());
        octets.remove_prefix(1);
        const utf8::Character character = utf8::next(_held);
        if (character.form == utf8::Form::Cut)
            continue;
        if (character.form == utf8::Form::Whole)
        {
            utf8.append(_held);
            _held.clear();
            break;
        }
        appendWindows1252(utf8, _held.front());
        const std::string rest = _held.substr(1);
        _held.clear();
        guess(rest, utf8);
    }
    while (!octets.empty())
    {
        const std::size_t plain = utf8::asciiPrefix(octets);
        utf8.append(octets.substr(0, plain));
        octets.remove_prefix(plain);
        if (octets.empty())
            return;
        const utf8::Character character = utf8::next(octets);
        if (character.form == utf8::Form::Cut)
        {
            _held = octets;
            return;
        }
        if (character.form == utf8::Form::Whole)
            utf8.append(octets.substr(0, character.size));
        else
            appendWindows1252(utf8, octets.front());
        octets.remove_prefix(character.size);
    }
}

bool isKnownCharset(std::string_view name)
{
    return TextDecoder::open(name).has_value();
}

std::string toUtf8(std::string_view octets, std::string_view charset)
{
    std::string utf8;
    TextDecoder decoder{charset};
    decoder.feed(octets, utf8);
    decoder.finish(utf8);
    return utf8;
}

} // namespace kc::text
