// SPDX-License-Identifier: Apache-2.0
#include "Base64Alphabet.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <kc/mime/Base64.h>

namespace kc::mime
{

namespace
{

// Two characters for each 12 bits: half the look-ups of one character each.
constexpr auto kPairs = []
{
    std::array<std::array<char, 2>, 4096> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i)
        pairs[i] = {base64::kAlphabet[i >> 6], base64::kAlphabet[i & 63]};
    return pairs;
}();

void encodeGroups(const unsigned char* octets, std::size_t groups, char* out) noexcept
{
    for (; groups > 0; --groups, octets += 3, out += 4)
    {
        const std::uint32_t bits = static_cast<std::uint32_t>(octets[0]) << 16 |
                                   static_cast<std::uint32_t>(octets[1]) << 8 | octets[2];
        std::memcpy(out, kPairs[bits >> 12].data(), 2);
        std::memcpy(out + 2, kPairs[bits & 0xFFF].data(), 2);
    }
}

} // namespace

Base64Encoder::Base64Encoder(const Base64Layout& layout, std::uint64_t decodedBegin) noexcept
    : _layout(layout),
      _position(std::min(decodedBegin, layout.decodedSize)),
      _isValid(layout.isValid())
{
}

char* Base64Encoder::endLine(char* to) const noexcept
{
    if (_layout.lineEnding == LineEnding::CrLf)
        *to++ = '\r';
    *to++ = '\n';
    return to;
}

// The last group, padded, and what follows it.
char* Base64Encoder::endText(char* to) noexcept
{
    if (_inGroup > 0)
    {
        std::fill(_group + _inGroup, _group + 3, static_cast<unsigned char>(0));
        encodeGroups(_group, 1, to);
        std::fill(to + _inGroup + 1, to + 4, '=');
        to += 4;
        _inGroup = 0;
    }
    for (std::uint32_t i = 0; i < _layout.trailingEndings; ++i)
        to = endLine(to);
    return to;
}

// One octet: for a group that two calls share and for the last octets.
char* Base64Encoder::octet(char value, char* to) noexcept
{
    _group[_inGroup++] = static_cast<unsigned char>(value);
    ++_position;
    if (_inGroup < 3)
        return to;
    encodeGroups(_group, 1, to);
    _inGroup = 0;
    _column += 4;
    return to + 4;
}

void Base64Encoder::write(std::string_view octets, std::string& out)
{
    const std::uint64_t left = _isValid ? _layout.decodedSize - _position : 0;
    octets =
        octets.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), left)));
    if (octets.empty())
        return;
    // Room for all that may come, taken once; a line at a time would cost more than the encoding.
    const std::size_t start = out.size();
    const std::size_t characters = (octets.size() + 4) / 3 * 4;
    out.resize(start + characters +
               (characters / _layout.lineLength + 1 + _layout.trailingEndings) *
                   _layout.endingSize());
    char* to = out.data() + start;
    while (!octets.empty())
    {
        if (_inGroup > 0 || octets.size() < 3)
        {
            to = octet(octets.front(), to);
            octets.remove_prefix(1);
        }
        else
        {
            const std::size_t groups =
                std::min<std::size_t>(octets.size() / 3, (_layout.lineLength - _column) / 4);
            encodeGroups(reinterpret_cast<const unsigned char*>(octets.data()), groups, to);
            to += groups * 4;
            octets.remove_prefix(groups * 3);
            _position += groups * 3;
            _column += static_cast<std::uint32_t>(groups * 4);
        }
        if (_column == _layout.lineLength && _position < _layout.decodedSize)
        {
            to = endLine(to);
            _column = 0;
        }
    }
    if (_position == _layout.decodedSize)
        to = endText(to);
    out.resize(static_cast<std::size_t>(to - out.data()));
}

} // namespace kc::mime
