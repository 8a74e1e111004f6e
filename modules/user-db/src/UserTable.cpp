// SPDX-License-Identifier: Apache-2.0
#include "UserTable.h"

#include "AccountText.h"

#include <algorithm>
#include <charconv>

namespace kc::userdb
{

namespace
{

// The keys are folded texts; the texts beside them are as the admin wrote them.
constexpr kc_sql_step kSteps[] = {{"CREATE TABLE udb_user ("
                                   " id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                   " login_key TEXT NOT NULL UNIQUE,"
                                   " login TEXT NOT NULL,"
                                   " fullname TEXT NOT NULL,"
                                   " email TEXT NOT NULL,"
                                   " aliases TEXT NOT NULL,"
                                   " kind INTEGER NOT NULL,"
                                   " admin_level INTEGER NOT NULL,"
                                   " hidden INTEGER NOT NULL,"
                                   " company TEXT NOT NULL,"
                                   " home_server TEXT NOT NULL,"
                                   " password TEXT NOT NULL,"
                                   " revision INTEGER NOT NULL);"
                                   "CREATE TABLE udb_address ("
                                   " address_key TEXT NOT NULL PRIMARY KEY,"
                                   " user_id INTEGER NOT NULL);"
                                   "CREATE INDEX udb_address_user ON udb_address (user_id)",
                                   "CREATE TABLE udb_user ("
                                   " id BIGINT PRIMARY KEY AUTO_INCREMENT,"
                                   " login_key VARBINARY(255) NOT NULL UNIQUE,"
                                   " login VARBINARY(255) NOT NULL,"
                                   " fullname VARBINARY(1024) NOT NULL,"
                                   " email VARBINARY(254) NOT NULL,"
                                   " aliases MEDIUMBLOB NOT NULL,"
                                   " kind INTEGER NOT NULL,"
                                   " admin_level INTEGER NOT NULL,"
                                   " hidden INTEGER NOT NULL,"
                                   " company VARBINARY(1024) NOT NULL,"
                                   " home_server VARBINARY(1024) NOT NULL,"
                                   " password VARBINARY(255) NOT NULL,"
                                   " revision BIGINT NOT NULL);"
                                   "CREATE TABLE udb_address ("
                                   " address_key VARBINARY(254) NOT NULL PRIMARY KEY,"
                                   " user_id BIGINT NOT NULL);"
                                   "CREATE INDEX udb_address_user ON udb_address (user_id)"}};

#define KC_UDB_COLUMNS                                                                             \
    "u.id, u.revision, u.kind, u.admin_level, u.hidden, u.login, u.fullname, u.email, u.aliases, " \
    "u.company, u.home_server, u.password"

sv textOf(const kc_value& value)
{
    return value.type == KC_NULL ? sv{} : view(value.u.s);
}

UserRecord decode(const kc_sql_row& row)
{
    UserRecord record;
    record.id = row.values[0].u.i;
    record.revision = row.values[1].u.i;
    record.kind = static_cast<kc_user_kind>(row.values[2].u.i);
    record.adminLevel = static_cast<std::uint32_t>(row.values[3].u.i);
    record.hidden = static_cast<std::uint32_t>(row.values[4].u.i);
    record.login = textOf(row.values[5]);
    record.fullname = textOf(row.values[6]);
    record.email = textOf(row.values[7]);
    record.aliases = textOf(row.values[8]);
    record.company = textOf(row.values[9]);
    record.homeServer = textOf(row.values[10]);
    record.password = textOf(row.values[11]);
    return record;
}

/// The folded addresses of a user, each once.
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

UserTable::UserTable(Context& context, const Sql& sql) : _sql{sql}
{
    _sql.migrate(context, "user-db", kSteps);
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _byLogin = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_user u WHERE u.login_key = ?1");
    _byAddress = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_address a JOIN udb_user u "
                         "ON u.id = a.user_id WHERE a.address_key = ?1");
    _byId = prepare("SELECT " KC_UDB_COLUMNS " FROM udb_user u WHERE u.id = ?1");
    _page =
        prepare("SELECT " KC_UDB_COLUMNS " FROM udb_user u WHERE u.id > ?1 ORDER BY u.id LIMIT ?2");
    _insert = prepare("INSERT INTO udb_user (login_key, login, fullname, email, aliases, kind, "
                      "admin_level, hidden, company, home_server, password, revision) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)");
    _update = prepare("UPDATE udb_user SET login_key = ?1, login = ?2, fullname = ?3, email = ?4, "
                      "aliases = ?5, kind = ?6, admin_level = ?7, hidden = ?8, company = ?9, "
                      "home_server = ?10, password = ?11, revision = revision + 1 WHERE id = ?12");
    _delete = prepare("DELETE FROM udb_user WHERE id = ?1");
    _addressOwner = prepare("SELECT user_id FROM udb_address WHERE address_key = ?1");
    _loginOwner = prepare("SELECT id FROM udb_user WHERE login_key = ?1");
    _insertAddress = prepare("INSERT INTO udb_address (address_key, user_id) VALUES (?1, ?2)");
    _deleteAddresses = prepare("DELETE FROM udb_address WHERE user_id = ?1");
}

void UserTable::collect(SqlTx& tx, std::int32_t statement, const kc_value& key,
                        std::vector<UserRecord>& found) const
{
    const Status status =
        tx.run(statement, {key},
               [&](const kc_sql_row& row)
               {
                   const std::int64_t id = row.values[0].u.i;
                   const auto same = [id](const UserRecord& other) { return other.id == id; };
                   if (std::none_of(found.begin(), found.end(), same))
                       found.push_back(decode(row));
               });
    KC_ASSERT(status.ok());
}

std::vector<UserRecord> UserTable::find(Context& context, sv name, std::uint32_t match) const
{
    std::vector<UserRecord> found;
    const std::string key = fold(name);
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        found.clear();
                        if ((match & KC_MATCH_LOGIN) != 0)
                            collect(tx, _byLogin, SqlTx::text(key), found);
                        if ((match & KC_MATCH_ADDRESS) != 0)
                            collect(tx, _byAddress, SqlTx::text(key), found);
                        const auto id = (match & KC_MATCH_ID) != 0 ? parseId(name) : std::nullopt;
                        if (id)
                            collect(tx, _byId, SqlTx::number(*id), found);
                    });
    return found;
}

