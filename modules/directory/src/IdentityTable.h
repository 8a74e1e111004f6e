// SPDX-License-Identifier: Apache-2.0
// The table dir_principal: which identity stands for which object of which user backend. A row is
// never removed, so that an identity never comes to mean somebody else.
#pragma once

#include "Principal.h"

#include <kc/sql.hpp>

#include <optional>
#include <span>
#include <vector>

namespace kc::directory
{

class IdentityTable
{
public:
    /// `backend` is the module that the users come from: the same id in another one is another
    /// user. Brings the table up to date; throws when the database cannot.
    IdentityTable(Context& context, const Sql& sql, sv backend);

    /// The identities of users that the backend has just shown, in their order; new ones are made,
    /// and changed logins noted, in one transaction.
    std::vector<kc_id> identify(Context& context, std::span<const UserFields> users) const;

    /// The backend's own id of an identity; nothing if there is none of this backend.
    std::optional<std::string> externalOf(Context& context, kc_id id) const;

private:
    std::vector<kc_id> known(Context& context, std::span<const UserFields> users) const;
    kc_id remember(SqlTx& tx, const UserFields& user) const;
    kc_id knownId(SqlTx& tx, const UserFields& user, bool& changed) const;

    Sql _sql;
    std::string _backend;
    std::int32_t _byExternal, _byId, _insert, _update;
};

} // namespace kc::directory
