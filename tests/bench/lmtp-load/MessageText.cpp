// SPDX-License-Identifier: Apache-2.0
// The dictionary and how words become lines. What makes zstd's ratio is kWords (how often a word
// comes again within one message) and the letter frequencies; `lmtp-load --print` shows a message
// to measure.
#include "MessageText.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace
{

constexpr std::size_t kWords = 1024; // must be a power of two
constexpr std::size_t kLineBytes = 72;
// Each letter as often, of 100, as English uses it (rounded).
constexpr std::string_view kLetters =
    "aaaaaaaabbcccddddeeeeeeeeeeeeffgghhhhhhiiiiiiijkllllmmmnnnnnnn"
    "oooooooppqrrrrrrssssssttttttttttuuuvwwxyyz";

/// xorshift64*: a few instructions a word, and the same text for the same seed on every machine.
std::uint64_t nextRandom(std::uint64_t& state)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1DULL;
}

std::uint64_t mixed(std::uint64_t seed, std::uint64_t number)
{
    std::uint64_t state = (seed + 1) * 0x9E3779B97F4A7C15ULL ^ (number + 1) * 0xBF58476D1CE4E5B9ULL;
    return state != 0 ? state : 1; // xorshift stays at zero for ever
}

} // namespace

MessageText::MessageText(std::uint64_t seed) : _seed(seed)
{
    std::uint64_t state = mixed(0, 0); // the dictionary is one language, whatever the seed
    _words.reserve(kWords);
    for (std::size_t i = 0; i < kWords; ++i)
    {
        Word word{{}, 3 + nextRandom(state) % 8};
        word.letters.fill(' ');
        for (std::size_t letter = 0; letter + 1 < word.size; ++letter)
            word.letters[letter] = kLetters[(nextRandom(state) >> 32) % kLetters.size()];
        _words.push_back(word);
    }
}

void MessageText::append(std::string& out, std::uint64_t number, std::size_t sizeBytes) const
{
    const std::size_t end = out.size() + sizeBytes;
    const std::string id = std::to_string(_seed) + "." + std::to_string(number);
    out += "From: Load Generator <load@example.org>\r\nTo: Users <users@example.org>\r\nSubject: "
           "load ";
    out += id;
    out += "\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMessage-ID: <";
    out += id;
    out += "@load.example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
           "charset=us-ascii\r\n\r\n";
    appendWords(out, end, mixed(_seed, number));
}

void MessageText::appendWords(std::string& out, std::size_t end, std::uint64_t state) const
{
    std::size_t at = out.size();
    std::size_t lineStart = at;
    end = std::max(end, at + 2);
    out.resize(end + sizeof(Word::letters) + 1); // room for the last word's padding
    while (at + 2 < end)
    {
        const Word& word = _words[(nextRandom(state) >> 40) & (kWords - 1)];
        if (at - lineStart + word.size > kLineBytes)
        {
            out[at - 1] = '\r'; // takes the place of the blank after the line's last word
            out[at++] = '\n';
            lineStart = at;
        }
        std::memcpy(out.data() + at, word.letters.data(), word.letters.size());
        at += word.size;
    }
    out.resize(end - 2);
    out += "\r\n";
}
