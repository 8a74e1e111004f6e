// SPDX-License-Identifier: Apache-2.0
#include "RemovalService.h"

namespace kc::store
{

namespace
{

/// A row of st_removal, by value: its messages are listed when the rows have been read.
struct Removal
{
    kc_id id, mailbox;
    std::string name;
    std::int64_t removed;
};

std::vector<Removal> removalsOf(SqlTx& tx, const Statements& statements, kc_id account)
{
    std::vector<Removal> removals;
    (void)tx.run(statements.removals,
                 {num(globalId(account, 0)), num(globalId(account, kMaxLocal))},
                 [&](const kc_sql_row& row)
                 {
                     removals.push_back({column(row, 0), column(row, 1),
                                         std::string{textColumn(row, 2)}, column(row, 3)});
                 });
    return removals;
}

} // namespace

Status RemovalService::list(Context& context, kc_id account, std::uint32_t fields,
                            Sink<kc_removed> removed)
{
    if (const Status may = _tables->access.wholeStore(context, account); !may.ok())
        return may;
    const Statements& statements = _tables->statements;
    const std::int32_t statement =
        (fields & KC_MESSAGE_SUMMARY) != 0 ? statements.listWithSummary : statements.list;
    const auto listAll = [&](SqlTx& tx)
    {
        bool more = true;
        for (const Removal& one : removalsOf(tx, statements, account))
        {
            if (!more)
                break;
            const auto push = [&](const kc_sql_row& row)
            {
                const kc_message message = messageOf(row);
                return more = removed({sizeof(kc_removed), one.id, one.removed, one.mailbox,
                                       str(one.name), &message});
            };
            (void)tx.run(statement, {num(one.id), num(0), num(UINT32_MAX), num(0)}, push);
        }
    };
    return _tables->sql.read(context, listAll);
}

Status RemovalService::restore(Context& context, kc_id removal, kc_uid_set uids, kc_id to,
                               Sink<kc_transferred> restored)
{
    if (const Status may = _tables->access.wholeStore(context, accountOf(removal)); !may.ok())
        return may;
    const LeavingTerms terms{0, 0, _tables->quotas.writing(context, accountOf(to))};
    const std::int64_t now = currentTime();
    LeavingResult result;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx)
        { return _tables->leaving.restore(tx, removal, uids, to, terms, now, result); });
    if (!status.ok() || result.from.empty())
        return status;
    _tables->quotas.added(terms.allowance, static_cast<std::uint64_t>(result.octets));
    _tables->watchers.notify(result.toAccount, to);
    for (std::size_t i = 0; i < result.from.size(); ++i)
        if (!restored({sizeof(kc_transferred), result.from[i], result.to[i]}))
            break;
    return KC_OK;
}

Status RemovalService::purge(Context& context, std::int64_t before, std::uint32_t limit,
                             std::uint32_t& purged)
{
    if (const Status may = _tables->access.installation(context); !may.ok())
        return may;
    purged = _tables->reclaimer.purge(context, before, limit);
    return KC_OK;
}

} // namespace kc::store
