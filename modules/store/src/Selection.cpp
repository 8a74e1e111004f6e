// SPDX-License-Identifier: Apache-2.0
// See Selection.h.
#include "Selection.h"

#include <algorithm>

namespace kc::store
{

namespace
{

/// Messages at either end of a mailbox among which the first unseen one is looked for.
constexpr std::uint64_t kLookedAt = 5'000;

std::uint64_t countOf(const std::vector<kc_uid_range>& ranges)
{
    std::uint64_t count = 0;
    for (const kc_uid_range& range : ranges)
        count += std::uint64_t{range.last} - range.first + 1;
    return count;
}

/// The uid of message `index` (from 0), or of the last one if there are fewer.
std::uint32_t uidAt(const std::vector<kc_uid_range>& ranges, std::uint64_t index)
{
    for (const kc_uid_range& range : ranges)
    {
        const std::uint64_t length = std::uint64_t{range.last} - range.first + 1;
        if (index < length)
            return range.first + static_cast<std::uint32_t>(index);
        index -= length;
    }
    return ranges.back().last;
}

} // namespace

Status Selection::run(SqlTx& tx, kc_id mailbox, const Sink<kc_mailbox>& now,
                      const Sink<kc_uid_range>& uids, std::uint32_t& unseen) const
{
    const Head head = pushMailbox(tx, mailbox, now);
    if (!head.found)
        return KC_ENOTFOUND;
    const Ranges ranges = present(tx, mailbox, head);
    unseen = firstUnseen(tx, mailbox, head, ranges);
    for (const kc_uid_range& range : ranges)
        if (!uids(range))
            break;
    return KC_OK;
}

Selection::Head Selection::pushMailbox(SqlTx& tx, kc_id mailbox, const Sink<kc_mailbox>& now) const
{
    Head head;
    (void)tx.run(_statements.mailboxById, {num(mailbox)},
                 [&](const kc_sql_row& row)
                 {
                     const kc_mailbox found = mailboxOf(row, accountOf(mailbox));
                     head = {true, found.uid_next, found.messages, found.unseen};
                     (void)now(found);
                 });
    return head;
}

/// No uid that is there is among those that vanished (Vanished.h), so that what did not vanish has
/// at least all that are there; if it is as many, it is those. If it is more, a gap was not written
/// down, as older versions did where an inbox was renamed.
Selection::Ranges Selection::present(SqlTx& tx, kc_id mailbox, const Head& head) const
{
    Ranges ranges = notVanished(tx, mailbox, head.uidNext);
    return countOf(ranges) == head.messages ? ranges : listed(tx, mailbox);
}

Selection::Ranges Selection::notVanished(SqlTx& tx, kc_id mailbox, std::uint32_t uidNext) const
{
    Ranges gone;
    (void)tx.run(_statements.vanished, {num(mailbox), num(0)},
                 [&](const kc_sql_row& row) {
                     gone.push_back({column<std::uint32_t>(row, 0), column<std::uint32_t>(row, 1)});
                 });
    std::sort(gone.begin(), gone.end(),
              [](const kc_uid_range& a, const kc_uid_range& b) { return a.first < b.first; });
    Ranges ranges;
    std::uint32_t next = 1;
    for (const kc_uid_range& range : gone)
    {
        if (next < range.first)
            ranges.push_back({next, range.first - 1});
        next = std::max(next, range.last + 1);
    }
    if (next < uidNext)
        ranges.push_back({next, uidNext - 1});
    return ranges;
}

Selection::Ranges Selection::listed(SqlTx& tx, kc_id mailbox) const
{
    Ranges ranges;
    (void)tx.run(_statements.uids, {num(mailbox)},
                 [&](const kc_sql_row& row)
                 {
                     const auto uid = column<std::uint32_t>(row, 0);
                     if (!ranges.empty() && ranges.back().last + 1 == uid)
                         ranges.back().last = uid;
                     else
                         ranges.push_back({uid, uid});
                 });
    return ranges;
}

/// New mail is at the end and what was left unread often at the beginning; a search through all
/// between is the client's to ask for (RFC 3501 §6.3.1).
std::uint32_t Selection::firstUnseen(SqlTx& tx, kc_id mailbox, const Head& head,
                                     const Ranges& uids) const
{
    if (head.unseen == 0 || uids.empty())
        return 0;
    std::uint32_t first = 0;
    if (head.messages > kLookedAt && head.unseen <= kLookedAt)
        (void)tx.run(_statements.unseenFrom,
                     {num(mailbox), num(uidAt(uids, head.messages - kLookedAt))},
                     [&](const kc_sql_row& row)
                     {
                         if (column<std::uint32_t>(row, 0) == head.unseen) // none before them
                             first = column<std::uint32_t>(row, 1);
                     });
    if (first != 0)
        return first;
    const auto uid = tx.one(_statements.firstUnseen, {num(mailbox), num(uids.front().first),
                                                      num(uidAt(uids, kLookedAt - 1))});
    return static_cast<std::uint32_t>(uid.value_or(0));
}

} // namespace kc::store
