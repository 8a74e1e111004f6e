// SPDX-License-Identifier: Apache-2.0
#include "UserTable.h"

#include "AccountText.h"

#include <algorithm>

namespace kc::userdb
{

namespace
{

/// What a mask of kinds is compared with: 0 means all.
std::int64_t maskOf(std::uint32_t kinds)
{
    return kinds == 0 ? std::int64_t{UINT32_MAX} : std::int64_t{kinds};
}

sv textOf(const kc_value& value)
{
    return value.type == KC_NULL ? sv{} : view(value.u.s);
}

/// The folded addresses of an object, each once.
std::vector<std::string> addressKeys(const UserRecord& record)
{
    std::vector<std::string> keys;
    const auto add = [&](sv address)
    {
        std::string key = fold(address);
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            keys.push_back(std::move(key));
    };
    if (!record.email.empty())
        add(record.email);
    eachWord(record.aliases, add);
    return keys;
}

} // namespace

UserRecord decode(const kc_sql_row& row)
{
    UserRecord record;
    record.id = row.values[0].u.i;
    record.revision = row.values[1].u.i;
    record.kind = static_cast<kc_user_kind>(row.values[2].u.i);
    record.adminLevel = static_cast<std::uint32_t>(row.values[3].u.i);
    record.hidden = static_cast<std::uint32_t>(row.values[4].u.i);
    record.scope = row.values[5].u.i;
    record.login = textOf(row.values[6]);
    record.fullname = textOf(row.values[7]);
    record.email = textOf(row.values[8]);
    record.aliases = textOf(row.values[9]);
    record.homeServer = textOf(row.values[10]);
    record.password = textOf(row.values[11]);
    record.featuresOn = textOf(row.values[12]);
    record.featuresOff = textOf(row.values[13]);
    record.quota = parseQuota(textOf(row.values[14]));
    record.memberQuota = parseQuota(textOf(row.values[15]));
    return record;
}

/// The scopes that a query looks into. Who is in no company may be a company.
struct UserTable::Scopes
{
    bool isAll = true, isNone = false;
    std::int64_t first = kNoCompany, second = kCompanies;

    explicit Scopes(const kc_user_query& query)
    {
        constexpr std::uint32_t kCompany = KC_KIND(KC_USER_COMPANY);
        isAll = query.in_company == 0 && query.kinds != kCompany;
        if (isAll)
            return;
        if (query.in_company != 0 && query.company.n > 0)
        {
            const auto company = parseId(view(query.company));
            isNone = !company;
            first = second = company.value_or(kNoCompany);
        }
        else if (query.kinds == kCompany)
            first = kCompanies;
        else if (query.kinds != 0 && (query.kinds & kCompany) == 0)
            second = kNoCompany;
    }

    bool has(std::int64_t scope) const { return isAll || scope == first || scope == second; }
};

UserTable::UserTable(Context& context, const Sql& sql) : _sql{sql}
{
    prepareReading(context);
    prepareWriting(context);
}

void UserTable::prepareReading(Context& context)
{
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _byLogin = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_object u "
                       "WHERE u.login_key = ?1 AND (?2 & (1 << u.kind)) <> 0 LIMIT 2");
    _byLoginIn = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_object u "
                         "WHERE u.login_key = ?1 AND (?2 & (1 << u.kind)) <> 0 "
                         "AND u.scope IN (?3, ?4)");
    _byAddress = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_address a JOIN udb_object u "
                         "ON u.id = a.user_id "
                         "WHERE a.address_key = ?1 AND (?2 & (1 << u.kind)) <> 0");
    _byAddressIn = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_address a JOIN udb_object u "
                           "ON u.id = a.user_id "
                           "WHERE a.address_key = ?1 AND (?2 & (1 << u.kind)) <> 0 "
                           "AND a.scope IN (?3, ?4)");
    _byId = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_object u WHERE u.id = ?1");
    _page = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_object u "
                    "WHERE u.id > ?1 AND (?2 & (1 << u.kind)) <> 0 ORDER BY u.id LIMIT ?3");
    _pageOfNone = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_object u "
                          "WHERE u.id > ?1 AND (?2 & (1 << u.kind)) <> 0 AND u.scope <= 0 "
                          "ORDER BY u.id LIMIT ?3");
    _pageIn = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_object u "
                      "WHERE u.scope = ?4 AND u.id > ?1 AND (?2 & (1 << u.kind)) <> 0 "
                      "ORDER BY u.id LIMIT ?3");
}

