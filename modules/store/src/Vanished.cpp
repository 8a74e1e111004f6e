// SPDX-License-Identifier: Apache-2.0
// Ranges that were put together all have the lowest modseq of the mailbox's, so that those which
// were not are counted from the next on.
#include "Vanished.h"

#include <algorithm>

namespace kc::store
{

namespace
{

/// How often the ranges are counted. A prime: whatever a client does over and over, with however
/// many changes a turn, comes by.
constexpr std::uint64_t kLookEvery = 61;

} // namespace

void VanishedRanges::append(std::vector<kc_uid_range>& ranges, const kc_uid_range& range)
{
    if (!ranges.empty() && range.first <= std::uint64_t{ranges.back().last} + 1)
        ranges.back().last = std::max(ranges.back().last, range.last);
    else
        ranges.push_back(range);
}

void VanishedRanges::write() const
{
    insert(_modseq, _ranges);
    if (_modseq % kLookEvery == 0)
        thin();
}

void VanishedRanges::insert(std::uint64_t modseq, const std::vector<kc_uid_range>& ranges) const
{
    for (const kc_uid_range& range : ranges)
        (void)_tx.run(_statements.insertVanished,
                      {num(_mailbox), num(modseq), num(range.first), num(range.last)});
}

bool VanishedRanges::isFree(std::uint32_t first, std::uint32_t last) const
{
    return !_tx.one(_statements.anyMessage, {num(_mailbox), num(first), num(last)});
}

void VanishedRanges::thin() const
{
    if (!_tx.one(_statements.vanishedAfter, {num(_mailbox), num(kMaxExactRanges)}))
        return;
    const auto upTo = _tx.one(_statements.vanishedAfter, {num(_mailbox), num(kMaxExactRanges / 2)});
    std::vector<kc_uid_range> exact, coarse;
    (void)_tx.run(
        _statements.vanishedUpTo, {num(_mailbox), num(*upTo)},
        [&](const kc_sql_row& row) {
            exact.push_back({column<std::uint32_t>(row, 0), column<std::uint32_t>(row, 1)});
        });
    for (const kc_uid_range& range : exact)
    {
        // A gap that is free now stays so: whatever comes has a greater uid than all of these.
        if (!coarse.empty() && range.first > coarse.back().last + 1 &&
            isFree(coarse.back().last + 1, range.first - 1))
            coarse.back().last = range.first - 1;
        append(coarse, range);
    }
    (void)_tx.run(_statements.deleteVanishedUpTo, {num(_mailbox), num(*upTo)});
    insert(static_cast<std::uint64_t>(*upTo), coarse);
}

} // namespace kc::store
