// SPDX-License-Identifier: Apache-2.0
// The SQL of whose stores there are and who may do what in them.
#pragma once

#include <kc/sql.hpp>

namespace kc::store
{

struct AccessStatements
{
    AccessStatements(const Sql& sql, Context& context);

    // Rows of stores: all have the same columns, see StoreTable
    std::int32_t storesAfter, storeByAccount, storeByHolder, storeByGuid, storesOfTenant;
    std::int32_t insertStore, renameStore, setHolder, deleteStore, holder, tenantSum;
    // Permissions
    std::int32_t mailboxName, permissions, insertPermission, deletePermission, countPermissions,
        deletePermissions;
    // Marks of those who are not the owner
    std::int32_t subscriptions, insertSubscription, deleteSubscription, deleteSubscriptions;
    /// A message that somebody else has put there.
    std::int32_t foreignMessage;
};

} // namespace kc::store
