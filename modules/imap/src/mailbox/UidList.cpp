// SPDX-License-Identifier: Apache-2.0
// See UidList.h.
#include "UidList.h"

#include <algorithm>

namespace kc::imap
{

std::uint32_t UidList::lengthOf(std::vector<Run>::const_iterator run) const
{
    const auto next = std::next(run);
    return (next == _runs.end() ? _size : next->before) - run->before;
}

std::uint32_t UidList::numberOf(std::uint32_t uid) const
{
    const auto after = std::upper_bound(_runs.begin(), _runs.end(), uid,
                                        [](std::uint32_t n, Run run) { return n < run.first; });
    if (after == _runs.begin())
        return 0;
    const auto run = std::prev(after);
    const std::uint32_t offset = uid - run->first;
    return offset < lengthOf(run) ? run->before + offset + 1 : 0;
}

std::uint32_t UidList::uidOf(std::uint32_t number) const
{
    KC_ASSERT(number > 0 && number <= _size);
    const auto after =
        std::upper_bound(_runs.begin(), _runs.end(), number - 1,
                         [](std::uint32_t index, Run run) { return index < run.before; });
    const auto run = std::prev(after);
    return run->first + (number - 1 - run->before);
}

void UidList::append(kc_uid_range uids)
{
    if (_size == 0 || last() + 1 != uids.first)
        _runs.push_back({uids.first, _size});
    _size += uids.last - uids.first + 1;
}

void UidList::remove(const UidRanges& uids)
{
    const UidRanges left = without(ranges(), uids);
    _runs.clear();
    _size = 0;
    for (const kc_uid_range& range : left)
        append(range);
    settle();
}

UidRanges UidList::ranges() const
{
    UidRanges all;
    all.reserve(_runs.size());
    for (auto run = _runs.begin(); run != _runs.end(); ++run)
        all.push_back({run->first, run->first + lengthOf(run) - 1});
    return all;
}

} // namespace kc::imap
