// SPDX-License-Identifier: Apache-2.0
#include "StoreList.h"

#include "Ids.h"

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr std::uint32_t kPageSize = 500;

bool isPaged(const kc_store_query& query)
{
    return query.account == 0 && query.owner == 0 && query.guid.n == 0;
}

bool isWanted(const StoreRow& row, const kc_store_query& query)
{
    return (query.types == 0 || (query.types & KC_STORES_OF(row.type)) != 0) &&
           (query.orphans == 0 || row.owner() == 0) &&
           (query.account == 0 || row.account == query.account) &&
           (query.owner == 0 || row.owner() == query.owner || query.orphans != 0) &&
           (query.tenant == 0 || row.tenant == query.tenant) &&
           (query.guid.n == 0 || row.guid == view(query.guid));
}

} // namespace

StoreList::Rows StoreList::page(Context& context, const kc_store_query& query, kc_id after)
{
    Rows rows;
    const auto take = [&](const kc_sql_row& row) { rows.emplace_back(row); };
    const auto read = [&](SqlTx& tx) -> Status
    {
        rows.clear();
        if (query.account != 0)
            return tx.run(_statements.storeByAccount, {num(query.account)}, take);
        if (query.guid.n != 0)
            return tx.run(_statements.storeByGuid, {SqlTx::text(view(query.guid))}, take);
        if (query.owner != 0)
        {
            for (const auto type : {KC_STORE_PRIVATE, KC_STORE_PUBLIC, KC_STORE_ARCHIVE})
                (void)tx.run(_statements.storeByHolder, {num(ownerKey(query.owner, type))}, take);
            return KC_OK;
        }
        if (query.tenant != 0)
            return tx.run(_statements.storesOfTenant,
                          {num(query.tenant), num(after), num(kPageSize)}, take);
        return tx.run(_statements.storesAfter, {num(after), num(kPageSize)}, take);
    };
    if (!_sql.read(context, read).ok())
        throw Fault{KC_EUNAVAIL, "the database does not tell whose stores there are"};
    return rows;
}

/// A store is an orphan, too, as long as the directory proves that its owner is gone. That is not
/// written down: should he come back, as after a wrong user_plugin, so does his store. What is out
/// of use in this mode, with or without companies, is left as it is.
void StoreList::refresh(Context& context, Rows& rows)
{
    People& people = _access.people();
    const auto isOfThisMode = [&](const StoreRow& row)
    { return (row.tenant != 0) == people.isHosted(); };
    std::vector<kc_id> owners;
    for (const StoreRow& row : rows)
        owners.push_back(row.owner());
    std::erase_if(owners, [](kc_id owner) { return owner == 0 || owner == KC_ID_EVERYONE; });
    const PeopleById found = people.find(context, owners);
    Rows changed;
    for (StoreRow& row : rows)
    {
        if (row.owner() == 0 || row.owner() == KC_ID_EVERYONE)
            continue;
        const auto owner = found.find(row.owner());
        if (owner == found.end())
        {
            if (isOfThisMode(row))
                row.key = orphanKey(row.account);
            continue;
        }
        const std::string name = owner->second.login.substr(0, kMaxOwnerName);
        if (row.tenant == owner->second.tenant && row.name == name)
            continue;
        row.tenant = owner->second.tenant;
        row.name = name;
        changed.push_back(row);
    }
    if (!changed.empty())
        write(context, changed);
}

void StoreList::write(Context& context, const Rows& changed)
{
    const auto save = [&](SqlTx& tx)
    {
        for (const StoreRow& row : changed)
            (void)tx.run(_statements.renameStore,
                         {num(row.account), num(row.tenant), SqlTx::text(row.name)});
    };
    if (!_sql.transact(context, save).ok())
        throw Fault{KC_EUNAVAIL, "the database does not take down whose stores there are"};
}

/// One that is not there at all takes the same question to the directory.
void StoreList::keepSeen(Context& context, Rows& rows)
{
    const kc_id actor = context.actor();
    if (actor == KC_ID_SYSTEM)
        return;
    People& people = _access.people();
    std::vector<kc_id> ids{actor};
    for (const StoreRow& row : rows)
        ids.push_back(row.owner() != 0 ? row.owner() : row.tenant);
    const PeopleById seen = people.find(context, ids, actor);
    const auto self = seen.find(actor);
    const bool isAdmin = self != seen.end() && people.isSystemAdmin(self->second);
    const auto isHidden = [&](const StoreRow& row)
    {
        if (self == seen.end())
            return true;
        if (row.owner() == KC_ID_EVERYONE)
            return people.isHosted(); // out of use with companies, for administrators too
        if (isAdmin)
            return false;
        if (row.owner() != 0)
            return !seen.contains(row.owner());
        return row.tenant == 0 || self->second.adminLevel == 0 ||
               (people.access(context, actor, row.tenant) & KC_ACCESS_ADMINISTERS) == 0;
    };
    std::erase_if(rows, isHidden);
}

std::optional<StoreRow> StoreList::find(Context& context, kc_id account)
{
    kc_store_query query{};
    query.account = account;
    Rows rows = page(context, query, 0);
    refresh(context, rows);
    return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

Status StoreList::run(Context& context, const kc_store_query& query,
                      const Sink<kc_store_row>& stores)
{
    kc_id after = 0;
    for (bool more = true; more;)
    {
        if (context.cancelled())
            throw Fault{KC_ECANCELLED, "the list was interrupted"};
        Rows rows = page(context, query, after);
        more = isPaged(query) && rows.size() == kPageSize;
        if (more)
            after = rows.back().account;
        refresh(context, rows);
        std::erase_if(rows, [&](const StoreRow& row) { return !isWanted(row, query); });
        keepSeen(context, rows);
        for (const StoreRow& row : rows)
            if (!stores(row.raw()))
                return KC_OK;
    }
    return KC_OK;
}

} // namespace kc::store
