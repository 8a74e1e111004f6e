// SPDX-License-Identifier: Apache-2.0
#include "Base64Alphabet.h"

#include <algorithm>
#include <kc/mime/Base64.h>

namespace kc::mime
{

Base64Decoder::Base64Decoder(const Base64Layout& layout) noexcept
    : _layout(layout),
      _encodedSize(layout.encodedSize()),
      _endOfText(_encodedSize - std::uint64_t{layout.trailingEndings} * layout.endingSize()),
      _failed(!layout.isValid())
{
}

// One group of four; the last of the text may be padded.
bool Base64Decoder::group(const unsigned char* text, std::string& out)
{
    const std::uint64_t left = _layout.decodedSize - _decoded;
    const std::size_t octets = left < 3 ? static_cast<std::size_t>(left) : 3;
    unsigned char filled[4] = {text[0], text[1], text[2], text[3]};
    for (std::size_t i = octets + 1; i < 4; ++i)
    {
        if (filled[i] != '=')
            return false;
        filled[i] = 'A';
    }
    const std::uint32_t bits = base64::decodeGroup(filled);
    const std::uint32_t spare = octets == 3 ? 0 : (1U << (24 - 8 * octets)) - 1;
    if ((bits & (base64::kInvalid | spare)) != 0)
        return false;
    const char decoded[3] = {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8),
                             static_cast<char>(bits)};
    out.append(decoded, octets);
    _decoded += octets;
    return true;
}

// Characters of one line, without a line ending.
bool Base64Decoder::characters(std::string_view text, std::string& out)
{
    while (!text.empty())
    {
        // Groups that no call shares and that cannot be padded go straight through.
        const std::size_t groups = static_cast<std::size_t>(
            std::min<std::uint64_t>(text.size() / 4, (_layout.decodedSize - _decoded) / 3));
        if (_inGroup == 0 && groups > 0)
        {
            const std::size_t start = out.size();
            out.resize(start + groups * 3);
            const auto* in = reinterpret_cast<const unsigned char*>(text.data());
            char* to = out.data() + start;
            std::uint32_t all = 0;
            for (std::size_t i = 0; i < groups; ++i, in += 4, to += 3)
            {
                const std::uint32_t bits = base64::decodeGroup(in);
                all |= bits;
                to[0] = static_cast<char>(bits >> 16);
                to[1] = static_cast<char>(bits >> 8);
                to[2] = static_cast<char>(bits);
            }
            if ((all & base64::kInvalid) != 0)
                return false;
            text.remove_prefix(groups * 4);
            _decoded += groups * 3;
            continue;
        }
        _group[_inGroup++] = static_cast<unsigned char>(text.front());
        text.remove_prefix(1);
        if (_inGroup == 4)
        {
            _inGroup = 0;
            if (!group(_group, out))
                return false;
        }
    }
    return true;
}

bool Base64Decoder::write(std::string_view text, std::string& out)
{
    if (_failed || text.size() > _encodedSize - _position)
        return !(_failed = true);
    const std::uint64_t step = _layout.lineLength + _layout.endingSize();
    while (!text.empty())
    {
        std::size_t take = 1;
        const std::uint64_t column = _position % step;
        if (_position < _endOfText && column < _layout.lineLength)
        {
            const std::uint64_t room =
                std::min(_layout.lineLength - column, _endOfText - _position);
            take = static_cast<std::size_t>(std::min<std::uint64_t>(room, text.size()));
            _failed = !characters(text.substr(0, take), out);
        }
        else
        {
            // Where line endings are expected, only the one octet that stands there will do.
            const std::uint64_t place =
                _position < _endOfText ? column - _layout.lineLength : _position - _endOfText;
            const bool isCr = _layout.lineEnding == LineEnding::CrLf && place % 2 == 0;
            _failed = text.front() != (isCr ? '\r' : '\n');
        }
        if (_failed)
            return false;
        text.remove_prefix(take);
        _position += take;
    }
    return true;
}

} // namespace kc::mime
