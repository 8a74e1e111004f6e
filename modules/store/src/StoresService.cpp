// SPDX-License-Identifier: Apache-2.0
#include "StoresService.h"

namespace kc::store
{

namespace
{

/// What all of a company may do in its public store, until somebody says otherwise.
constexpr std::uint32_t kPublicRights = KC_RIGHT_READ | KC_RIGHT_CREATE | KC_RIGHT_EDIT_OWN |
                                        KC_RIGHT_DELETE_OWN | KC_RIGHT_CREATE_FOLDERS |
                                        KC_RIGHT_VISIBLE;

/// Of one store: they are read whole to find out what somebody may.
constexpr std::int64_t kMaxPermissions = 10'000;

} // namespace

Status StoresService::list(Context& context, const kc_store_query& query, Sink<kc_store_row> stores)
{
    return _tables->stores.run(context, query, stores);
}

/// What a store of such an owner would be. KC_EINVAL: he has none of that type.
Status StoresService::newStore(Context& context, kc_id owner, kc_store_type type, NewStore& store)
{
    if (type != KC_STORE_PRIVATE && type != KC_STORE_PUBLIC)
        return KC_ENOTSUP;
    if (const Status may = _tables->access.principal(context, owner); !may.ok())
        return may;
    const bool isHosted = _tables->people.isHosted();
    if (owner == KC_ID_EVERYONE)
    {
        store = {owner, type, 0, "Everyone"}; // with companies it is made, too, and is out of use
        return type == KC_STORE_PUBLIC ? KC_OK : KC_EINVAL;
    }
    const auto person = _tables->people.find(context, owner);
    if (!person)
        return KC_ENOTFOUND;
    store = {owner, type, person->tenant, person->login};
    const bool fits = type == KC_STORE_PRIVATE ? person->hasPrivateStore()
                                               : isHosted && person->kind == KC_USER_COMPANY;
    return fits ? KC_OK : KC_EINVAL;
}

Status StoresService::create(Context& context, kc_id owner, kc_store_type type, kc_id& account)
{
    NewStore store{};
    if (const Status status = newStore(context, owner, type, store); !status.ok())
        return status;
    const std::int64_t now = currentTime();
    const auto make = [&](SqlTx& tx) -> Status
    {
        if (tx.one(_tables->statements.accountOfPrincipal, {num(ownerKey(owner, type))}))
            return KC_EEXISTS;
        account = _tables->tree.openAccount(tx, store, now);
        if (type == KC_STORE_PUBLIC)
            (void)tx.run(_tables->accessStatements.insertPermission,
                         {num(globalId(account, 0)), num(owner), num(kPublicRights)});
        return KC_OK;
    };
    return _tables->sql.transact(context, make);
}

/// One that the actor administers.
Status StoresService::find(Context& context, kc_id account, std::optional<StoreRow>& found)
{
    found = _tables->stores.find(context, account);
    if (!found)
        return KC_ENOTFOUND;
    if (found->owner() != 0)
        return _tables->access.principal(context, found->owner());
    Standing standing;
    return _tables->access.store(context, account, standing);
}

void StoresService::changed(kc_id account)
{
    _tables->owners.forget(account);
    _tables->watchers.notify(account, 0);
}

Status StoresService::unhook(Context& context, kc_id account)
{
    std::optional<StoreRow> store;
    if (const Status status = find(context, account, store); !status.ok())
        return status;
    if (store->owner() == 0)
        return KC_EINVAL;
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx)
        {
            (void)tx.run(_tables->accessStatements.setHolder,
                         {num(account), num(store->key), num(orphanKey(account))});
            return tx.changed() == 1 ? Status{KC_OK} : Status{KC_EINVAL};
        });
    if (status.ok())
        changed(account);
    return status;
}

Status StoresService::hook(Context& context, kc_id account, kc_id owner)
{
    std::optional<StoreRow> store;
    if (const Status status = find(context, account, store); !status.ok())
        return status;
    if (store->owner() != 0)
        return KC_EINVAL;
    NewStore wanted{};
    if (const Status status = newStore(context, owner, store->type, wanted); !status.ok())
        return status;
    const AccessStatements& statements = _tables->accessStatements;
    const kc_id key = ownerKey(owner, store->type);
    std::optional<kc_id> former;
    const auto swap = [&](SqlTx& tx) -> Status
    {
        former = tx.one(_tables->statements.accountOfPrincipal, {num(key)});
        if (former)
            (void)tx.run(statements.setHolder, {num(*former), num(key), num(orphanKey(*former))});
        (void)tx.run(statements.setHolder, {num(account), num(store->stored), num(key)});
        if (tx.changed() != 1)
            return KC_EINVAL; // somebody else was faster
        (void)tx.run(statements.renameStore,
                     {num(account), num(wanted.tenant),
                      SqlTx::text(sv{wanted.name}.substr(0, kMaxOwnerName))});
        return KC_OK;
    };
    const Status status = _tables->sql.transact(context, swap);
    if (!status.ok())
        return status;
    changed(account);
    if (former)
        changed(*former);
    return status;
}

