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
    : _layout(layout), _position(std::min(decodedBegin, layout.decodedSize))
{
}

void Base64Encoder::endLine(std::string& out) const
{
    out.append(_layout.lineEnding == LineEnding::CrLf ? "\r\n" : "\n");
}

// The last group, padded, and what follows it.
void Base64Encoder::endText(std::string& out)
{
    if (_inGroup > 0)
    {
        char characters[4];
        std::fill(_group + _inGroup, _group + 3, static_cast<unsigned char>(0));
        encodeGroups(_group, 1, characters);
        std::fill(characters + _inGroup + 1, characters + 4, '=');
        out.append(characters, 4);
        _inGroup = 0;
    }
    for (std::uint32_t i = 0; i < _layout.trailingEndings; ++i)
        endLine(out);
}

// Octet by octet until a group is full: for a group that two calls share and for the last octets.
void Base64Encoder::fillGroup(std::string_view& octets, std::string& out)
{
    _group[_inGroup++] = static_cast<unsigned char>(octets.front());
    octets.remove_prefix(1);
    ++_position;
    if (_inGroup < 3)
        return;
    char characters[4];
    encodeGroups(_group, 1, characters);
    out.append(characters, 4);
    _inGroup = 0;
    _column += 4;
}

void Base64Encoder::write(std::string_view octets, std::string& out)
{
    octets = octets.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(
                                  octets.size(), _layout.decodedSize - _position)));
    if (octets.empty())
        return;
    out.reserve(out.size() + octets.size() / 3 * 4 + octets.size() / 24 + 16);
    while (!octets.empty())
    {
        if (_inGroup > 0 || octets.size() < 3)
            fillGroup(octets, out);
        else
        {
            const std::size_t groups =
                std::min<std::size_t>(octets.size() / 3, (_layout.lineLength - _column) / 4);
            const std::size_t start = out.size();
            out.resize(start + groups * 4);
            encodeGroups(reinterpret_cast<const unsigned char*>(octets.data()), groups,
                         out.data() + start);
            octets.remove_prefix(groups * 3);
            _position += groups * 3;
            _column += static_cast<std::uint32_t>(groups * 4);
        }
        if (_column == _layout.lineLength && _position < _layout.decodedSize)
        {
            endLine(out);
            _column = 0;
        }
    }
    if (_position == _layout.decodedSize)
        endText(out);
}

} // namespace kc::mime
