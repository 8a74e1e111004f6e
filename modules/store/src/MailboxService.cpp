// SPDX-License-Identifier: Apache-2.0
// Each function is one closure or one snapshot; watchers hear of it after the commit.
#include "MailboxService.h"

#include "MailboxName.h"

#include <set>

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
    if (!known)
        return makeAccount(context, principal, account);
    Standing standing;
    const Status status = context.actor() == principal
                              ? Status{KC_OK}
                              : _tables->access.store(context, *known, standing);
    if (status.ok())
        account = *known;
    return status;
}

/// For its owner, or on behalf of who may administer him.
Status MailboxService::makeAccount(Context& context, kc_id principal, kc_id& account)
{
    if (context.actor() != principal)
        if (const Status may = _tables->access.principal(context, principal); !may.ok())
            return may == KC_EDENIED && context.actor() > 0 ? Status{KC_ENOTFOUND} : may;
    const auto person = _tables->people.find(context, principal);
    if (!person)
        return KC_ENOTFOUND;
    if (!person->hasPrivateStore())
        return KC_EINVAL;
    const NewStore store{principal, KC_STORE_PRIVATE, person->tenant, person->login};
    const std::int64_t now = currentTime();
    return _tables->sql.transact(context, [&](SqlTx& tx)
                                 { account = _tables->tree.openAccount(tx, store, now); });
}

Status MailboxService::removeAccount(Context& context, kc_id principal)
{
    if (const Status may = _tables->access.principal(context, principal); !may.ok())
        return may;
    kc_id removed = 0;
    const auto remove = [&](SqlTx& tx)
    {
        removed = tx.one(_tables->statements.accountOfPrincipal, {num(principal)}).value_or(0);
        if (removed != 0)
            _tables->tree.removeAccount(tx, removed);
    };
    const Status status = _tables->sql.transact(context, remove);
    if (removed != 0)
    {
        _tables->owners.forget(removed);
        _tables->watchers.notify(removed, 0);
        _tables->reclaimer.reclaim(context);
    }
    return status;
}

/// What somebody has subscribed in a store that is not his own: the marks in the mailboxes' rows
/// are the owner's.
class MailboxService::Subscriptions
{
public:
    Subscriptions(SqlTx& tx, const Tables& tables, const Standing& standing, kc_id account)
        : _isOwner{standing.isWhole}
    {
        const auto take = [&](const kc_sql_row& row) { _mailboxes.insert(column(row, 0)); };
        if (!_isOwner)
            (void)tx.run(
                tables.accessStatements.subscriptions,
                {num(standing.actor), num(globalId(account, 0)), num(globalId(account, kMaxLocal))},
                take);
    }

    kc_mailbox seen(kc_mailbox mailbox) const
    {
        if (!_isOwner)
            mailbox.subscribed = _mailboxes.contains(mailbox.id) ? 1 : 0;
        return mailbox;
    }

private:
    const bool _isOwner;
    std::set<kc_id> _mailboxes;
};

Status MailboxService::mailboxes(Context& context, kc_id account, Sink<kc_mailbox> mailboxes)
{
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const auto read = [&](SqlTx& tx)
    {
        const Subscriptions marks{tx, *_tables, standing, account};
        const auto push = [&](const kc_sql_row& row)
        {
            return !seesWith(standing.rights(textColumn(row, 1))) ||
                   mailboxes(marks.seen(mailboxOf(row, account)));
        };
        return tx.run(_tables->statements.mailboxes, {num(account)}, push);
    };
    return _tables->sql.read(context, read);
}

Status MailboxService::mailbox(Context& context, kc_id account, sv name, Sink<kc_mailbox> mailboxes)
{
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical || !seesWith(standing.rights(*canonical)))
        return KC_ENOTFOUND;
    bool found = false;
    const auto read = [&](SqlTx& tx)
    {
        const Subscriptions marks{tx, *_tables, standing, account};
        const auto push = [&](const kc_sql_row& row)
        {
            found = true;
            return mailboxes(marks.seen(mailboxOf(row, account)));
        };
        return tx.run(_tables->statements.mailboxByName, {num(account), SqlTx::text(*canonical)},
                      push);
    };
    const Status status = _tables->sql.read(context, read);
    return status.ok() && !found ? Status{KC_ENOTFOUND} : status;
}