void UserTable::prepareWriting(Context& context)
{
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _insert = prepare("INSERT INTO udb_object (scope, login_key, login, fullname, email, aliases, "
                      "kind, admin_level, hidden, home_server, password, features_on, "
                      "features_off, quota, member_quota, revision) VALUES "
                      "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1)");
    _update = prepare("UPDATE udb_object SET scope = ?1, login_key = ?2, login = ?3, "
                      "fullname = ?4, email = ?5, aliases = ?6, kind = ?7, admin_level = ?8, "
                      "hidden = ?9, home_server = ?10, password = ?11, features_on = ?12, "
                      "features_off = ?13, quota = ?14, member_quota = ?15, "
                      "revision = revision + 1 WHERE id = ?16");
    _delete = prepare("DELETE FROM udb_object WHERE id = ?1");
    _deleteIn = prepare("DELETE FROM udb_object WHERE scope = ?1");
    _addressOwner = prepare("SELECT user_id FROM udb_address WHERE address_key = ?1");
    _loginOwner = prepare("SELECT id FROM udb_object WHERE login_key = ?1 AND scope = ?2");
    _insertAddress =
        prepare("INSERT INTO udb_address (address_key, user_id, scope) VALUES (?1, ?2, ?3)");
    _deleteAddresses = prepare("DELETE FROM udb_address WHERE user_id = ?1");
    _deleteAddressesIn = prepare("DELETE FROM udb_address WHERE scope = ?1");
    _deleteRelations = prepare("DELETE FROM udb_relation WHERE holder = ?1 OR other = ?1");
    _deleteRelationsIn = prepare(
        "DELETE FROM udb_relation WHERE holder IN (SELECT id FROM udb_object WHERE scope = ?1) "
        "OR other IN (SELECT id FROM udb_object WHERE scope = ?1)");
}

std::vector<UserRecord> UserTable::find(Context& context, const kc_user_query& query) const
{
    const std::string key = fold(view(query.name));
    const Scopes scopes{query};
    std::vector<UserRecord> found;
    if (scopes.isNone)
        return found;
    const auto take = [&](const kc_sql_row& row)
    {
        const std::int64_t id = row.values[0].u.i;
        const auto same = [id](const UserRecord& other) { return other.id == id; };
        if (std::none_of(found.begin(), found.end(), same))
            found.push_back(decode(row));
    };
    const auto ask = [&](SqlTx& tx, std::int32_t anywhere, std::int32_t within)
    {
        const kc_value name = SqlTx::text(key), kinds = SqlTx::number(maskOf(query.kinds));
        if (scopes.isAll)
            (void)tx.run(anywhere, {name, kinds}, take);
        else
            (void)tx.run(within,
                         {name, kinds, SqlTx::number(scopes.first), SqlTx::number(scopes.second)},
                         take);
    };
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        found.clear();
                        if ((query.match & KC_MATCH_LOGIN) != 0)
                            ask(tx, _byLogin, _byLoginIn);
                        if ((query.match & KC_MATCH_ADDRESS) != 0)
                            ask(tx, _byAddress, _byAddressIn);
                        const auto id = (query.match & KC_MATCH_ID) != 0 ? parseId(view(query.name))
                                                                         : std::nullopt;
                        if (id)
                            (void)tx.run(_byId, {SqlTx::number(*id)}, take);
                        std::erase_if(found,
                                      [&](const UserRecord& each) {
                                          return !scopes.has(each.scope) ||
                                                 (maskOf(query.kinds) & KC_KIND(each.kind)) == 0;
                                      });
                    });
    return found;
}

