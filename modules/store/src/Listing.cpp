// SPDX-License-Identifier: Apache-2.0
// Listing is one range scan of the narrow rows, joined by primary key where summaries are wanted.
#include "Listing.h"

#include "RecentFlags.h"

#include <algorithm>
#include <span>

namespace kc::store
{

namespace
{

/// What is in both; both are sorted and do not overlap.
std::vector<kc_uid_range> common(kc_uid_set uids, const std::vector<kc_uid_range>& ranges)
{
    std::vector<kc_uid_range> both;
    auto other = ranges.begin();
    for (const kc_uid_range& range : std::span{uids.p, uids.n})
    {
        while (other != ranges.end() && other->last < range.first)
            ++other;
        for (auto each = other; each != ranges.end() && each->first <= range.last; ++each)
            both.push_back({std::max(range.first, each->first), std::min(range.last, each->last)});
    }
    return both;
}

} // namespace

Status Listing::list(SqlTx& tx, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                     std::uint64_t sinceModseq, const Sink<kc_message>& messages) const
{
    const Head head = pushMailbox(tx, mailbox, [](const kc_mailbox&) {});
    if (!head.found)
        return KC_ENOTFOUND;
    if (head.modseq <= sinceModseq)
        return KC_OK;
    const std::int32_t statement =
        (fields & KC_MESSAGE_SUMMARY) != 0 ? _statements.listWithSummary : _statements.list;
    std::vector<kc_uid_range> changed; // within uids, if not all of them may have
    if (sinceModseq > 0)
    {
        changed = common(uids, candidates(tx, mailbox, head, sinceModseq));
        uids = {changed.data(), changed.size()};
    }
    bool more = true;
    for (std::size_t i = 0; i < uids.n && more; ++i)
    {
        const Status status = tx.run(
            statement, {num(mailbox), num(uids.p[i].first), num(uids.p[i].last), num(sinceModseq)},
            [&](const kc_sql_row& row) { return more = messages(messageOf(row)); });
        if (!status.ok())
            return status;
    }
    return KC_OK;
}

Listing::Head Listing::pushMailbox(SqlTx& tx, kc_id mailbox, const Sink<kc_mailbox>& now) const
{
    Head head;
    (void)tx.run(_statements.mailboxById, {num(mailbox)},
                 [&](const kc_sql_row& row)
                 {
                     head.found = true;
                     head.modseq = column<std::uint64_t>(row, 5);
                     head.changed = column<std::uint64_t>(row, 11);
                     (void)now(mailboxOf(row, accountOf(mailbox)));
                 });
    return head;
}

/// Uids and modseqs both rise, so that what arrived since is the end of the mailbox; its first uid
/// is looked for from the end. UINT32_MAX: nothing arrived.
std::uint32_t Listing::firstArrival(SqlTx& tx, kc_id mailbox, std::uint64_t sinceModseq) const
{
    std::uint32_t first = UINT32_MAX;
    // In growing pieces: an engine may read all that a statement finds, wanted or not.
    bool more = true;
    for (std::uint32_t piece = 16; more; piece = std::min(piece * 4, 4096U))
    {
        std::uint32_t seen = 0;
        (void)tx.run(_statements.listBackwards, {num(mailbox), num(first), num(piece)},
                     [&](const kc_sql_row& row)
                     {
                         more = column<std::uint64_t>(row, 1) > sinceModseq;
                         if (more)
                             first = column<std::uint32_t>(row, 0);
                         ++seen;
                         return more;
                     });
        more = more && seen == piece;
    }
    return first;
}

/// Where messages with a newer modseq can be, in uid order.
std::vector<kc_uid_range> Listing::candidates(SqlTx& tx, kc_id mailbox, const Head& head,
                                              std::uint64_t sinceModseq) const
{
    std::optional<std::vector<kc_uid_range>> flagged{std::in_place};
    if (head.changed > sinceModseq)
        (void)tx.run(_statements.mailboxRecent, {num(mailbox)},
                     [&](const kc_sql_row& row) {
                         flagged = RecentFlags{textColumn(row, 1), head.changed}.after(sinceModseq);
                     });
    if (!flagged)
        return {{0, UINT32_MAX}};
    flagged->push_back({firstArrival(tx, mailbox, sinceModseq), UINT32_MAX});
    std::sort(flagged->begin(), flagged->end(),
              [](const kc_uid_range& a, const kc_uid_range& b) { return a.first < b.first; });
    std::vector<kc_uid_range> ranges;
    for (const kc_uid_range& range : *flagged)
        if (!ranges.empty() && range.first <= ranges.back().last)
            ranges.back().last = std::max(ranges.back().last, range.last);
        else
            ranges.push_back(range);
    return ranges;
}

Status Listing::pushVanished(SqlTx& tx, kc_id mailbox, std::uint64_t sinceModseq,
                             const Sink<kc_vanished>& vanished) const
{
    return tx.run(_statements.vanished, {num(mailbox), num(sinceModseq)},
                  [&](const kc_sql_row& row)
                  {
                      const auto last = column<std::uint64_t>(row, 1);
                      for (auto uid = column<std::uint64_t>(row, 0); uid <= last; ++uid)
                          if (!vanished({sizeof(kc_vanished), static_cast<std::uint32_t>(uid)}))
                              return false;
                      return true;
                  });
}

Status Listing::changes(SqlTx& tx, kc_id mailbox, std::uint64_t sinceModseq,
                        const Sink<kc_mailbox>& now, const Sink<kc_message>& messages,
                        const Sink<kc_vanished>& vanished) const
{
    const Head head = pushMailbox(tx, mailbox, now);
    if (!head.found)
        return KC_ENOTFOUND;
    if (head.modseq <= sinceModseq)
        return KC_OK;
    for (const kc_uid_range& range : candidates(tx, mailbox, head, sinceModseq))
    {
        bool more = true;
        const Status status = tx.run(
            _statements.list, {num(mailbox), num(range.first), num(range.last), num(sinceModseq)},
            [&](const kc_sql_row& row) { return more = messages(messageOf(row)); });
        if (!status.ok() || !more)
            return status;
    }
    return head.changed > sinceModseq ? pushVanished(tx, mailbox, sinceModseq, vanished) : KC_OK;
}

} // namespace kc::store