/// What somebody may do in a mailbox of that name, or where it would be. KC_ENOTFOUND if he does
/// not see it, KC_EDENIED if he may not do all that is `needed`.
Status MailboxService::mayIn(const Standing& standing, sv name, std::uint32_t needed)
{
    const std::uint32_t rights = standing.rights(name);
    if ((rights & needed) == needed)
        return KC_OK;
    return seesWith(rights) || name.empty() ? KC_EDENIED : KC_ENOTFOUND;
}

Status MailboxService::create(Context& context, kc_id account, sv name, kc_id& id)
{
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical)
        return KC_EINVAL;
    const sv above = parentName(*canonical);
    if (const Status may = mayIn(standing, above, KC_RIGHT_CREATE_FOLDERS); !may.ok())
        return may;
    const std::int64_t now = currentTime();
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx) {
            return _tables->tree.create(tx, account, *canonical, entryOf(standing, above), now, id);
        });
    if (status.ok())
        _tables->watchers.notify(account, 0);
    return status;
}

/// Who makes a mailbox in another's store may use it, if the mailbox above does not let him anyhow.
MailboxTree::Entry MailboxService::entryOf(const Standing& standing, sv above) const
{
    constexpr std::uint32_t kAccess = KC_RIGHT_READ | KC_RIGHT_CREATE | KC_RIGHT_VISIBLE;
    const std::uint32_t inherited = standing.rights(above);
    if (!_tables->rules.creatorsHaveAccess || standing.isMaster() ||
        (inherited & kAccess) == kAccess)
        return {};
    return {standing.actor, inherited | kAccess};
}

Status MailboxService::rename(Context& context, kc_id account, sv from, sv to)
{
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const std::optional<std::string> source = parseMailboxName(from);
    const std::optional<std::string> target = parseMailboxName(to);
    if (!source)
        return KC_ENOTFOUND;
    if (!target)
        return KC_EINVAL;
    if (const Status may = mayIn(standing, *source, KC_RIGHT_FOLDER_OWNER); !may.ok())
        return may;
    if (const Status may = mayIn(standing, parentName(*target), KC_RIGHT_CREATE_FOLDERS); !may.ok())
        return may;
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
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical)
        return KC_ENOTFOUND;
    if (const Status may = mayIn(standing, *canonical, KC_RIGHT_FOLDER_OWNER); !may.ok())
        return may;
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
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const std::optional<std::string> canonical = parseMailboxName(name);
    if (!canonical || !seesWith(standing.rights(*canonical)))
        return KC_ENOTFOUND;
    const kc_id by = standing.isWhole ? 0 : standing.actor;
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx) { return _tables->tree.subscribe(tx, account, *canonical, by, on != 0); });
    if (status.ok())
        _tables->watchers.notify(account, 0);
    return status;
}

Status MailboxService::quota(Context& context, kc_id account, kc_quota& quota)
{
    if (const Status may = _tables->access.wholeStore(context, account); !may.ok())
        return may;
    std::optional<AccountRow> row;
    const Status status = _tables->sql.read(
        context, [&](SqlTx& tx) { row = AccountRow::find(tx, _tables->statements, account); });
    if (!status.ok() || !row)
        return status.ok() ? Status{KC_ENOTFOUND} : status;
    quota.octets = static_cast<std::uint64_t>(row->octets);
    quota.messages = static_cast<std::uint64_t>(row->messages);
    const kc_quota_limits limits = _tables->quotas.limits(context, account);
    quota.warn = limits.warn;
    quota.soft = limits.soft;
    quota.hard = limits.hard;
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
