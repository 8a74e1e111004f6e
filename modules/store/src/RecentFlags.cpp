// SPDX-License-Identifier: Apache-2.0
#include "RecentFlags.h"

namespace kc::store
{

namespace
{

constexpr std::size_t kMaxChanges = 8;
constexpr std::size_t kFloorOctets = 8, kChangeOctets = 16;

std::uint64_t take(sv octets, std::size_t at, std::size_t n)
{
    std::uint64_t value = 0;
    for (std::size_t i = n; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(octets[at + i]);
    return value;
}

void put(std::string& out, std::uint64_t value, std::size_t n)
{
    for (std::size_t i = 0; i < n; ++i, value >>= 8)
        out += static_cast<char>(value & 0xFF);
}

} // namespace

RecentFlags::RecentFlags(sv octets, std::uint64_t changed) : _floor{changed}
{
    if (octets.size() < kFloorOctets || (octets.size() - kFloorOctets) % kChangeOctets != 0)
        return;
    _floor = take(octets, 0, 8);
    for (std::size_t at = kFloorOctets; at < octets.size(); at += kChangeOctets)
        _changes.push_back({take(octets, at, 8),
                            {static_cast<std::uint32_t>(take(octets, at + 8, 4)),
                             static_cast<std::uint32_t>(take(octets, at + 12, 4))}});
}

void RecentFlags::add(std::uint64_t modseq, kc_uid_range range)
{
    while (_changes.size() >= kMaxChanges)
    {
        _floor = _changes.front().modseq;
        _changes.erase(_changes.begin());
    }
    _changes.push_back({modseq, range});
}

std::optional<std::vector<kc_uid_range>> RecentFlags::after(std::uint64_t since) const
{
    if (since < _floor)
        return std::nullopt;
    std::vector<kc_uid_range> ranges;
    for (const Change& change : _changes)
        if (change.modseq > since)
            ranges.push_back(change.range);
    return ranges;
}

std::string RecentFlags::encode() const
{
    std::string out;
    put(out, _floor, 8);
    for (const Change& change : _changes)
    {
        put(out, change.modseq, 8);
        put(out, change.range.first, 4);
        put(out, change.range.last, 4);
    }
    return out;
}

} // namespace kc::store
