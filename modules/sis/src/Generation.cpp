// SPDX-License-Identifier: Apache-2.0
// Names of copies, both ways.
#include "Generation.h"

#include <array>
#include <charconv>
#include <openssl/rand.h>

namespace kc::sis
{

namespace
{

constexpr unsigned kRandomBits = 20;
constexpr std::size_t kGenerationDigits = 16;

/// Only the spelling that blobName() gives, so that a name has one reading.
template <class Number>
bool parseHex(sv digits, Number& value)
{
    if (digits.find_first_not_of("0123456789abcdef") != sv::npos)
        return false;
    const auto [end, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return failed == std::errc{} && end == digits.data() + digits.size();
}

std::string generationDigits(std::uint64_t generation)
{
    std::string octets;
    for (int shift = 56; shift >= 0; shift -= 8)
        octets += static_cast<char>(generation >> shift);
    return hex(octets);
}

} // namespace

Milliseconds systemClock()
{
    return std::chrono::duration_cast<Milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
}

std::uint64_t makeGeneration(Milliseconds now)
{
    std::uint32_t random = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&random), sizeof random) != 1)
        throw Fault{KC_EUNAVAIL, "no random numbers"};
    return (static_cast<std::uint64_t>(now.count()) << kRandomBits) |
           (random & ((1U << kRandomBits) - 1));
}

Milliseconds bornAt(std::uint64_t generation)
{
    return Milliseconds{generation >> kRandomBits};
}

std::string blobName(sv digest, std::uint64_t generation)
{
    return hex(digest) + "-" + generationDigits(generation);
}

std::optional<NamedCopy> parseBlobName(sv name)
{
    constexpr std::size_t kDigestDigits = kDigestOctets * 2;
    if (name.size() != kDigestDigits + 1 + kGenerationDigits || name[kDigestDigits] != '-')
        return std::nullopt;
    NamedCopy copy{};
    for (std::size_t i = 0; i < kDigestOctets; ++i)
    {
        std::uint8_t octet = 0;
        if (!parseHex(name.substr(i * 2, 2), octet))
            return std::nullopt;
        copy.digest[i] = static_cast<char>(octet);
    }
    if (!parseHex(name.substr(kDigestDigits + 1), copy.generation))
        return std::nullopt;
    return copy;
}

} // namespace kc::sis
