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
     " (1, '', 'Everyone', 6, 'Everyone', ''), (2, '', 'SYSTEM', 1, 'SYSTEM', '')"}};

sv textOf(const kc_value& value)
{
    return value.type == KC_NULL ? sv{} : view(value.u.s);
}

} // namespace

IdentityTable::IdentityTable(Context& context, const Sql& sql, sv backend)
    : _sql{sql}, _backend{backend}
{
    _sql.migrate(context, "directory", kSteps);
    _byExternal = _sql.prepare(context, "SELECT id, login, etag, kind FROM dir_principal "
                                        "WHERE backend = ?1 AND external = ?2");
    _byId =
        _sql.prepare(context, "SELECT external FROM dir_principal WHERE id = ?1 AND backend = ?2");
    _insert =
        _sql.prepare(context, "INSERT INTO dir_principal (backend, external, kind, login, etag) "
                              "VALUES (?1, ?2, ?3, ?4, ?5)");
    _update = _sql.prepare(
        context, "UPDATE dir_principal SET kind = ?1, login = ?2, etag = ?3 WHERE id = ?4");
}

kc_id IdentityTable::knownId(SqlTx& tx, const UserFields& user, bool& changed) const
{
    kc_id id = 0;
    (void)tx.run(_byExternal, {SqlTx::text(_backend), SqlTx::blob(user.externalId)},
                 [&](const kc_sql_row& row)
                 {
                     id = row.values[0].u.i;
                     changed = textOf(row.values[1]) != user.login ||
                               textOf(row.values[2]) != user.etag || row.values[3].u.i != user.kind;
                 });
    return id;
}

/// The identities where all is as it was seen last; 0 for the others.
std::vector<kc_id> IdentityTable::known(Context& context, std::span<const UserFields> users) const
{
    std::vector<kc_id> ids;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        ids.assign(users.size(), 0);
                        for (std::size_t i = 0; i < users.size(); ++i)
                        {
                            bool changed = false;
                            const kc_id id = knownId(tx, users[i], changed);
                            ids[i] = changed ? 0 : id;
                        }
                    });
    return ids;
}

kc_id IdentityTable::remember(SqlTx& tx, const UserFields& user) const
{
    bool changed = false;
    const kc_id id = knownId(tx, user, changed);
    if (id == 0)
    {
        (void)tx.run(_insert,
                     {SqlTx::text(_backend), SqlTx::blob(user.externalId), SqlTx::number(user.kind),
                      SqlTx::text(user.login), SqlTx::blob(user.etag)});
        return tx.lastId();
    }
    if (changed)
        (void)tx.run(_update, {SqlTx::number(user.kind), SqlTx::text(user.login),
                               SqlTx::blob(user.etag), SqlTx::number(id)});
    return id;
}

std::vector<kc_id> IdentityTable::identify(Context& context,
                                           std::span<const UserFields> users) const
{
    std::vector<kc_id> ids = known(context, users);
    if (std::find(ids.begin(), ids.end(), 0) == ids.end())
        return ids;
    std::vector<kc_id> made;
    const Status status = _sql.transact(context,
                                        [&](SqlTx& tx)
                                        {
                                            made = ids;
                                            for (std::size_t i = 0; i < users.size(); ++i)
                                                if (made[i] == 0)
                                                    made[i] = remember(tx, users[i]);
                                        });
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "an identity could not be stored"};
    return made;
}

std::optional<std::string> IdentityTable::externalOf(Context& context, kc_id id) const
{
    std::optional<std::string> external;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        external.reset();
                        (void)tx.run(_byId, {SqlTx::number(id), SqlTx::text(_backend)},
                                     [&](const kc_sql_row& row)
                                     { external = std::string{textOf(row.values[0])}; });
                    });
    return external;
}

} // namespace kc::directory
