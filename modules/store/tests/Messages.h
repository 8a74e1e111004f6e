// SPDX-License-Identifier: Apache-2.0
// Messages for tests, and readers over them.
#pragma once

#include <kc/stream.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kc::store::test
{

/// A text as a kc_reader, which gives at most `step` octets a read; lives as long as the text.
class TextReader
{
public:
    explicit TextReader(sv text, std::size_t step = SIZE_MAX) : _text{text}, _step{step} {}

    kc_reader raw()
    {
        static constexpr kc_reader_ops kOps{
            sizeof(kc_reader_ops),
            [](void* self, kc_ctx*, char* buffer, std::size_t capacity, std::size_t* got)
            {
                TextReader& reader = *static_cast<TextReader*>(self);
                *got = reader._text.copy(buffer, std::min(capacity, reader._step), reader._at);
                reader._at += *got;
                return kc_status{KC_OK};
            },
            [](void* self, kc_ctx*, std::uint64_t offset)
            {
                TextReader& reader = *static_cast<TextReader*>(self);
                reader._at = std::min<std::size_t>(offset, reader._text.size());
                return kc_status{KC_OK};
            },
            [](void* self) { return std::uint64_t{static_cast<TextReader*>(self)->_text.size()}; },
            [](void*) {}};
        return {&kOps, this};
    }

private:
    sv _text;
    std::size_t _step;
    std::size_t _at = 0;
};

/// Octets that do not compress and are the same each time.
std::string noise(std::size_t octets, std::uint32_t seed);

/// base64 of `octets` in lines of `line` characters.
std::string base64(sv octets, std::size_t line = 76, sv ending = "\r\n");

/// A message of a header and a text of about `octets` octets.
std::string plainMessage(std::size_t octets, std::uint32_t seed = 1);

/// multipart/mixed of a short text and these part bodies, each in base64 as it is said to be.
std::string mixedMessage(const std::vector<std::string>& bodies, sv encoding = "base64",
                         sv ending = "\r\n");

struct Sample
{
    std::string name, text;
};

/// What mail looks like, and what it should not look like.
std::vector<Sample> samples();

} // namespace kc::store::test
