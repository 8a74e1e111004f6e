// SPDX-License-Identifier: Apache-2.0
// See SequenceSet.h.
#include "SequenceSet.h"

#include <algorithm>
#include <charconv>

namespace kc::imap
{

namespace
{

/// seq-number; 0 is "*".
std::optional<std::uint32_t> parseNumber(sv text)
{
    if (text == "*")
        return 0;
    std::uint32_t value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last || value == 0)
        return std::nullopt;
    return value;
}

} // namespace

void normalize(UidRanges& ranges)
{
    std::sort(ranges.begin(), ranges.end(),
              [](kc_uid_range a, kc_uid_range b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (const kc_uid_range range : ranges)
    {
        const bool joins = kept > 0 && (ranges[kept - 1].last == UINT32_MAX ||
                                        range.first <= ranges[kept - 1].last + 1);
        if (joins)
            ranges[kept - 1].last = std::max(ranges[kept - 1].last, range.last);
        else
            ranges[kept++] = range;
    }
    ranges.resize(kept);
}

void addUid(UidRanges& ranges, std::uint32_t uid)
{
    if (!ranges.empty() && ranges.back().last != UINT32_MAX && ranges.back().last + 1 == uid)
        ranges.back().last = uid;
    else
        ranges.push_back({uid, uid});
}

UidRanges without(const UidRanges& all, const UidRanges& others)
{
    UidRanges left;
    auto other = others.begin();
    for (auto [first, last] : all)
    {
        while (other != others.end() && other->last < first)
            ++other;
        for (auto cut = other; cut != others.end() && cut->first <= last; ++cut)
        {
            if (first < cut->first)
                left.push_back({first, cut->first - 1});
            if (cut->last >= last)
            {
                first = 0;
                break;
            }
            first = cut->last + 1;
        }
        if (first != 0)
            left.push_back({first, last});
    }
    return left;
}

bool contains(const UidRanges& ranges, std::uint32_t number)
{
    const auto after =
        std::upper_bound(ranges.begin(), ranges.end(), number,
                         [](std::uint32_t n, kc_uid_range range) { return n < range.first; });
    return after != ranges.begin() && number <= std::prev(after)->last;
}

std::string uidText(const UidRanges& ranges)
{
    std::string text;
    for (const auto& [first, last] : ranges)
    {
        if (!text.empty())
            text.push_back(',');
        text.append(std::to_string(first));
        if (last != first)
            text.append(":").append(std::to_string(last));
    }
    return text;
}

std::optional<SequenceSet> SequenceSet::parse(sv text)
{
    SequenceSet set;
    while (true)
    {
        const std::size_t comma = text.find(',');
        const sv element = text.substr(0, comma);
        const std::size_t colon = element.find(':');
        const auto first = parseNumber(element.substr(0, colon));
        const auto last = colon == sv::npos ? first : parseNumber(element.substr(colon + 1));
        if (!first || !last)
            return std::nullopt;
        set._ranges.push_back({*first, *last});
        if (comma == sv::npos)
            return set;
        text.remove_prefix(comma + 1);
    }
}

UidRanges SequenceSet::resolve(std::uint32_t star) const
{
    UidRanges resolved;
    resolved.reserve(_ranges.size());
    for (const auto& [a, b] : _ranges)
    {
        const std::uint32_t first = a == 0 ? star : a;
        const std::uint32_t last = b == 0 ? star : b;
        resolved.push_back({std::min(first, last), std::max(first, last)});
    }
    normalize(resolved);
    return resolved;
}

std::uint32_t SequenceSet::largest() const
{
    std::uint32_t result = 0;
    for (const auto& [first, last] : _ranges)
        result = std::max({result, first, last});
    return result;
}

void UidListWriter::add(std::uint32_t uid)
{
    if (_first != 0 && uid == _last + 1)
    {
        _last = uid;
        return;
    }
    flush();
    _first = _last = uid;
}

std::string UidListWriter::finish()
{
    flush();
    return std::move(_text);
}

void UidListWriter::flush()
{
    if (_first == 0)
        return;
    if (!_text.empty())
        _text.push_back(',');
    _text.append(std::to_string(_first));
    if (_last != _first)
        _text.append(":").append(std::to_string(_last));
    _first = 0;
}

} // namespace kc::imap
