// SPDX-License-Identifier: Apache-2.0
#include "AccessStatements.h"

namespace kc::store
{

namespace
{

#define KC_STORE_ROW                                                                               \
    "SELECT a.id, a.principal, s.type, s.guid, s.tenant, s.name, a.octets, a.messages"             \
    " FROM st_account a JOIN st_store s ON s.account = a.id"

struct Row
{
    std::int32_t AccessStatements::*number;
    const char* sql;
};

constexpr Row kRows[] = {
    {&AccessStatements::storesAfter, KC_STORE_ROW " WHERE a.id > ?1 ORDER BY a.id LIMIT ?2"},
    {&AccessStatements::storeByAccount, KC_STORE_ROW " WHERE a.id = ?1"},
    {&AccessStatements::storeByHolder, KC_STORE_ROW " WHERE a.principal = ?1"},
    {&AccessStatements::storeByGuid, KC_STORE_ROW " WHERE s.guid = ?1"},
    {&AccessStatements::storesOfTenant,
     KC_STORE_ROW " WHERE s.tenant = ?1 AND a.id > ?2 ORDER BY a.id LIMIT ?3"},
    {&AccessStatements::insertStore,
     "INSERT INTO st_store(account, guid, type, tenant, name) VALUES(?1, ?2, ?3, ?4, ?5)"},
    {&AccessStatements::renameStore,
     "UPDATE st_store SET tenant = ?2, name = ?3 WHERE account = ?1"},
    {&AccessStatements::setHolder,
     "UPDATE st_account SET principal = ?3 WHERE id = ?1 AND principal = ?2"},
    {&AccessStatements::deleteStore, "DELETE FROM st_store WHERE account = ?1"},
    {&AccessStatements::holder, "SELECT principal FROM st_account WHERE id = ?1"},
    {&AccessStatements::tenantSum,
     "SELECT COALESCE(SUM(a.octets), 0) FROM st_store s JOIN st_account a ON a.id = s.account"
     " WHERE s.tenant = ?1"},

    {&AccessStatements::mailboxName, "SELECT name FROM st_mailbox WHERE id = ?1"},
    {&AccessStatements::permissions,
     "SELECT p.mailbox, p.principal, p.rights, COALESCE(b.name, '') FROM st_permission p"
     " LEFT JOIN st_mailbox b ON b.id = p.mailbox WHERE p.mailbox BETWEEN ?1 AND ?2"
     " ORDER BY p.mailbox, p.principal"},
    {&AccessStatements::insertPermission,
     "INSERT INTO st_permission(mailbox, principal, rights) VALUES(?1, ?2, ?3)"},
    {&AccessStatements::deletePermission,
     "DELETE FROM st_permission WHERE mailbox = ?1 AND principal = ?2"},
    {&AccessStatements::countPermissions,
     "SELECT COUNT(*) FROM st_permission WHERE mailbox BETWEEN ?1 AND ?2"},
    {&AccessStatements::deletePermissions,
     "DELETE FROM st_permission WHERE mailbox BETWEEN ?1 AND ?2"},

    {&AccessStatements::subscriptions,
     "SELECT mailbox FROM st_subscription WHERE principal = ?1 AND mailbox BETWEEN ?2 AND ?3"},
    {&AccessStatements::insertSubscription,
     "INSERT INTO st_subscription(principal, mailbox) VALUES(?1, ?2)"},
    {&AccessStatements::deleteSubscription,
     "DELETE FROM st_subscription WHERE principal = ?1 AND mailbox = ?2"},
    {&AccessStatements::deleteSubscriptions,
     "DELETE FROM st_subscription WHERE mailbox BETWEEN ?1 AND ?2"},

    {&AccessStatements::foreignMessage,
     "SELECT uid FROM st_message WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3"
     " AND COALESCE(creator, 0) <> ?4 LIMIT 1"},
};

#undef KC_STORE_ROW

} // namespace

AccessStatements::AccessStatements(const Sql& sql, Context& context)
{
    static_assert(std::size(kRows) * sizeof(std::int32_t) == sizeof(AccessStatements),
                  "each statement has exactly one text");
    for (const Row& row : kRows)
        this->*row.number = sql.prepare(context, row.sql);
}

} // namespace kc::store
