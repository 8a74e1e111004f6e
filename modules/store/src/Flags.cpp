// SPDX-License-Identifier: Apache-2.0
// STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3). A message that does not change gets no new modseq.
#include "Flags.h"

#include "Keywords.h"
#include "RecentFlags.h"

#include <algorithm>

namespace kc::store
{

FlagEdit::FlagEdit(const kc_flag_update& update)
    : how{update.change},
      keep{kAllFlags},
      set{update.flags & kAllFlags},
      keywords{parseKeywords(view(update.keywords))},
      unchangedSince{
          static_cast<std::int64_t>(std::min<std::uint64_t>(update.unchanged_since, INT64_MAX))}
{
    if (how == KC_FLAGS_REPLACE)
        keep = 0;
    if (how == KC_FLAGS_REMOVE)
        keep = kAllFlags & ~std::exchange(set, 0);
}

Status Flags::change(SqlTx& tx, kc_id mailbox, kc_uid_set uids, const FlagEdit& edit,
                     FlagResult& result) const
{
    result = {};
    std::optional<AccountRow> account = AccountRow::ofMailbox(tx, _statements, mailbox);
    if (!account)
        return KC_ENOTFOUND;
    Work work{tx, mailbox, edit, account->next(), result};
    for (const kc_uid_range& range : std::span{uids.p, uids.n})
    {
        if (edit.unchangedSince != INT64_MAX)
            keepNewer(work, range);
        if (!edit.touchesKeywords())
            changeFlags(work, range);
        else if (edit.how == KC_FLAGS_REPLACE)
            replace(work, range);
        else
            changeEach(work, range);
    }
    if (result.changed.empty())
        return KC_OK;
    save(work);
    account->save(tx, _statements);
    return KC_OK;
}

void Flags::save(Work& work) const
{
    std::string recent;
    (void)work.tx.run(_statements.mailboxRecent, {num(work.mailbox)},
                      [&](const kc_sql_row& row)
                      {
                          RecentFlags flags{textColumn(row, 1), column<std::uint64_t>(row, 0)};
                          flags.add(work.modseq, {work.result.changed.front().uid,
                                                  work.result.changed.back().uid});
                          recent = flags.encode();
                      });
    if (work.edit.how != KC_FLAGS_REMOVE)
        noteKeywords(work.tx, _statements, work.mailbox, work.edit.keywords);
    (void)work.tx.run(_statements.mailboxFlagged,
                      {num(work.mailbox), num(work.modseq), num(work.unseen), num(work.deleted),
                       SqlTx::blob(recent)});
}

void Flags::note(Work& work, const kc_sql_row& row, std::uint32_t flags, std::string keywords)
{
    const auto before = column<std::uint32_t>(row, 2);
    const auto has = [](std::uint32_t value, kc_message_flag flag)
    { return (value & flag) != 0 ? 1 : 0; };
    work.unseen += has(before, KC_FLAG_SEEN) - has(flags, KC_FLAG_SEEN);
    work.deleted += has(flags, KC_FLAG_DELETED) - has(before, KC_FLAG_DELETED);
    work.result.changed.push_back(
        {column<std::uint32_t>(row, 0), flags, column(row, 1), work.modseq, std::move(keywords)});
}

void Flags::keepNewer(Work& work, const kc_uid_range& range) const
{
    (void)work.tx.run(
        _statements.listNewer,
        {num(work.mailbox), num(range.first), num(range.last), num(work.edit.unchangedSince)},
        [&](const kc_sql_row& row)
        {
            work.result.kept.push_back(
                {column<std::uint32_t>(row, 0), column<std::uint32_t>(row, 2), column(row, 1),
                 column<std::uint64_t>(row, 4), std::string{textColumn(row, 3)}});
        });
}

void Flags::changeFlags(Work& work, const kc_uid_range& range) const
{
    const FlagEdit& edit = work.edit;
    const std::size_t before = work.result.changed.size();
    (void)work.tx.run(_statements.flagsDiffer,
                      {num(work.mailbox), num(range.first), num(range.last),
                       num(edit.unchangedSince), num(edit.keep), num(edit.set)},
                      [&](const kc_sql_row& row) {
                          note(work, row, edit.apply(column<std::uint32_t>(row, 2)),
                               std::string{textColumn(row, 3)});
                      });
    if (work.result.changed.size() == before)
        return;
    (void)work.tx.run(_statements.setFlags,
                      {num(work.mailbox), num(range.first), num(range.last),
                       num(edit.unchangedSince), num(edit.keep), num(edit.set), num(work.modseq)});
}

void Flags::replace(Work& work, const kc_uid_range& range) const
{
    const FlagEdit& edit = work.edit;
    const std::size_t before = work.result.changed.size();
    (void)work.tx.run(_statements.flagsOrKeywordsDiffer,
                      {num(work.mailbox), num(range.first), num(range.last),
                       num(edit.unchangedSince), num(edit.set), SqlTx::text(edit.keywords)},
                      [&](const kc_sql_row& row) { note(work, row, edit.set, edit.keywords); });
    if (work.result.changed.size() == before)
        return;
    (void)work.tx.run(_statements.replaceFlags,
                      {num(work.mailbox), num(range.first), num(range.last),
                       num(edit.unchangedSince), num(edit.set), SqlTx::text(edit.keywords),
                       num(work.modseq)});
}

void Flags::changeEach(Work& work, const kc_uid_range& range) const
{
    const FlagEdit& edit = work.edit;
    std::size_t next = work.result.changed.size();
    (void)work.tx.run(
        _statements.scanFlags,
        {num(work.mailbox), num(range.first), num(range.last), num(edit.unchangedSince)},
        [&](const kc_sql_row& row)
        {
            const std::uint32_t flags = edit.apply(column<std::uint32_t>(row, 2));
            std::string keywords = changeKeywords(textColumn(row, 3), edit.how, edit.keywords);
            if (flags != column<std::uint32_t>(row, 2) || keywords != textColumn(row, 3))
                note(work, row, flags, std::move(keywords));
        });
    for (; next < work.result.changed.size(); ++next)
    {
        const Flagged& message = work.result.changed[next];
        (void)work.tx.run(_statements.setMessage,
                          {num(work.mailbox), num(message.uid), num(message.flags),
                           SqlTx::text(message.keywords), num(work.modseq)});
    }
}

} // namespace kc::store
