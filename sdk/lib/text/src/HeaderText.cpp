// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Utf8.h"

#include <kc/mime/EncodedWord.h>
#include <kc/mime/ExtendedParameter.h>
#include <kc/text/HeaderText.h>
#include <kc/text/TextDecoder.h>

#include <algorithm>
#include <deque>

namespace kc::text
{

namespace
{

// Charsets of one value that are decoded; words in more stay as they are.
constexpr std::size_t kMaxCharsets = 32;

constexpr bool isControl(char c) noexcept
{
    return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
}

// Charsets that shift: each of their words starts unshifted (RFC 2047 §3), whatever the last left.
bool hasShifts(std::string_view charset) noexcept
{
    return ascii::equals(charset.substr(0, 9), "iso-2022-") ||
           ascii::equals(charset, "hz-gb-2312") || ascii::equals(charset, "utf-7");
}

class HeaderDecoder
{
public:
    explicit HeaderDecoder(std::string_view value) : _rest(value) {}

    std::string run()
    {
        while (!_rest.empty())
        {
            const auto start = std::min(_rest.find("=?"), _rest.size());
            const std::string_view text = _rest.substr(0, start);
            _rest.remove_prefix(start);
            const auto found = mime::encodedWordAt(_rest);
            if (found && word(*found, text))
                continue;
            endWords();
            plain(text);
            const std::size_t mark = std::min<std::size_t>(_rest.size(), 2);
            plain(_rest.substr(0, mark)); // "=?" that is none
            _rest.remove_prefix(mark);
        }
        endWords();
        std::replace_if(_text.begin(), _text.end(), isControl, ' ');
        return std::move(_text);
    }

private:
    struct Charset
    {
        std::string name;
        std::optional<TextDecoder> decoder; // nothing: unknown
    };

    // False: it stays as it is.
    bool word(const mime::EncodedWord& word, std::string_view before)
    {
        const auto octets = mime::decodeOctets(word);
        Charset* const charset = octets ? find(word.charset) : nullptr;
        if (charset == nullptr || !charset->decoder)
            return false;
        const bool isNext =
            _current != nullptr && std::all_of(before.begin(), before.end(), ascii::isBlank);
        if (!isNext || charset != _current || hasShifts(word.charset))
            endWords();
        if (!isNext)
            plain(before);
        _current = charset;
        charset->decoder->feed(*octets, _text);
        _rest.remove_prefix(word.size);
        return true;
    }

    // Opening one costs, an unknown one too.
    Charset* find(std::string_view name)
    {
        for (Charset& charset : _charsets)
            if (ascii::equals(charset.name, name))
                return &charset;
        if (_charsets.size() == kMaxCharsets)
            return nullptr;
        _charsets.push_back({std::string(name), TextDecoder::open(name)});
        return &_charsets.back();
    }

    void endWords()
    {
        if (_current != nullptr)
            _current->decoder->finish(_text);
        _current = nullptr;
    }

    void plain(std::string_view text)
    {
        if (utf8::asciiPrefix(text) == text.size())
            _text.append(text);
        else
            _text.append(toUtf8(text, {}));
    }

    std::string_view _rest;
    std::string _text;
    std::deque<Charset> _charsets;
    Charset* _current = nullptr; // of the word before, while words follow each other
};

} // namespace

bool isPlainHeader(std::string_view value) noexcept
{
    return utf8::asciiPrefix(value) == value.size() && value.find("=?") == value.npos &&
           std::none_of(value.begin(), value.end(), isControl);
}

std::string decodeHeader(std::string_view value)
{
    return isPlainHeader(value) ? std::string(value) : HeaderDecoder(value).run();
}

mime::Address decodeAddress(const mime::Address& address)
{
    mime::Address decoded = address;
    decoded.name = decodeHeader(address.name);
    decoded.mailbox = decodeHeader(address.mailbox);
    decoded.host = decodeHeader(address.host);
    return decoded;
}

std::optional<std::string> decodeParameter(const std::vector<mime::Parameter>& parameters,
                                           std::string_view name)
{
    const auto value = mime::findExtended(parameters, name);
    if (!value)
        return std::nullopt;
    if (!value->isExtended)
        return decodeHeader(value->octets);
    std::string text = toUtf8(value->octets, value->charset);
    std::replace_if(text.begin(), text.end(), isControl, ' ');
    return text;
}

std::optional<std::string> fileName(const mime::Part& part)
{
    auto name =
        part.disposition ? decodeParameter(part.disposition->parameters, "filename") : std::nullopt;
    if (!name && part.contentType)
        name = decodeParameter(part.contentType->parameters, "name");
    return name;
}

std::string charsetOf(const mime::Part& part)
{
    const auto value = part.contentType
                           ? mime::findExtended(part.contentType->parameters, "charset")
                           : std::nullopt;
    return value ? value->octets : std::string{};
}

} // namespace kc::text
