// SPDX-License-Identifier: Apache-2.0
#include "ByteRange.h"

#include "RequestHead.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace kc::httpd
{

namespace
{

constexpr sv kUnit = "bytes=";

std::optional<std::uint64_t> number(sv text)
{
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// "-500": the last 500 octets.
ByteRange suffix(sv digits, std::uint64_t size)
{
    const auto wanted = number(digits);
    if (!wanted)
        return {};
    const std::uint64_t length = std::min(*wanted, size);
    if (length == 0)
        return {ByteRange::Kind::Unsatisfiable, 0, 0};
    return {ByteRange::Kind::Part, size - length, length};
}

} // namespace

ByteRange parseRange(sv field, std::uint64_t size)
{
    if (field.size() < kUnit.size() ||
        !equalsIgnoringCase(field.substr(0, kUnit.size()), kUnit)) // RFC 9110 §14.2: ignored
        return {};
    const sv range = trimmed(field.substr(kUnit.size()));
    const std::size_t dash = range.find('-');
    if (dash == sv::npos || range.find(',') != sv::npos)
        return {};
    if (dash == 0)
        return suffix(range.substr(1), size);
    const auto first = number(range.substr(0, dash));
    const sv rest = range.substr(dash + 1);
    const auto last = rest.empty() ? std::optional{UINT64_MAX} : number(rest);
    if (!first || !last || *last < *first)
        return {};
    if (*first >= size)
        return {ByteRange::Kind::Unsatisfiable, 0, 0};
    return {ByteRange::Kind::Part, *first, std::min(*last, size - 1) - *first + 1};
}

} // namespace kc::httpd
