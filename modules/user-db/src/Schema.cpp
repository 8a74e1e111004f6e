// SPDX-License-Identifier: Apache-2.0
// The keys are folded texts; the texts beside them are as the admin wrote them.
#include "Schema.h"

namespace kc::userdb
{

namespace
{

constexpr kc_sql_step kFirst{"CREATE TABLE udb_user ("
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
                             "CREATE INDEX udb_address_user ON udb_address (user_id)"};

// SQLite cannot drop the unique key of a column, so the rows move; so does the highest number that
// was ever given out, or a removed user's would be given again.
constexpr kc_sql_step kObjects{
    "CREATE TABLE udb_object ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " scope INTEGER NOT NULL,"
    " login_key TEXT NOT NULL,"
    " login TEXT NOT NULL,"
    " fullname TEXT NOT NULL,"
    " email TEXT NOT NULL,"
    " aliases TEXT NOT NULL,"
    " kind INTEGER NOT NULL,"
    " admin_level INTEGER NOT NULL,"
    " hidden INTEGER NOT NULL,"
    " home_server TEXT NOT NULL,"
    " password TEXT NOT NULL,"
    " revision INTEGER NOT NULL,"
    " features_on TEXT NOT NULL DEFAULT '',"
    " features_off TEXT NOT NULL DEFAULT '',"
    " quota TEXT NOT NULL DEFAULT '',"
    " member_quota TEXT NOT NULL DEFAULT '',"
    " UNIQUE (login_key, scope));"
    "INSERT INTO udb_object (id, scope, login_key, login, fullname, email, aliases, kind,"
    " admin_level, hidden, home_server, password, revision)"
    " SELECT id, 0, login_key, login, fullname, email, aliases, kind,"
    " admin_level, hidden, home_server, password, revision FROM udb_user;"
    "DELETE FROM sqlite_sequence WHERE name = 'udb_object';"
    "INSERT INTO sqlite_sequence (name, seq)"
    " SELECT 'udb_object', seq FROM sqlite_sequence WHERE name = 'udb_user';"
    "DROP TABLE udb_user;"
    "CREATE INDEX udb_object_scope ON udb_object (scope, id)",
    "ALTER TABLE udb_user RENAME udb_object, DROP INDEX login_key, DROP COLUMN company,"
    " ADD COLUMN scope BIGINT NOT NULL DEFAULT 0,"
    " ADD COLUMN features_on VARBINARY(255) NOT NULL DEFAULT '',"
    " ADD COLUMN features_off VARBINARY(255) NOT NULL DEFAULT '',"
    " ADD COLUMN quota VARBINARY(127) NOT NULL DEFAULT '',"
    " ADD COLUMN member_quota VARBINARY(127) NOT NULL DEFAULT '',"
    " ADD UNIQUE INDEX udb_object_login (login_key, scope),"
    " ADD INDEX udb_object_scope (scope, id)"};

// The second index tells that a company has no such address without a look at those of others.
constexpr kc_sql_step kRelations{
    "ALTER TABLE udb_address ADD COLUMN scope INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX udb_address_scope ON udb_address (scope, address_key);"
    "CREATE TABLE udb_relation ("
    " holder INTEGER NOT NULL,"
    " relation INTEGER NOT NULL,"
    " other INTEGER NOT NULL,"
    " PRIMARY KEY (holder, relation, other));"
    "CREATE INDEX udb_relation_other ON udb_relation (other, relation, holder)",
    "ALTER TABLE udb_address ADD COLUMN scope BIGINT NOT NULL DEFAULT 0,"
    " ADD INDEX udb_address_scope (scope, address_key);"
    "CREATE TABLE udb_relation ("
    " holder BIGINT NOT NULL,"
    " relation INTEGER NOT NULL,"
    " other BIGINT NOT NULL,"
    " PRIMARY KEY (holder, relation, other));"
    "CREATE INDEX udb_relation_other ON udb_relation (other, relation, holder)"};

} // namespace

const std::array<kc_sql_step, 3> kSteps{kFirst, kObjects, kRelations};

} // namespace kc::userdb
