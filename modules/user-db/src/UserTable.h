// SPDX-License-Identifier: Apache-2.0
// The tables udb_object and udb_address. An address belongs to one object only, and no login is
// another's address, so that no name means two people. A listing reads the company that is asked
// for, by its index.
#pragma once

#include "UserRecord.h"

#include <kc/sql.hpp>

#include <optional>
#include <span>
#include <vector>

namespace kc::userdb
{

/// One of many who are to be made.
struct NewRecord
{
    UserRecord record;
    Status status = KC_OK;
};

class UserTable
{
public:
    /// After the schema is up to date.
    UserTable(Context& context, const Sql& sql);

    /// Those who are meant; each once.
    std::vector<UserRecord> find(Context& context, const kc_user_query& query) const;

    /// At most `limit` of those who are meant with ids above `after`, in their order.
    std::vector<UserRecord> page(Context& context, const kc_user_query& query, std::int64_t after,
                                 std::uint32_t limit) const;

    /// KC_EEXISTS if the login or an address is taken; KC_ENOTFOUND if the company is not there.
    /// Sets record.id.
    Status insert(Context& context, UserRecord& record) const;

    /// The same for those whose status is fine, in one transaction; says in each how it went.
    Status insertAll(Context& context, std::span<NewRecord> records) const;

    /// Applies the fields of `user`; the password hash if `fields` has KC_USER_PASSWORD.
    /// KC_ENOTFOUND, KC_EEXISTS.
    Status update(Context& context, std::int64_t id, const kc_user& user, std::uint32_t fields,
                  sv passwordHash) const;

    /// KC_ENOTFOUND.
    Status remove(Context& context, std::int64_t id) const;

    std::optional<UserRecord> load(SqlTx& tx, std::int64_t id) const;

private:
    struct Scopes;

    void prepareReading(Context& context);
    void prepareWriting(Context& context);
    bool isCompany(SqlTx& tx, std::int64_t id) const;
    bool isLoginFree(SqlTx& tx, const UserRecord& record) const;
    Status writeAddresses(SqlTx& tx, const UserRecord& record) const;
    Status replace(SqlTx& tx, const UserRecord& record) const;
    Status mayBeNew(SqlTx& tx, const UserRecord& record) const;
    Status add(SqlTx& tx, UserRecord& record) const;

    Sql _sql;
    std::int32_t _byLogin, _byLoginIn, _byAddress, _byAddressIn, _byId, _page, _pageIn, _pageOfNone;
    std::int32_t _insert, _update, _delete, _deleteIn, _deleteAddressesIn, _deleteRelations,
        _deleteRelationsIn;
    std::int32_t _addressOwner, _loginOwner, _insertAddress, _deleteAddresses;
};

/// The columns of udb_object as `u`, in the order that decode() reads.
#define KC_UDB_COLUMNS                                                                             \
    "u.id, u.revision, u.kind, u.admin_level, u.hidden, u.scope, u.login, u.fullname, u.email, "   \
    "u.aliases, u.home_server, u.password, u.features_on, u.features_off, u.quota, "               \
    "u.member_quota"

UserRecord decode(const kc_sql_row& row);

} // namespace kc::userdb
