// SPDX-License-Identifier: Apache-2.0
#include "IdentityTable.h"

#include <algorithm>

namespace kc::directory
{

namespace
{

// Rows 1 and 2 are the built-in principals; they also make the first user's identity 3.
constexpr kc_sql_step kSteps[] = {
    {"CREATE TABLE dir_principal ("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " backend TEXT NOT NULL,"
     " external BLOB NOT NULL,"
     " kind INTEGER NOT NULL,"
     " login TEXT NOT NULL,"
     " etag BLOB NOT NULL,"
     " UNIQUE (backend, external));"
     "INSERT INTO dir_principal (id, backend, external, kind, login, etag) VALUES"
     " (1, '', 'Everyone', 6, 'Everyone', ''), (2, '', 'SYSTEM', 1, 'SYSTEM', '')",
     "CREATE TABLE dir_principal ("
     " id BIGINT PRIMARY KEY AUTO_INCREMENT,"
     " backend VARBINARY(64) NOT NULL,"
     " external VARBINARY(255) NOT NULL,"
     " kind INTEGER NOT NULL,"
     " login VARBINARY(255) NOT NULL,"
     " etag VARBINARY(255) NOT NULL,"
     " UNIQUE (backend, external));"
     "INSERT INTO dir_principal (id, backend, external, kind, login, etag) VALUES"
     " (1, '', 'Everyone', 6, 'Everyone', ''), (2, '', 'SYSTEM', 1, 'SYSTEM', '')"},
    // `login` is as it is shown from here on: a script that runs when somebody is gone is told it.
    {"ALTER TABLE dir_principal ADD COLUMN tenant INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE dir_principal ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",
     "ALTER TABLE dir_principal ADD COLUMN tenant BIGINT NOT NULL DEFAULT 0,"
     " ADD COLUMN gone INTEGER NOT NULL DEFAULT 0,"
     " MODIFY login VARBINARY(1023) NOT NULL"}};

sv textOf(const kc_value& value)
{
    return value.type == KC_NULL ? sv{} : view(value.u.s);
}

Identity decode(const kc_sql_row& row)
{
    Identity identity;
    identity.id = row.values[0].u.i;
    identity.kind = static_cast<kc_user_kind>(row.values[2].u.i);
    identity.tenant = identity.kind == KC_USER_COMPANY ? identity.id : kc_id{row.values[1].u.i};
    identity.external = textOf(row.values[3]);
    identity.shown = textOf(row.values[4]);
    identity.isGone = row.values[5].u.i != 0;
    return identity;
}

} // namespace

IdentityTable::IdentityTable(Context& context, const Sql& sql, sv backend)
    : _sql{sql}, _backend{backend}
{
    _sql.migrate(context, "directory", kSteps);
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _byExternal = prepare("SELECT id, login, etag, kind, tenant, gone FROM dir_principal "
                          "WHERE backend = ?1 AND external = ?2");
    _byId = prepare("SELECT id, tenant, kind, external, login, gone FROM dir_principal "
                    "WHERE id = ?1 AND backend = ?2");
    // No row is ever removed, so what is not there is above them all, where a look takes less than
    // among them: some other row is read in its place.
    _tenantOf = prepare("SELECT CASE WHEN p.id <> ?1 OR p.backend <> ?2 THEN -1 "
                        "WHEN p.kind = 9 THEN p.id ELSE p.tenant END "
                        "FROM (SELECT MAX(id) AS top FROM dir_principal) m JOIN dir_principal p "
                        "ON p.id = CASE WHEN ?1 > m.top THEN 1 + ?1 % m.top ELSE ?1 END");
    _page = prepare("SELECT id, tenant, kind, external, login, gone FROM dir_principal "
                    "WHERE id > ?1 AND backend = ?2 AND gone = 0 ORDER BY id LIMIT ?3");
    _insert = prepare("INSERT INTO dir_principal (backend, external, kind, login, etag, tenant, "
                      "gone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    _update = prepare("UPDATE dir_principal SET kind = ?1, login = ?2, etag = ?3, tenant = ?4, "
                      "gone = ?5 WHERE id = ?6");
    _markGone = prepare("UPDATE dir_principal SET gone = 1 WHERE id = ?1 AND gone = 0");
}

IdentityTable::Known IdentityTable::known(SqlTx& tx, const Sighting& sighting,
                                          bool isSafeMode) const
{
    const UserFields& user = *sighting.user;
    Known known;
    (void)tx.run(_byExternal, {SqlTx::text(_backend), SqlTx::blob(user.externalId)},
                 [&](const kc_sql_row& row)
                 {
                     known.id = row.values[0].u.i;
                     known.wasGone = row.values[5].u.i != 0;
                     known.isChanged = (known.wasGone && !isSafeMode) ||
                                       textOf(row.values[1]) != sighting.shown ||
                                       textOf(row.values[2]) != user.etag ||
                                       row.values[3].u.i != user.kind ||
                                       row.values[4].u.i != sighting.tenant;
                 });
    return known;
}

kc_id IdentityTable::insert(SqlTx& tx, const Sighting& sighting, bool isSafeMode) const
{
    const UserFields& user = *sighting.user;
    (void)tx.run(_insert,
                 {SqlTx::text(_backend), SqlTx::blob(user.externalId), SqlTx::number(user.kind),
                  SqlTx::text(sighting.shown), SqlTx::blob(user.etag),
                  SqlTx::number(sighting.tenant), SqlTx::number(isSafeMode ? 1 : 0)});
    return tx.lastId();
}

void IdentityTable::update(SqlTx& tx, const Known& known, const Sighting& sighting,
                           bool isSafeMode) const
{
    const UserFields& user = *sighting.user;
    (void)tx.run(_update,
                 {SqlTx::number(user.kind), SqlTx::text(sighting.shown), SqlTx::blob(user.etag),
                  SqlTx::number(sighting.tenant),
                  SqlTx::number(known.wasGone && isSafeMode ? 1 : 0), SqlTx::number(known.id)});
}

/// Reads first: mostly all is as it was seen last.
IdentityTable::Identified IdentityTable::identify(Context& context,
                                                  std::span<const Sighting> sightings,
                                                  bool isSafeMode) const
{
    Identified answer;
    bool isComplete = true;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        answer.ids.clear();
                        isComplete = true;
                        for (const Sighting& sighting : sightings)
                        {
                            const Known found = known(tx, sighting, isSafeMode);
                            answer.ids.push_back(found.id);
                            isComplete = isComplete && found.id != 0 && !found.isChanged;
                        }
                    });
    if (isComplete)
        return answer;
    const Status status = _sql.transact(context,
                                        [&](SqlTx& tx)
                                        {
                                            answer = {};
                                            for (std::size_t i = 0; i < sightings.size(); ++i)
                                            {
                                                const Sighting& each = sightings[i];
                                                Known found = known(tx, each, isSafeMode);
                                                if (found.id == 0 || (found.wasGone && !isSafeMode))
                                                    answer.isNew.push_back(i);
                                                if (found.id == 0)
                                                    found.id = insert(tx, each, isSafeMode);
                                                else if (found.isChanged)
                                                {
                                                    update(tx, found, each, isSafeMode);
                                                    answer.hasChanged = true;
                                                }
                                                answer.ids.push_back(found.id);
                                            }
                                        });
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "an identity could not be stored"};
    return answer;
}

