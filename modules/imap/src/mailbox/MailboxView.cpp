// SPDX-License-Identifier: Apache-2.0
// See MailboxView.h.
#include "MailboxView.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

void sortUnique(std::vector<std::uint32_t>& numbers)
{
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

/// Takes the first `limit` off a sorted list.
std::vector<std::uint32_t> takeFront(std::vector<std::uint32_t>& numbers, std::size_t limit)
{
    const auto end = numbers.begin() + static_cast<std::ptrdiff_t>(std::min(limit, numbers.size()));
    std::vector<std::uint32_t> taken(numbers.begin(), end);
    numbers.erase(numbers.begin(), end);
    if (numbers.empty())
        std::vector<std::uint32_t>{}.swap(numbers);
    return taken;
}

} // namespace

std::uint32_t MailboxView::numberOf(std::uint32_t uid) const
{
    const auto found = std::lower_bound(_uids.begin(), _uids.end(), uid);
    if (found == _uids.end() || *found != uid)
        return 0;
    return static_cast<std::uint32_t>(found - _uids.begin()) + 1;
}

std::optional<UidRanges> MailboxView::uidsOfNumbers(const SequenceSet& numbers) const
{
    if (_uids.empty())
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
    if (_uids.empty())
        return {};
    UidRanges ranges = uids.resolve(_uids.back());
    while (!ranges.empty() && ranges.back().first > _uids.back())
        ranges.pop_back();
    if (!ranges.empty())
        ranges.back().last = std::min(ranges.back().last, _uids.back());
    return ranges;
}

bool MailboxView::add(std::uint32_t uid)
{
    if (uid <= _lastUid)
        return false;
    _uids.push_back(uid);
    _lastUid = uid;
    return true;
}

void MailboxView::vanish(std::uint32_t uid)
{
    if (numberOf(uid) != 0)
        _vanished.push_back(uid);
}

void MailboxView::vanishAll()
{
    _vanished = _uids;
}

template <class Each>
void MailboxView::forgetVanished(std::size_t limit, Each&& each)
{
    sortUnique(_vanished);
    const std::vector<std::uint32_t> gone = takeFront(_vanished, limit);
    std::size_t next = 0;
    std::size_t kept = 0;
    for (const std::uint32_t uid : _uids)
    {
        if (next < gone.size() && gone[next] == uid)
        {
            each(static_cast<std::uint32_t>(kept) + 1, uid);
            ++next;
        }
        else
            _uids[kept++] = uid;
    }
    _uids.resize(kept);
    _toldExists -= static_cast<std::uint32_t>(next); // each that is told counts one down
}

std::vector<std::uint32_t> MailboxView::takeExpunged(std::size_t limit)
{
    std::vector<std::uint32_t> numbers;
    forgetVanished(limit, [&](std::uint32_t number, std::uint32_t) { numbers.push_back(number); });
    return numbers;
}

UidRanges MailboxView::takeVanished(std::size_t limit)
{
    UidRanges uids;
    forgetVanished(limit, [&](std::uint32_t, std::uint32_t uid) { addUid(uids, uid); });
    return uids;
}

void MailboxView::change(std::uint32_t uid)
{
    if (numberOf(uid) != 0)
        _changed.push_back(uid);
}

UidRanges MailboxView::firstChanged(std::size_t limit)
{
    sortUnique(_changed);
    UidRanges ranges;
    for (std::size_t i = 0; i < std::min(limit, _changed.size()); ++i)
        ranges.push_back({_changed[i], _changed[i]});
    normalize(ranges);
    return ranges;
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
