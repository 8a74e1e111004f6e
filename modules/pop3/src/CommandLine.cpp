// SPDX-License-Identifier: Apache-2.0
// See CommandLine.h.
#include "CommandLine.h"

#include <algorithm>
#include <charconv>

namespace kc::pop3
{

std::optional<Command> parseCommand(sv line)
{
    const auto isControl = [](char c)
    { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
    if (std::any_of(line.begin(), line.end(), isControl))
        return std::nullopt;
    const std::size_t blank = std::min(line.find(' '), line.size());
    return Command{line.substr(0, blank), line.substr(std::min(blank + 1, line.size()))};
}

std::optional<Words> parseWords(sv argument, std::size_t fewest, std::size_t most)
{
    while (argument.ends_with(' ')) // of clients that write "LIST "
        argument.remove_suffix(1);
    const std::size_t blank = std::min(argument.find(' '), argument.size());
    const Words words{argument.substr(0, blank),
                      argument.substr(std::min(blank + 1, argument.size()))};
    const std::size_t count = (words.first.empty() ? 0U : 1U) + (words.second.empty() ? 0U : 1U);
    const bool isOdd = argument.starts_with(' ') || words.second.find(' ') != sv::npos;
    if (isOdd || count < fewest || count > most)
        return std::nullopt;
    return words;
}

std::optional<std::uint32_t> parseNumber(sv word)
{
    std::uint32_t number = 0;
    const char* const last = word.data() + word.size();
    const auto [end, failed] = std::from_chars(word.data(), last, number);
    if (failed != std::errc{} || end != last)
        return std::nullopt;
    return number;
}

} // namespace kc::pop3
