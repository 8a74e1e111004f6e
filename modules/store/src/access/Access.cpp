// SPDX-License-Identifier: Apache-2.0
#include "Access.h"

#include "Ids.h"

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr std::uint32_t kFolderRights =
    KC_RIGHT_CREATE_FOLDERS | KC_RIGHT_FOLDER_OWNER | KC_RIGHT_VISIBLE;

Status nobody(Context& context)
{
    return Status::of(context.fail(
        KC_EDENIED, "nobody is named for whom this is done: kc_host.act_as comes first"));
}

} // namespace

std::uint32_t Access::adminRights() const
{
    return _rules.restrictsAdmins ? kFolderRights : std::uint32_t{KC_RIGHTS_ALL};
}

Status Access::store(Context& context, kc_id account, Standing& standing)
{
    standing.actor = context.actor();
    standing.isWhole = standing.actor == KC_ID_SYSTEM;
    if (standing.isWhole)
        return KC_OK;
    if (standing.actor <= 0)
        return nobody(context);
    const std::optional<kc_id> key = _owners.find(context, account);
    if (!key)
        return KC_ENOTFOUND;
    standing.isWhole = *key == standing.actor; // a private store; of others no user is the owner
    return standing.isWhole ? Status{KC_OK} : others(context, account, *key, standing);
}

/// The actor is a user, and not the owner.
Status Access::others(Context& context, kc_id account, kc_id key, Standing& standing)
{
    const kc_id owner = ownerOf(key);
    const std::array<kc_id, 2> both{standing.actor, owner};
    const PeopleById people = _people.find(context, both);
    const auto actor = people.find(standing.actor);
    if (actor == people.end())
        return KC_ENOTFOUND;
    const auto holder = people.find(owner);
    if (owner == 0 || (owner != KC_ID_EVERYONE && holder == people.end()))
        return orphan(context, account, actor->second, standing);
    kc_id tenant = 0;
    if (owner == KC_ID_EVERYONE)
    {
        // The public store of an installation without companies is out of use with them.
        if (_people.isHosted())
            return KC_ENOTFOUND;
        standing.everywhere = _people.isSystemAdmin(actor->second) ? adminRights() : 0;
    }
    else
    {
        const std::uint32_t access = _people.access(context, standing.actor, owner);
        if ((access & KC_ACCESS_SEES) == 0)
            return KC_ENOTFOUND;
        tenant = holder->second.tenant;
        standing.everywhere = (access & KC_ACCESS_ADMINISTERS) != 0 ? adminRights() : 0;
    }
    std::vector<kc_id> identities = _people.groupsOf(context, standing.actor);
    identities.push_back(standing.actor);
    if (actor->second.tenant == tenant) // Everyone is of the company that the store is of
        identities.push_back(KC_ID_EVERYONE);
    if (actor->second.tenant != 0)
        identities.push_back(actor->second.tenant);
    return readEntries(context, account, identities, standing);
}

/// Nobody's store, or of somebody who is gone, is there for those who administer the company that
/// it was of.
Status Access::orphan(Context& context, kc_id account, const Person& actor, Standing& standing)
{
    kc_id tenant = 0;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        return tx.run(_statements.storeByAccount, {num(account)},
                                      [&](const kc_sql_row& row) { tenant = column(row, 4); });
                    });
    const bool administers =
        _people.isSystemAdmin(actor) ||
        (actor.adminLevel >= 1 && tenant != 0 &&
         (_people.access(context, actor.id, tenant) & KC_ACCESS_ADMINISTERS) != 0);
    if (!administers)
        return KC_ENOTFOUND;
    standing.everywhere = adminRights();
    return KC_OK;
}

Status Access::readEntries(Context& context, kc_id account, std::span<const kc_id> identities,
                           Standing& standing)
{
    const auto take = [&](const kc_sql_row& row)
    {
        if (std::find(identities.begin(), identities.end(), column(row, 1)) != identities.end())
            standing.entries[std::string{textColumn(row, 3)}] |= column<std::uint32_t>(row, 2);
    };
    return _sql.read(context,
                     [&](SqlTx& tx)
                     {
                         standing.entries.clear();
                         return tx.run(
                             _statements.permissions,
                             {num(globalId(account, 0)), num(globalId(account, kMaxLocal))}, take);
                     });
}

Status Access::wholeStore(Context& context, kc_id account)
{
    Standing standing;
    const Status status = store(context, account, standing);
    return status.ok() && !standing.isMaster() ? Status{KC_EDENIED} : status;
}

Status Access::mailbox(Context& context, kc_id mailbox, std::uint32_t needed, Standing& standing,
                       std::uint32_t& rights)
{
    const Status status = store(context, accountOf(mailbox), standing);
    if (!status.ok())
        return status;
    rights = KC_RIGHTS_ALL;
    if (standing.isWhole)
        return KC_OK;
    std::optional<std::string> name;
    const Status read =
        _sql.read(context,
                  [&](SqlTx& tx)
                  {
                      return tx.run(_statements.mailboxName, {num(mailbox)},
                                    [&](const kc_sql_row& row) { name = textColumn(row, 0); });
                  });
    if (!read.ok())
        return read;
    rights = name ? standing.rights(*name) : 0;
    if (!seesWith(rights))
        return KC_ENOTFOUND;
    return (rights & needed) == needed ? KC_OK : KC_EDENIED;
}

Status Access::systemOnly(Context& context)
{
    if (context.actor() == KC_ID_SYSTEM)
        return KC_OK;
    return context.actor() <= 0 ? nobody(context) : Status{KC_EDENIED};
}

Status Access::installation(Context& context)
{
    const Status status = systemOnly(context);
    if (status.ok() || context.actor() <= 0)
        return status;
    const auto actor = _people.find(context, context.actor());
    return actor && _people.isSystemAdmin(*actor) ? KC_OK : KC_EDENIED;
}

Status Access::principal(Context& context, kc_id principal)
{
    const kc_id actor = context.actor();
    if (actor == KC_ID_SYSTEM)
        return KC_OK;
    if (actor <= 0)
        return nobody(context);
    if (principal == KC_ID_EVERYONE)
        return installation(context);
    const std::uint32_t access = _people.access(context, actor, principal);
    if ((access & KC_ACCESS_SEES) == 0)
        return KC_ENOTFOUND;
    return (access & KC_ACCESS_ADMINISTERS) != 0 ? KC_OK : KC_EDENIED;
}

} // namespace kc::store
