// SPDX-License-Identifier: Apache-2.0
// Each function is one closure or one snapshot; watchers hear of it after the commit.
#include "MailboxService.h"

#include "MailboxName.h"

namespace kc::store
{

Status MailboxService::account(Context& context, kc_id principal, kc_id& account)
{
    if (principal <= 0)
        return KC_EINVAL;
    std::optional<kc_id> known;
    (void)_tables->sql.read(
        context, [&](SqlTx& tx)
        { known = tx.one(_tables->statements.accountOfPrincipal, {num(principal)}); });
    if (known)
    {
        account = *known;
        return KC_OK;
    }
    const std::int64_t now = currentTime();
    return _tables->sql.transact(context, [&](SqlTx& tx)
                                 { account = _tables->tree.openAccount(tx, principal, now); });
}

Status MailboxService::removeAccount(Context& context, kc_id principal)
{
    kc_id removed = 0;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx) { removed = _tables->tree.removeAccount(tx, principal); });
    if (removed != 0)
    {
        _tables->watchers.notify(removed, 0);
        _tables->reclaimer.reclaim(context);
    }
    return status;
}

Status MailboxService::mailboxes(Context& context, kc_id account, Sink<kc_mailbox> mailboxes)
{
    return _tables->sql.read(context,
                             [&](SqlTx& tx)
                             {
                                 return tx.run(_tables->statements.mailboxes, {num(account)},
                                               [&](const kc_sql_row& row)
                                               { return mailboxes(mailboxOf(row, account)); });
                             });
}

Status MailboxService::mailbox(Context& context, kc_id account, sv name, Sink<kc_mailbox> mailboxes)
{
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical)
        return KC_ENOTFOUND;
    bool found = false;
    const Status status =
        _tables->sql.read(context,
                          [&](SqlTx& tx)
                          {
                              return tx.run(_tables->statements.mailboxByName,
                                            {num(account), SqlTx::text(*canonical)},
                                            [&](const kc_sql_row& row)
                                            {
                                                found = true;
                                                return mailboxes(mailboxOf(row, account));
                                            });
                          });
    return status.ok() && !found ? Status{KC_ENOTFOUND} : status;
}

Status MailboxService::create(Context& context, kc_id account, sv name, kc_id& id)
{
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical)
        return KC_EINVAL;
    const std::int64_t now = currentTime();
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx) { return _tables->tree.create(tx, account, *canonical, now, id); });
    if (status.ok())
        _tables->watchers.notify(account, 0);
    return status;
}

Status MailboxService::rename(Context& context, kc_id account, sv from, sv to)
{
    const std::optional<std::string> source = parseMailboxName(from);
    const std::optional<std::string> target = parseMailboxName(to);
    if (!source)
        return KC_ENOTFOUND;
    if (!target)
        return KC_EINVAL;
    const std::int64_t now = currentTime();
    std::vector<kc_id> touched;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx)
        { return _tables->tree.rename(tx, account, *source, *target, now, touched); });
    if (!status.ok())
        return status;
    _tables->watchers.notify(account, 0);
    for (const kc_id mailbox : touched)
        _tables->watchers.notify(account, mailbox);
    return status;
}

Status MailboxService::remove(Context& context, kc_id account, sv name)
{
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical)
        return KC_ENOTFOUND;
    const std::int64_t now = currentTime();
    kc_id removed = 0;
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx) { return _tables->tree.remove(tx, account, *canonical, now, removed); });
    if (!status.ok())
        return status;
    _tables->watchers.notify(account, 0);
    _tables->watchers.notify(account, removed);
    return status;
}

Status MailboxService::subscribe(Context& context, kc_id account, sv name, std::uint32_t on)
{
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical)
        return KC_ENOTFOUND;
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx) { return _tables->tree.subscribe(tx, account, *canonical, on != 0); });
    if (status.ok())
        _tables->watchers.notify(account, 0);
    return status;
}

Status MailboxService::quota(Context& context, kc_id account, kc_quota& quota)
{
    std::optional<AccountRow> row;
    const Status status = _tables->sql.read(
        context, [&](SqlTx& tx) { row = AccountRow::find(tx, _tables->statements, account); });
    if (!status.ok() || !row)
        return status.ok() ? Status{KC_ENOTFOUND} : status;
    quota.octets = static_cast<std::uint64_t>(row->octets);
    quota.messages = static_cast<std::uint64_t>(row->messages);
    quota.warn = _tables->limits.warn;
    quota.soft = _tables->limits.soft;
    quota.hard = _tables->limits.hard;
    return KC_OK;
}

Status MailboxService::watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept
{
    try
    {
        out = _tables->watchers.add(account, fn, arg);
        return KC_OK;
    }
    catch (const std::bad_alloc&)
    {
        return KC_EUNAVAIL;
    }
}

void MailboxService::unwatch(kc_watch* watch) noexcept
{
    _tables->watchers.remove(watch);
}

} // namespace kc::store
