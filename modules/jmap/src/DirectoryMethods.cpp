// SPDX-License-Identifier: Apache-2.0
// Directory/sync, /clearCache, /count and Store/flushDeferred, KC's own.
#include "ArgumentReader.h"
#include "MethodTable.h"
#include "Principal.h"

namespace kc::jmap
{

namespace
{

constexpr std::uint32_t kSystemAdmin = 2;

/// Reads the one argument that these have, and judges the caller.
std::optional<MethodError> checkSystemAdmin(const Call& call, std::string& account)
{
    ArgumentReader arguments{call.arguments};
    account = arguments.requireText("accountId");
    if (auto wrong = arguments.finish())
        return wrong;
    if (auto wrong = call.checkAccount(account))
        return wrong;
    if (call.caller.adminLevel < kSystemAdmin)
        return MethodError{"forbidden", "only administrators of the system may do that"};
    return std::nullopt;
}

MethodResult done(const std::string& account, Status status)
{
    if (status == KC_EDENIED)
        return MethodError{"forbidden", ""};
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the directory refused"};
    return Json{{"accountId", account}};
}

struct Counts
{
    std::uint64_t active = 0, shared = 0, rooms = 0, equipment = 0;

    void add(const kc_principal& row)
    {
        if (row.id == KC_ID_SYSTEM)
            return;
        active += row.user->kind == KC_USER_ACTIVE ? 1 : 0;
        shared += row.user->kind == KC_USER_SHARED ? 1 : 0;
        rooms += row.user->kind == KC_USER_ROOM ? 1 : 0;
        equipment += row.user->kind == KC_USER_EQUIPMENT ? 1 : 0;
    }

    Json toJson(const std::string& account) const
    {
        const std::uint64_t nonActive = shared + rooms + equipment;
        return {{"accountId", account},
                {"active", active},
                {"nonActive", nonActive},
                {"users", shared},
                {"rooms", rooms},
                {"equipment", equipment},
                {"total", active + nonActive}};
    }
};

} // namespace

MethodResult directorySync(Call& call)
{
    std::string account;
    if (auto wrong = checkSystemAdmin(call, account))
        return *wrong;
    return done(account, call.directory.sync(call.context, call.caller.principal));
}

MethodResult directoryClearCache(Call& call)
{
    std::string account;
    if (auto wrong = checkSystemAdmin(call, account))
        return *wrong;
    return done(account, call.directory.clearCaches(call.context, call.caller.principal));
}

MethodResult directoryCount(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string account = arguments.requireText("accountId");
    const auto company = arguments.text("company");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (auto wrong = call.checkAccount(account))
        return *wrong;
    if (!call.caller.isAdmin())
        return MethodError{"forbidden", "only administrators may count"};
    const kc_id tenant = company ? findCompany(call, *company) : 0;
    if (company && tenant == 0)
        return MethodError{"invalidArguments", "company"};
    Counts counts;
    const auto take = [&](const kc_principal& row) { counts.add(row); };
    (void)listPrincipals(call, tenant, KC_KINDS_WITH_STORE, take);
    return counts.toJson(account);
}

MethodResult storeFlushDeferred(Call& call)
{
    std::string account;
    if (auto wrong = checkSystemAdmin(call, account))
        return *wrong;
    // What the store takes in is in its tables when it answers: nothing is ever put off.
    return Json{{"accountId", account}, {"remaining", 0}};
}

} // namespace kc::jmap
