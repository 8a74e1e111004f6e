// SPDX-License-Identifier: Apache-2.0
// See MailboxView.h.
#include "MailboxView.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

/// Takes the first `limit` uids off a set, which need not be in order.
UidRanges takeFront(UidRanges& uids, std::size_t limit)
{
    normalize(uids);
    UidRanges taken;
    auto next = uids.begin();
    for (; next != uids.end() && limit > 0; ++next)
    {
        const std::size_t length = std::size_t{next->last} - next->first + 1;
        if (length > limit)
        {
            const auto cut = static_cast<std::uint32_t>(next->first + limit);
            taken.push_back({next->first, cut - 1});
            next->first = cut;
            break;
        }
        taken.push_back(*next);
        limit -= length;
    }
    uids.erase(uids.begin(), next);
    if (uids.empty())
        UidRanges{}.swap(uids);
    return taken;
}

} // namespace

std::optional<UidRanges> MailboxView::uidsOfNumbers(const SequenceSet& numbers) const
{
    if (exists() == 0)
        return UidRanges{};
    if (numbers.largest() > exists())
        return std::nullopt;
    UidRanges ranges = numbers.resolve(exists());
    for (kc_uid_range& range : ranges)
        range = {uidOf(range.first), uidOf(range.last)};
    return ranges;
}

UidRanges MailboxView::uidsOfUids(const SequenceSet& uids) const
{
    if (exists() == 0)
        return {};
    const std::uint32_t last = _uids.last();
    UidRanges ranges = uids.resolve(last);
    while (!ranges.empty() && ranges.back().first > last)
        ranges.pop_back();
    if (!ranges.empty())
        ranges.back().last = std::min(ranges.back().last, last);
    return ranges;
}

bool MailboxView::add(std::uint32_t uid)
{
    if (uid <= _lastUid)
        return false;
    addRange({uid, uid});
    return true;
}

void MailboxView::addRange(kc_uid_range uids)
{
    _uids.append(uids);
    _lastUid = uids.last;
}

void MailboxView::vanish(std::uint32_t uid)
{
    if (numberOf(uid) != 0)
        addUid(_vanished, uid);
}

void MailboxView::vanishAll()
{
    _vanished = _uids.ranges();
}

UidRanges MailboxView::takeVanished(std::size_t limit)
{
    UidRanges gone = takeFront(_vanished, limit);
    const std::uint32_t before = exists();
    _uids.remove(gone);
    _toldExists -= before - exists(); // each that is told counts one down
    return gone;
}

std::vector<std::uint32_t> MailboxView::takeExpunged(std::size_t limit)
{
    const UidList before = _uids;
    std::vector<std::uint32_t> numbers;
    for (const auto& [first, last] : takeVanished(limit))
    {
        // Those of a range have numbers that follow one another: each moves up to
        // the first's.
        const auto told = static_cast<std::uint32_t>(numbers.size());
        numbers.insert(numbers.end(), std::size_t{last} - first + 1, before.numberOf(first) - told);
    }
    return numbers;
}

void MailboxView::change(std::uint32_t uid)
{
    if (numberOf(uid) != 0)
        addUid(_changed, uid);
}

UidRanges MailboxView::firstChanged(std::size_t limit)
{
    normalize(_changed);
    UidRanges all = _changed;
    return takeFront(all, limit);
}

void MailboxView::dropChanged(std::size_t limit)
{
    (void)takeFront(_changed, limit);
}

bool MailboxView::isOwn(std::uint64_t modseq) const
{
    return std::find(_own.begin(), _own.end(), modseq) != _own.end();
}

} // namespace kc::imap