Status StoresService::remove(Context& context, kc_id account)
{
    std::optional<StoreRow> store;
    if (const Status status = find(context, account, store); !status.ok())
        return status;
    if (store->owner() != 0)
        return KC_EINVAL;
    const auto erase = [&](SqlTx& tx) -> Status
    {
        if (tx.one(_tables->accessStatements.holder, {num(account)}) != store->stored)
            return KC_EINVAL; // it was given to somebody meanwhile
        _tables->tree.removeAccount(tx, account);
        return KC_OK;
    };
    const Status status = _tables->sql.transact(context, erase);
    if (status.ok())
        changed(account); // its messages go by and by: Reclaimer
    return status;
}

Status StoresService::permissions(Context& context, kc_id account, Sink<kc_permission> permissions)
{
    Standing standing;
    if (const Status may = _tables->access.store(context, account, standing); !may.ok())
        return may;
    const auto push = [&](const kc_sql_row& row)
    {
        const sv name = textColumn(row, 3);
        const bool isOwn = (standing.rights(name) & KC_RIGHT_FOLDER_OWNER) != 0;
        const kc_id mailbox = column(row, 0);
        return !isOwn || permissions({sizeof(kc_permission), column<std::uint32_t>(row, 2),
                                      mailbox == globalId(account, 0) ? 0 : mailbox, column(row, 1),
                                      str(name)});
    };
    const auto read = [&](SqlTx& tx)
    {
        return tx.run(_tables->accessStatements.permissions,
                      {num(globalId(account, 0)), num(globalId(account, kMaxLocal))}, push);
    };
    return _tables->sql.read(context, read);
}

/// Who owns the mailbox; of the store, who owns or administers it.
Status StoresService::mayPermit(Context& context, kc_id account, kc_id mailbox)
{
    if (mailbox != 0)
        return accountOf(mailbox) != account
                   ? Status{KC_ENOTFOUND}
                   : _tables->access.mailbox(context, mailbox, KC_RIGHT_FOLDER_OWNER);
    Standing standing;
    const Status may = _tables->access.store(context, account, standing);
    const bool owns = (standing.rights("") & KC_RIGHT_FOLDER_OWNER) != 0;
    return may.ok() && !owns ? Status{KC_EDENIED} : may;
}

/// May rights be given to it? KC_ENOTFOUND if the actor does not see it.
Status StoresService::isHolder(Context& context, kc_id principal)
{
    constexpr std::uint32_t kHolders =
        KC_KINDS_WITH_STORE | KC_KIND(KC_USER_GROUP) | KC_KIND(KC_USER_COMPANY);
    if (principal == KC_ID_EVERYONE)
        return KC_OK;
    const PeopleById found = _tables->people.find(context, {&principal, 1}, context.actor());
    const auto person = found.find(principal);
    if (person == found.end())
        return KC_ENOTFOUND;
    return (KC_KIND(person->second.kind) & kHolders) != 0 ? KC_OK : KC_EINVAL;
}

Status StoresService::permit(Context& context, kc_id account, kc_id mailbox, kc_id principal,
                             std::uint32_t rights)
{
    if ((rights & ~std::uint32_t{KC_RIGHTS_ALL}) != 0)
        return KC_EINVAL;
    if (const Status may = mayPermit(context, account, mailbox); !may.ok())
        return may;
    if (rights != 0) // an entry of somebody who is gone can be taken away
        if (const Status status = isHolder(context, principal); !status.ok())
            return status;
    const AccessStatements& statements = _tables->accessStatements;
    const kc_id place = mailbox == 0 ? globalId(account, 0) : mailbox;
    const auto set = [&](SqlTx& tx) -> Status
    {
        const bool isThere =
            mailbox == 0 ? tx.one(statements.holder, {num(account)}).has_value()
                         : tx.one(_tables->statements.mailboxById, {num(mailbox)}).has_value();
        if (!isThere)
            return KC_ENOTFOUND;
        (void)tx.run(statements.deletePermission, {num(place), num(principal)});
        if (rights == 0)
            return KC_OK;
        const auto known = tx.one(statements.countPermissions,
                                  {num(globalId(account, 0)), num(globalId(account, kMaxLocal))});
        if (known.value_or(0) >= kMaxPermissions)
            return KC_ETOOBIG;
        return tx.run(statements.insertPermission, {num(place), num(principal), num(rights)});
    };
    const Status status = _tables->sql.transact(context, set);
    if (status.ok())
        _tables->watchers.notify(account, 0);
    return status;
}

Status StoresService::rights(Context& context, kc_id account, kc_id mailbox, std::uint32_t& rights)
{
    if (mailbox != 0 && accountOf(mailbox) != account)
        return KC_ENOTFOUND;
    Standing standing;
    if (mailbox != 0)
        return _tables->access.mailbox(context, mailbox, 0, standing, rights);
    const Status status = _tables->access.store(context, account, standing);
    rights = status.ok() ? standing.rights("") : 0;
    return status;
}

} // namespace kc::store