std::vector<UserRecord> UserTable::page(Context& context, const kc_user_query& query,
                                        std::int64_t after, std::uint32_t limit) const
{
    const Scopes scopes{query};
    std::vector<UserRecord> found;
    if (scopes.isNone)
        return found;
    const kc_value begin = SqlTx::number(after), kinds = SqlTx::number(maskOf(query.kinds)),
                   size = SqlTx::number(limit);
    const auto take = [&](const kc_sql_row& row) { found.push_back(decode(row)); };
    (void)_sql.read(
        context,
        [&](SqlTx& tx)
        {
            found.clear();
            if (!scopes.isAll && scopes.first == scopes.second)
                (void)tx.run(_pageIn, {begin, kinds, size, SqlTx::number(scopes.first)}, take);
            else
                (void)tx.run(scopes.isAll ? _page : _pageOfNone, {begin, kinds, size}, take);
        });
    return found;
}

std::optional<UserRecord> UserTable::load(SqlTx& tx, std::int64_t id) const
{
    std::optional<UserRecord> found;
    (void)tx.run(_byId, {SqlTx::number(id)}, [&](const kc_sql_row& row) { found = decode(row); });
    return found;
}

bool UserTable::isCompany(SqlTx& tx, std::int64_t id) const
{
    const auto found = load(tx, id);
    return found && found->kind == KC_USER_COMPANY;
}

bool UserTable::isLoginFree(SqlTx& tx, const UserRecord& record) const
{
    const std::string key = fold(record.login);
    const auto login = tx.one(_loginOwner, {SqlTx::text(key), SqlTx::number(record.scope)});
    const auto address = tx.one(_addressOwner, {SqlTx::text(key)});
    return (!login || *login == record.id) && (!address || *address == record.id);
}

Status UserTable::writeAddresses(SqlTx& tx, const UserRecord& record) const
{
    (void)tx.run(_deleteAddresses, {SqlTx::number(record.id)});
    for (const std::string& key : addressKeys(record))
    {
        const auto login = tx.one(_loginOwner, {SqlTx::text(key), SqlTx::number(record.scope)});
        if (login && *login != record.id)
            return KC_EEXISTS;
        const Status status = tx.run(_insertAddress, {SqlTx::text(key), SqlTx::number(record.id),
                                                      SqlTx::number(record.scope)});
        if (!status.ok())
            return status;
    }
    return KC_OK;
}

/// KC_ENOTFOUND: there is no such company; KC_EEXISTS: a name of it is taken.
Status UserTable::mayBeNew(SqlTx& tx, const UserRecord& record) const
{
    if (record.scope > 0 && !isCompany(tx, record.scope))
        return KC_ENOTFOUND;
    if (!isLoginFree(tx, record))
        return KC_EEXISTS;
    for (const std::string& key : addressKeys(record))
        if (tx.one(_addressOwner, {SqlTx::text(key)}) ||
            tx.one(_loginOwner, {SqlTx::text(key), SqlTx::number(record.scope)}))
            return KC_EEXISTS;
    return KC_OK;
}

/// Writes nothing before all has been looked at: what is refused leaves nothing behind, also in a
/// transaction that goes on. KC_EEXISTS from the database, where somebody else was faster, does.
Status UserTable::add(SqlTx& tx, UserRecord& record) const
{
    record.id = 0;
    Status status = mayBeNew(tx, record);
    if (!status.ok())
        return status;
    const std::string key = fold(record.login);
    const std::string quota = quotaText(record.quota), members = quotaText(record.memberQuota);
    status =
        tx.run(_insert, {SqlTx::number(record.scope), SqlTx::text(key), SqlTx::text(record.login),
                         SqlTx::text(record.fullname), SqlTx::text(record.email),
                         SqlTx::text(record.aliases), SqlTx::number(record.kind),
                         SqlTx::number(record.adminLevel), SqlTx::number(record.hidden),
                         SqlTx::text(record.homeServer), SqlTx::text(record.password),
                         SqlTx::text(record.featuresOn), SqlTx::text(record.featuresOff),
                         SqlTx::text(quota), SqlTx::text(members)});
    if (!status.ok())
        return status;
    record.id = tx.lastId();
    for (const std::string& address : addressKeys(record))
        if (status.ok())
            status = tx.run(_insertAddress, {SqlTx::text(address), SqlTx::number(record.id),
                                             SqlTx::number(record.scope)});
    return status;
}

