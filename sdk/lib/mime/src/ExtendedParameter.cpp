// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Hex.h"

#include <algorithm>
#include <charconv>
#include <kc/mime/ExtendedParameter.h>

namespace kc::mime
{

namespace
{

struct Piece
{
    std::size_t number = 0;
    bool isEncoded = false;
    const std::string* value = nullptr;
};

// What stands after the name: "*", "*7" or "*7*".
std::optional<Piece> readSuffix(std::string_view suffix, const std::string& value) noexcept
{
    Piece piece;
    piece.value = &value;
    if (suffix.empty() || suffix.front() != '*')
        return std::nullopt;
    suffix.remove_prefix(1);
    if (suffix.empty())
    {
        piece.isEncoded = true;
        return piece;
    }
    const char* const end = suffix.data() + suffix.size();
    const auto [next, error] = std::from_chars(suffix.data(), end, piece.number);
    if (error != std::errc{})
        return std::nullopt;
    piece.isEncoded = next + 1 == end && *next == '*';
    return piece.isEncoded || next == end ? std::optional{piece} : std::nullopt;
}

void appendPercent(std::string& out, std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const auto octet = text[i] == '%' ? hexOctet(text.substr(i + 1)) : std::nullopt;
        out.push_back(octet.value_or(text[i]));
        i += octet ? 2 : 0;
    }
}

// charset'language'text
std::string_view takeCharset(std::string_view text, ExtendedValue& value)
{
    const auto first = text.find('\'');
    const auto second = first == text.npos ? text.npos : text.find('\'', first + 1);
    if (second == text.npos)
        return text;
    value.charset = text.substr(0, first);
    value.language = text.substr(first + 1, second - first - 1);
    return text.substr(second + 1);
}

std::optional<ExtendedValue> join(std::vector<Piece>& pieces)
{
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.number < b.number; });
    if (pieces.empty() || pieces.front().number > 0)
        return std::nullopt;
    ExtendedValue value;
    value.isExtended = true;
    std::size_t next = 0;
    for (const Piece& piece : pieces)
    {
        if (piece.number > next)
            break; // what follows a gap cannot be right
        if (piece.number < next)
            continue; // again: the first counts
        std::string_view text = *piece.value;
        if (piece.isEncoded && next == 0)
            text = takeCharset(text, value);
        if (piece.isEncoded)
            appendPercent(value.octets, text);
        else
            value.octets.append(text);
        ++next;
    }
    return value;
}

} // namespace

std::optional<ExtendedValue> findExtended(const std::vector<Parameter>& parameters,
                                          std::string_view name)
{
    std::vector<Piece> pieces;
    for (const Parameter& parameter : parameters)
    {
        const std::string_view written = parameter.name;
        if (written.size() <= name.size() || !ascii::equals(written.substr(0, name.size()), name))
            continue;
        if (const auto piece = readSuffix(written.substr(name.size()), parameter.value))
            pieces.push_back(*piece);
    }
    if (auto value = join(pieces))
        return value;
    if (const std::string* plain = findParameter(parameters, name))
        return ExtendedValue{*plain, {}, {}, false};
    return std::nullopt;
}

} // namespace kc::mime
