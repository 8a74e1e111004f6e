// SPDX-License-Identifier: Apache-2.0
// Distinct mail text that compresses about as well as real text does: zstd -1 halves it.
//
// Words come from a fixed dictionary with English letter frequencies, drawn evenly, so that two
// messages share vocabulary but no sentence. Cheap on purpose: the generator runs beside the server
// it measures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

class MessageText
{
public:
    explicit MessageText(std::uint64_t seed);

    /// Puts message `number` at the end of `out`: headers and text, `sizeBytes` in all (at least
    /// the headers and one line), every line ended by CRLF, no line beginning with a dot.
    void append(std::string& out, std::uint64_t number, std::size_t sizeBytes) const;

private:
    /// A word and the blank after it, padded so that copying it is one fixed-size move.
    struct Word
    {
        std::array<char, 16> letters;
        std::size_t size;
    };

    void appendWords(std::string& out, std::size_t end, std::uint64_t state) const;

    std::uint64_t _seed;
    std::vector<Word> _words;
};