Status UserTable::insert(Context& context, UserRecord& record) const
{
    return _sql.transact(context, [&](SqlTx& tx) { return add(tx, record); });
}

Status UserTable::insertAll(Context& context, std::span<NewRecord> records) const
{
    std::vector<Status> statuses(records.size(), KC_OK);
    const auto addAll = [&](SqlTx& tx)
    {
        for (std::size_t i = 0; i < records.size(); ++i)
        {
            statuses[i] = records[i].status;
            if (!statuses[i].ok())
                continue;
            statuses[i] = add(tx, records[i].record);
            if (!statuses[i].ok() && records[i].record.id != 0)
                return statuses[i]; // half of it is written
        }
        return Status{KC_OK};
    };
    const Status status = _sql.transact(context, addAll);
    for (std::size_t i = 0; i < records.size(); ++i)
        if (status.ok())
            records[i].status = statuses[i];
        else if (records[i].status.ok()) // each alone: the others are not to blame
            records[i].status = insert(context, records[i].record);
    return KC_OK;
}

Status UserTable::replace(SqlTx& tx, const UserRecord& record) const
{
    if (record.scope > 0 && !isCompany(tx, record.scope))
        return KC_ENOTFOUND;
    if (!isLoginFree(tx, record))
        return KC_EEXISTS;
    const std::string key = fold(record.login);
    const std::string quota = quotaText(record.quota), members = quotaText(record.memberQuota);
    const Status status =
        tx.run(_update, {SqlTx::number(record.scope), SqlTx::text(key), SqlTx::text(record.login),
                         SqlTx::text(record.fullname), SqlTx::text(record.email),
                         SqlTx::text(record.aliases), SqlTx::number(record.kind),
                         SqlTx::number(record.adminLevel), SqlTx::number(record.hidden),
                         SqlTx::text(record.homeServer), SqlTx::text(record.password),
                         SqlTx::text(record.featuresOn), SqlTx::text(record.featuresOff),
                         SqlTx::text(quota), SqlTx::text(members), SqlTx::number(record.id)});
    return status.ok() ? writeAddresses(tx, record) : status;
}

Status UserTable::update(Context& context, std::int64_t id, const kc_user& user,
                         std::uint32_t fields, sv passwordHash) const
{
    return _sql.transact(context,
                         [&](SqlTx& tx) -> Status
                         {
                             auto record = load(tx, id);
                             if (!record)
                                 return KC_ENOTFOUND;
                             const UserRecord before = *record;
                             record->apply(user, fields);
                             // A user does not become a group, nor either a company.
                             if (before.isKindOf(KC_KINDS_OF_USERS) !=
                                     record->isKindOf(KC_KINDS_OF_USERS) ||
                                 before.isKindOf(KC_KIND(KC_USER_COMPANY)) !=
                                     record->isKindOf(KC_KIND(KC_USER_COMPANY)))
                                 return KC_EINVAL;
                             if ((fields & KC_USER_PASSWORD) != 0)
                                 record->password = passwordHash;
                             return replace(tx, *record);
                         });
}

Status UserTable::remove(Context& context, std::int64_t id) const
{
    const kc_value key = SqlTx::number(id);
    return _sql.transact(context,
                         [&](SqlTx& tx) -> Status
                         {
                             if (isCompany(tx, id))
                             {
                                 (void)tx.run(_deleteRelationsIn, {key});
                                 (void)tx.run(_deleteAddressesIn, {key});
                                 (void)tx.run(_deleteIn, {key});
                             }
                             (void)tx.run(_deleteRelations, {key});
                             (void)tx.run(_deleteAddresses, {key});
                             (void)tx.run(_delete, {key});
                             return tx.changed() == 0 ? KC_ENOTFOUND : KC_OK;
                         });
}

} // namespace kc::userdb
