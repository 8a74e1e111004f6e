// SPDX-License-Identifier: Apache-2.0
// Contents of every kind: size, and how well they shrink.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace kc::sis::test
{

enum class Kind
{
    Random,
    Text,
    TextThenRandom,
    RandomThenText
};

inline constexpr Kind kKinds[] = {Kind::Random, Kind::Text, Kind::TextThenRandom,
                                  Kind::RandomThenText};

inline std::string sample(std::size_t size, Kind kind, unsigned seed)
{
    std::mt19937 random{seed};
    std::string octets(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
    {
        const bool late = i > 100'000;
        const bool text = kind == Kind::Text || (kind == Kind::TextThenRandom && !late) ||
                          (kind == Kind::RandomThenText && late);
        octets[i] = static_cast<char>(text ? 'a' + random() % 4 : random());
    }
    return octets;
}

} // namespace kc::sis::test
