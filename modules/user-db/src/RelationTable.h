// SPDX-License-Identifier: Apache-2.0
// The table udb_relation: who is in which group, may send as whom, sees or administers which
// company.
#pragma once

#include "UserTable.h"

namespace kc::userdb
{

class RelationTable
{
public:
    /// After the schema is up to date. `users` outlives it.
    RelationTable(Context& context, const Sql& sql, const UserTable& users);

    /// At most `limit` objects with ids above `after` that are related to `id`, in their order;
    /// nothing if there is no such object.
    std::optional<std::vector<UserRecord>> page(Context& context, const kc_relation_query& query,
                                                std::int64_t id, std::int64_t after,
                                                std::uint32_t limit) const;

    /// KC_EEXISTS, KC_ENOTFOUND, KC_EINVAL.
    Status relate(Context& context, std::int64_t holder, kc_relation relation,
                  std::int64_t other) const;
    /// KC_ENOTFOUND.
    Status part(Context& context, std::int64_t holder, kc_relation relation,
                std::int64_t other) const;

private:
    Sql _sql;
    const UserTable& _users;
    std::int32_t _held, _holders, _insert, _delete, _deleteAll, _has, _touch;
};

} // namespace kc::userdb
