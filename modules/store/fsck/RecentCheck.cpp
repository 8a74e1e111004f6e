// SPDX-License-Identifier: Apache-2.0
// What a mailbox says about where flags changed last (src/RecentFlags.h): whoever trusts it must
// not miss a change. Mended by saying that nothing is known.
#include "Check.h"
#include "Ids.h"
#include "RecentFlags.h"

#include <algorithm>

namespace kc::store
{

namespace
{

struct Known
{
    kc_id mailbox;
    std::uint64_t changed;
    std::string recent;
};

struct Numbered
{
    std::uint32_t uid;
    std::uint64_t modseq;
};

bool isWithin(const std::vector<kc_uid_range>& ranges, std::uint32_t uid)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const kc_uid_range& range)
                       { return range.first <= uid && uid <= range.last; });
}

/// Each message is found by who knows all that was before its change: in the ranges, or among the
/// last messages of the mailbox. `messages` in uid order.
bool isComplete(const Known& known, const std::vector<Numbered>& messages)
{
    const RecentFlags recent{known.recent, known.changed};
    std::uint64_t later = UINT64_MAX; // lowest modseq of the messages that follow
    for (auto message = messages.rbegin(); message != messages.rend(); ++message)
    {
        const bool isArrival = message->modseq <= later;
        later = std::min(later, message->modseq);
        if (isArrival || message->modseq == 0)
            continue;
        const auto ranges = recent.after(message->modseq - 1);
        if (ranges && !isWithin(*ranges, message->uid))
            return false;
    }
    return true;
}

} // namespace

void Check::checkRecentFlags(Context& context)
{
    const std::int32_t mailboxes = _sql.prepare(
        context, "SELECT id, changed, recent FROM st_mailbox WHERE recent IS NOT NULL");
    const std::int32_t list =
        _sql.prepare(context, "SELECT uid, modseq FROM st_message WHERE mailbox = ?1 ORDER BY uid");
    const std::int32_t forget =
        _sql.prepare(context, "UPDATE st_mailbox SET recent = NULL WHERE id = ?1");
    std::vector<Known> all;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        return tx.run(mailboxes, {},
                                      [&](const kc_sql_row& row)
                                      {
                                          all.push_back({column(row, 0),
                                                         column<std::uint64_t>(row, 1),
                                                         std::string{textColumn(row, 2)}});
                                      });
                    });
    for (const Known& known : all)
    {
        std::vector<Numbered> messages;
        const auto collect = [&](const kc_sql_row& row) {
            messages.push_back({column<std::uint32_t>(row, 0), column<std::uint64_t>(row, 1)});
        };
        (void)_sql.read(context,
                        [&](SqlTx& tx) { return tx.run(list, {num(known.mailbox)}, collect); });
        if (isComplete(known, messages))
            continue;
        if (_repair == Repair::Yes)
            (void)_sql.transact(context,
                                [&](SqlTx& tx) { (void)tx.run(forget, {num(known.mailbox)}); });
        report("mailbox " + std::to_string(known.mailbox) +
                   ": what it says of the last changes of flags is wrong",
               _repair);
    }
}

} // namespace kc::store
