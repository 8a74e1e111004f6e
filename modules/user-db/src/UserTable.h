// SPDX-License-Identifier: Apache-2.0
// The tables udb_user and udb_address. An address belongs to one user only, and no user's login is
// another user's address, so that no name means two people.
#pragma once

#include "UserRecord.h"

#include <kc/sql.hpp>

#include <optional>
#include <vector>

namespace kc::userdb
{

class UserTable
{
public:
    /// Brings the tables up to date. Throws when the database cannot.
    UserTable(Context& context, const Sql& sql);

    /// Users whose login, address or id (bits of kc_user_match) is `name`; each once.
    std::vector<UserRecord> find(Context& context, sv name, std::uint32_t match) const;

    /// At most `limit` users with ids above `after`, in their order.
    std::vector<UserRecord> page(Context& context, std::int64_t after, std::uint32_t limit) const;

    /// KC_EEXISTS if the login or an address is taken. Sets record.id.
    Status insert(Context& context, UserRecord& record) const;

    /// Applies the fields of `user`; the password hash if `fields` has KC_USER_PASSWORD.
    /// KC_ENOTFOUND, KC_EEXISTS.
    Status update(Context& context, std::int64_t id, const kc_user& user, std::uint32_t fields,
                  sv passwordHash) const;

    /// KC_ENOTFOUND.
    Status remove(Context& context, std::int64_t id) const;

private:
    std::optional<UserRecord> load(SqlTx& tx, std::int64_t id) const;
    void collect(SqlTx& tx, std::int32_t statement, const kc_value& key,
                 std::vector<UserRecord>& found) const;
    bool isLoginFree(SqlTx& tx, std::int64_t id, const std::string& key) const;
    Status writeAddresses(SqlTx& tx, const UserRecord& record) const;

    Sql _sql;
    std::int32_t _byLogin, _byAddress, _byId, _page;
    std::int32_t _insert, _update, _delete;
    std::int32_t _addressOwner, _loginOwner, _insertAddress, _deleteAddresses;
};

/// A decimal id as UserRow writes it; nothing for any other text.
std::optional<std::int64_t> parseId(sv text);

} // namespace kc::userdb
