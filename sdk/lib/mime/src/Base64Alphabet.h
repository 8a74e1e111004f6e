// SPDX-License-Identifier: Apache-2.0
// The base64 alphabet (RFC 2045 §6.8) as tables and as a wide check. 16 octets at a time through
// the compilers' vector types: the check is run on every delivered attachment and must not be what
// delivery waits for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace kc::mime::base64
{

inline constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bit that no sum of valid sextets sets.
inline constexpr std::uint32_t kInvalid = 0x01000000;

/// kSextets[i][c]: value of character c at place i of a group of four, shifted into place, or
/// kInvalid.
inline constexpr auto kSextets = []
{
    std::array<std::array<std::uint32_t, 256>, 4> tables{};
    for (auto& table : tables)
        table.fill(kInvalid);
    for (std::size_t place = 0; place < 4; ++place)
        for (std::uint32_t value = 0; value < 64; ++value)
            tables[place][static_cast<unsigned char>(kAlphabet[value])] = value << (18 - 6 * place);
    return tables;
}();

/// 24 bits of the group at `text`, or with kInvalid set.
inline std::uint32_t decodeGroup(const unsigned char* text) noexcept
{
    return kSextets[0][text[0]] | kSextets[1][text[1]] | kSextets[2][text[2]] |
           kSextets[3][text[3]];
}

/// Decodes groups without padding; false when a character is none of the alphabet.
inline bool decodeGroups(const char* text, std::size_t groups, char* to) noexcept
{
    const auto* in = reinterpret_cast<const unsigned char*>(text);
    std::uint32_t all = 0;
    for (; groups > 0; --groups, in += 4, to += 3)
    {
        const std::uint32_t bits = decodeGroup(in);
        all |= bits;
        to[0] = static_cast<char>(bits >> 16);
        to[1] = static_cast<char>(bits >> 8);
        to[2] = static_cast<char>(bits);
    }
    return (all & kInvalid) == 0;
}

using Octets16 = unsigned char __attribute__((vector_size(16)));

/// All ones in each lane that holds no character of the alphabet. Each range is one wrapping
/// subtraction and compare.
inline Octets16 foreignLanes(const char* text) noexcept
{
    Octets16 v;
    std::memcpy(&v, text, sizeof v);
    const Octets16 letter =
        (v | static_cast<unsigned char>(0x20)) - static_cast<unsigned char>('a');
    const Octets16 digit = v - static_cast<unsigned char>('/'); // '/' and '0'…'9' are neighbours
    const auto valid = (letter < static_cast<unsigned char>(26)) |
                       (digit < static_cast<unsigned char>(11)) |
                       (v == static_cast<unsigned char>('+'));
    return reinterpret_cast<Octets16>(~valid);
}

inline bool isZero(Octets16 lanes) noexcept
{
    std::uint64_t halves[2];
    std::memcpy(halves, &lanes, sizeof halves);
    return (halves[0] | halves[1]) == 0;
}

/// Are all characters of the alphabet, without padding?
inline bool allValid(const char* text, std::size_t size) noexcept
{
    if (size < 16)
    {
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < size; ++i)
            sum |= kSextets[0][static_cast<unsigned char>(text[i])];
        return (sum & kInvalid) == 0;
    }
    Octets16 foreign = foreignLanes(text + size - 16);
    for (std::size_t i = 0; i + 16 <= size; i += 16)
        foreign |= foreignLanes(text + i);
    return isZero(foreign);
}

} // namespace kc::mime::base64