std::vector<UserRecord> UserTable::page(Context& context, std::int64_t after,
                                        std::uint32_t limit) const
{
    std::vector<UserRecord> found;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        found.clear();
                        (void)tx.run(_page, {SqlTx::number(after), SqlTx::number(limit)},
                                     [&](const kc_sql_row& row) { found.push_back(decode(row)); });
                    });
    return found;
}

std::optional<UserRecord> UserTable::load(SqlTx& tx, std::int64_t id) const
{
    std::vector<UserRecord> found;
    collect(tx, _byId, SqlTx::number(id), found);
    if (found.empty())
        return std::nullopt;
    return std::move(found.front());
}

bool UserTable::isLoginFree(SqlTx& tx, std::int64_t id, const std::string& key) const
{
    const auto login = tx.one(_loginOwner, {SqlTx::text(key)});
    const auto address = tx.one(_addressOwner, {SqlTx::text(key)});
    return (!login || *login == id) && (!address || *address == id);
}

Status UserTable::writeAddresses(SqlTx& tx, const UserRecord& record) const
{
    (void)tx.run(_deleteAddresses, {SqlTx::number(record.id)});
    for (const std::string& key : addressKeys(record))
    {
        const auto login = tx.one(_loginOwner, {SqlTx::text(key)});
        if (login && *login != record.id)
            return KC_EEXISTS;
        const Status status = tx.run(_insertAddress, {SqlTx::text(key), SqlTx::number(record.id)});
        if (!status.ok())
            return status;
    }
    return KC_OK;
}

Status UserTable::insert(Context& context, UserRecord& record) const
{
    const std::string key = fold(record.login);
    return _sql.transact(
        context,
        [&](SqlTx& tx) -> Status
        {
            if (!isLoginFree(tx, 0, key))
                return KC_EEXISTS;
            const Status status = tx.run(
                _insert, {SqlTx::text(key), SqlTx::text(record.login), SqlTx::text(record.fullname),
                          SqlTx::text(record.email), SqlTx::text(record.aliases),
                          SqlTx::number(record.kind), SqlTx::number(record.adminLevel),
                          SqlTx::number(record.hidden), SqlTx::text(record.company),
                          SqlTx::text(record.homeServer), SqlTx::text(record.password)});
            if (!status.ok())
                return status;
            record.id = tx.lastId();
            return writeAddresses(tx, record);
        });
}

Status UserTable::update(Context& context, std::int64_t id, const kc_user& user,
                         std::uint32_t fields, sv passwordHash) const
{
    return _sql.transact(
        context,
        [&](SqlTx& tx) -> Status
        {
            auto record = load(tx, id);
            if (!record)
                return KC_ENOTFOUND;
            record->apply(user, fields);
            if ((fields & KC_USER_PASSWORD) != 0)
                record->password = passwordHash;
            const std::string key = fold(record->login);
            if (!isLoginFree(tx, id, key))
                return KC_EEXISTS;
            const Status status =
                tx.run(_update, {SqlTx::text(key), SqlTx::text(record->login),
                                 SqlTx::text(record->fullname), SqlTx::text(record->email),
                                 SqlTx::text(record->aliases), SqlTx::number(record->kind),
                                 SqlTx::number(record->adminLevel), SqlTx::number(record->hidden),
                                 SqlTx::text(record->company), SqlTx::text(record->homeServer),
                                 SqlTx::text(record->password), SqlTx::number(id)});
            return status.ok() ? writeAddresses(tx, *record) : status;
        });
}

Status UserTable::remove(Context& context, std::int64_t id) const
{
    return _sql.transact(context,
                         [&](SqlTx& tx) -> Status
                         {
                             (void)tx.run(_deleteAddresses, {SqlTx::number(id)});
                             (void)tx.run(_delete, {SqlTx::number(id)});
                             return tx.changed() == 0 ? KC_ENOTFOUND : KC_OK;
                         });
}

std::optional<std::int64_t> parseId(sv text)
{
    std::int64_t id = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (failed != std::errc{} || end != text.data() + text.size() || id <= 0)
        return std::nullopt;
    return id;
}

} // namespace kc::userdb