std::optional<Identity> IdentityTable::find(Context& context, kc_id id) const
{
    std::optional<Identity> found;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        found.reset();
                        (void)tx.run(_byId, {SqlTx::number(id), SqlTx::text(_backend)},
                                     [&](const kc_sql_row& row) { found = decode(row); });
                    });
    return found;
}

kc_id IdentityTable::tenantOf(Context& context, kc_id id) const
{
    std::optional<kc_id> tenant;
    (void)_sql.read(context,
                    [&](SqlTx& tx) {
                        tenant = tx.one(_tenantOf, {SqlTx::number(id), SqlTx::text(_backend)});
                    });
    return tenant.value_or(-1);
}

std::vector<Identity> IdentityTable::page(Context& context, kc_id after, std::uint32_t limit) const
{
    std::vector<Identity> found;
    (void)_sql.read(
        context,
        [&](SqlTx& tx)
        {
            found.clear();
            (void)tx.run(_page, {SqlTx::number(after), SqlTx::text(_backend), SqlTx::number(limit)},
                         [&](const kc_sql_row& row) { found.push_back(decode(row)); });
        });
    return found;
}

bool IdentityTable::markGone(Context& context, kc_id id) const
{
    bool isNews = false;
    const Status status = _sql.transact(context,
                                        [&](SqlTx& tx)
                                        {
                                            (void)tx.run(_markGone, {SqlTx::number(id)});
                                            isNews = tx.changed() != 0;
                                        });
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "that a principal is gone could not be noted"};
    return isNews;
}

} // namespace kc::directory
