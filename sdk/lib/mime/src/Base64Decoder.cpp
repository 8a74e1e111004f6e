// SPDX-License-Identifier: Apache-2.0
#include "Base64Alphabet.h"

#include <algorithm>
#include <kc/mime/Base64.h>

namespace kc::mime
{

Base64Decoder::Base64Decoder(const Base64Layout& layout) noexcept
    : _layout(layout), _failed(!layout.isValid())
{
    if (_failed)
        return;
    _encodedSize = layout.encodedSize();
    _endOfText = _encodedSize - std::uint64_t{layout.trailingEndings} * layout.endingSize();
}

// One group of four; the last of the text may be padded.
char* Base64Decoder::group(const unsigned char* text, char* to) noexcept
{
    const std::uint64_t left = _layout.decodedSize - _decoded;
    const std::size_t octets = left < 3 ? static_cast<std::size_t>(left) : 3;
    unsigned char filled[4] = {text[0], text[1], text[2], text[3]};
    for (std::size_t i = octets + 1; i < 4; ++i)
    {
        if (filled[i] != '=')
            return nullptr;
        filled[i] = 'A';
    }
    const std::uint32_t bits = base64::decodeGroup(filled);
    const std::uint32_t spare = octets == 3 ? 0 : (1U << (24 - 8 * octets)) - 1;
    if ((bits & (base64::kInvalid | spare)) != 0)
        return nullptr;
    for (std::size_t i = 0; i < octets; ++i)
        *to++ = static_cast<char>(bits >> (16 - 8 * i));
    _decoded += octets;
    return to;
}

// Characters of one line, without a line ending.
char* Base64Decoder::characters(std::string_view text, char* to) noexcept
{
    while (!text.empty())
    {
        // Groups that no two calls share and that cannot be padded go straight through.
        const auto groups = static_cast<std::size_t>(
            std::min<std::uint64_t>(text.size() / 4, (_layout.decodedSize - _decoded) / 3));
        if (_inGroup == 0 && groups > 0)
        {
            if (!base64::decodeGroups(text.data(), groups, to))
                return nullptr;
            to += groups * 3;
            text.remove_prefix(groups * 4);
            _decoded += groups * 3;
            continue;
        }
        _group[_inGroup++] = static_cast<unsigned char>(text.front());
        text.remove_prefix(1);
        if (_inGroup == 4)
        {
            _inGroup = 0;
            if ((to = group(_group, to)) == nullptr)
                return nullptr;
        }
    }
    return to;
}

char* Base64Decoder::take(std::string_view text, char* to) noexcept
{
    const std::uint64_t step = _layout.lineLength + _layout.endingSize();
    std::uint64_t column = _position % step;
    while (!text.empty() && to != nullptr)
    {
        std::size_t size = 1;
        if (_position < _endOfText && column < _layout.lineLength)
        {
            const std::uint64_t room =
                std::min(_layout.lineLength - column, _endOfText - _position);
            size = static_cast<std::size_t>(std::min<std::uint64_t>(room, text.size()));
            to = characters(text.substr(0, size), to);
        }
        else
        {
            // Where line endings are expected, only the one octet that stands there will do.
            const std::uint64_t place =
                _position < _endOfText ? column - _layout.lineLength : _position - _endOfText;
            const bool isCr = _layout.lineEnding == LineEnding::CrLf && place % 2 == 0;
            if (text.front() != (isCr ? '\r' : '\n'))
                return nullptr;
        }
        text.remove_prefix(size);
        _position += size;
        column += size;
        if (column == step)
            column = 0;
    }
    return to;
}

bool Base64Decoder::write(std::string_view text, std::string& out)
{
    if (_failed || text.size() > _encodedSize - _position)
    {
        _failed = true;
        return false;
    }
    const std::size_t start = out.size();
    out.resize(start + text.size() / 4 * 3 + 6);
    const char* const end = take(text, out.data() + start);
    _failed = end == nullptr;
    out.resize(_failed ? start : static_cast<std::size_t>(end - out.data()));
    return !_failed;
}

} // namespace kc::mime
