// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Hex.h"

#include <kc/mime/EncodedWord.h>
#include <kc/mime/TransferDecoder.h>

namespace kc::mime
{

namespace
{

// RFC 2047 §2: token, that is, printable and none of especials.
bool isToken(char c) noexcept
{
    constexpr std::string_view especials = "()<>@,;:\"/[]?.=";
    return c > ' ' && c < '\x7F' && especials.find(c) == especials.npos;
}

// In encoded text there is no '?' and no control character.
bool isText(char c) noexcept
{
    return c != '?' && (c == '\t' || static_cast<unsigned char>(c) >= ' ') && c != '\x7F';
}

std::string_view take(std::string_view& rest, bool (*accepts)(char)) noexcept
{
    std::size_t size = 0;
    while (size < rest.size() && accepts(rest[size]))
        ++size;
    const auto result = rest.substr(0, size);
    rest.remove_prefix(size);
    return result;
}

bool skip(std::string_view& rest, char c) noexcept
{
    if (rest.empty() || rest.front() != c)
        return false;
    rest.remove_prefix(1);
    return true;
}

std::optional<std::string> decodeQ(std::string_view text)
{
    std::string octets;
    octets.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '=')
        {
            octets.push_back(text[i] == '_' ? ' ' : text[i]);
            continue;
        }
        const auto octet = hexOctet(text.substr(i + 1));
        if (!octet)
            return std::nullopt;
        octets.push_back(*octet);
        i += 2;
    }
    return octets;
}

} // namespace

std::optional<EncodedWord> encodedWordAt(std::string_view text) noexcept
{
    std::string_view rest = text;
    if (!skip(rest, '=') || !skip(rest, '?'))
        return std::nullopt;
    EncodedWord word;
    word.charset = take(rest, isToken);
    if (const auto star = word.charset.find('*'); star != word.charset.npos)
    {
        word.language = word.charset.substr(star + 1);
        word.charset = word.charset.substr(0, star);
    }
    if (word.charset.empty() || !skip(rest, '?') || rest.empty())
        return std::nullopt;
    const char encoding = ascii::lower(rest.front());
    rest.remove_prefix(1);
    if ((encoding != 'b' && encoding != 'q') || !skip(rest, '?'))
        return std::nullopt;
    word.encoding = encoding == 'b' ? WordEncoding::B : WordEncoding::Q;
    word.text = take(rest, isText);
    if (!skip(rest, '?') || !skip(rest, '='))
        return std::nullopt;
    word.size = text.size() - rest.size();
    return word;
}

std::optional<std::string> decodeOctets(const EncodedWord& word)
{
    if (word.encoding == WordEncoding::Q)
        return decodeQ(word.text);
    std::string octets;
    TransferDecoder decoder{TransferEncoding::Base64};
    decoder.feed(word.text, octets);
    decoder.finish(octets);
    if (decoder.isDamaged())
        return std::nullopt;
    return octets;
}

} // namespace kc::mime
