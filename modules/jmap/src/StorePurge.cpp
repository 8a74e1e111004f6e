// SPDX-License-Identifier: Apache-2.0
// Store/purgeRemoved, KC's own: messages of all accounts that were removed at least so many days
// ago are removed for good. Some thousands in each call, so that no request takes long: the caller
// asks again until isFinished.
#include "ArgumentReader.h"
#include "MethodTable.h"

#include <algorithm>
#include <chrono>

namespace kc::jmap
{

namespace
{

constexpr std::uint32_t kMostInCall = 10'000;
constexpr std::uint32_t kSystemAdmin = 2;
/// Nobody has mail from before; the difference of times stays far from overflow.
constexpr std::uint64_t kMaxDays = 1'000'000;

std::int64_t daysAgo(std::uint64_t days)
{
    using std::chrono::seconds;
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds age =
        std::chrono::hours{24} * static_cast<std::int64_t>(std::min(days, kMaxDays));
    return (now.time_since_epoch() - age).count();
}

} // namespace

MethodResult storePurgeRemoved(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string account = arguments.requireText("accountId");
    const auto days = arguments.unsignedInteger("olderThanDays");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (!days)
        return MethodError{"invalidArguments", "olderThanDays"};
    if (auto wrong = call.checkAccount(account))
        return *wrong;
    if (call.caller.adminLevel < kSystemAdmin)
        return MethodError{"forbidden", "only administrators of the system may purge"};
    if (call.removals == nullptr)
        return MethodError{"serverUnavailable", "no store is loaded"};
    std::uint32_t purged = 0;
    if (!call.removals->purge(call.context, daysAgo(*days), kMostInCall, purged).ok())
        throw Fault{KC_EUNAVAIL, "the store refused to purge"};
    return Json{{"accountId", account}, {"purged", purged}, {"isFinished", purged < kMostInCall}};
}

} // namespace kc::jmap
