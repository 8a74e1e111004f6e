// SPDX-License-Identifier: Apache-2.0
#include "RelationTable.h"

namespace kc::userdb
{

namespace
{

constexpr std::uint32_t kPeople = KC_KINDS_OF_USERS | KC_KINDS_OF_GROUPS;
constexpr std::uint32_t kCompany = KC_KIND(KC_USER_COMPANY);

/// Which kinds may hold which.
bool mayRelate(const UserRecord& holder, kc_relation relation, const UserRecord& other)
{
    switch (relation)
    {
    case KC_REL_MEMBER:
        return holder.isKindOf(KC_KINDS_OF_GROUPS) && other.isKindOf(kPeople);
    case KC_REL_SEND_AS:
        return holder.isKindOf(kPeople) && other.isKindOf(kPeople);
    case KC_REL_VIEW:
        return holder.isKindOf(kCompany) && other.isKindOf(kCompany);
    case KC_REL_ADMIN:
    case KC_REL_SYSTEM_ADMIN:
    case KC_REL_USER_QUOTA_MAIL:
    case KC_REL_COMPANY_QUOTA_MAIL:
        return holder.isKindOf(kCompany) && other.isKindOf(kPeople);
    }
    return false;
}

} // namespace

RelationTable::RelationTable(Context& context, const Sql& sql, const UserTable& users)
    : _sql{sql}, _users{users}
{
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _held = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_relation r JOIN udb_object u "
                    "ON u.id = r.other WHERE r.holder = ?1 AND r.relation = ?2 AND r.other > ?3 "
                    "ORDER BY r.other LIMIT ?4");
    _holders = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_relation r JOIN udb_object u "
                       "ON u.id = r.holder WHERE r.other = ?1 AND r.relation = ?2 "
                       "AND r.holder > ?3 ORDER BY r.holder LIMIT ?4");
    _insert = prepare("INSERT INTO udb_relation (holder, relation, other) VALUES (?1, ?2, ?3)");
    _delete =
        prepare("DELETE FROM udb_relation WHERE holder = ?1 AND relation = ?2 AND other = ?3");
    _deleteAll = prepare("DELETE FROM udb_relation WHERE holder = ?1 AND relation = ?2");
    _has = prepare("SELECT 1 FROM udb_relation WHERE holder = ?1 AND relation = ?2 AND other = ?3");
    _touch = prepare("UPDATE udb_object SET revision = revision + 1 WHERE id = ?1");
}

std::optional<std::vector<UserRecord>> RelationTable::page(Context& context,
                                                           const kc_relation_query& query,
                                                           std::int64_t id, std::int64_t after,
                                                           std::uint32_t limit) const
{
    const std::int32_t statement = query.direction == KC_REL_HELD ? _held : _holders;
    std::optional<std::vector<UserRecord>> found;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        found.reset();
                        if (!_users.load(tx, id))
                            return;
                        found.emplace();
                        (void)tx.run(statement,
                                     {SqlTx::number(id), SqlTx::number(query.relation),
                                      SqlTx::number(after), SqlTx::number(limit)},
                                     [&](const kc_sql_row& row) { found->push_back(decode(row)); });
                    });
    return found;
}

Status RelationTable::relate(Context& context, std::int64_t holder, kc_relation relation,
                             std::int64_t other) const
{
    const kc_value from = SqlTx::number(holder), by = SqlTx::number(relation),
                   to = SqlTx::number(other);
    return _sql.transact(context,
                         [&](SqlTx& tx) -> Status
                         {
                             const auto holds = _users.load(tx, holder);
                             const auto held = _users.load(tx, other);
                             if (!holds || !held)
                                 return KC_ENOTFOUND;
                             if (holder == other || !mayRelate(*holds, relation, *held))
                                 return KC_EINVAL;
                             if (tx.one(_has, {from, by, to}))
                                 return KC_EEXISTS;
                             if (relation == KC_REL_SYSTEM_ADMIN)
                                 (void)tx.run(_deleteAll, {from, by});
                             (void)tx.run(_touch, {from});
                             return tx.run(_insert, {from, by, to});
                         });
}

Status RelationTable::part(Context& context, std::int64_t holder, kc_relation relation,
                           std::int64_t other) const
{
    return _sql.transact(context,
                         [&](SqlTx& tx) -> Status
                         {
                             (void)tx.run(_delete, {SqlTx::number(holder), SqlTx::number(relation),
                                                    SqlTx::number(other)});
                             if (tx.changed() == 0)
                                 return KC_ENOTFOUND;
                             return tx.run(_touch, {SqlTx::number(holder)});
                         });
}

} // namespace kc::userdb
