// SPDX-License-Identifier: Apache-2.0
#include "NightlyPurge.h"

#include <ctime>

namespace kc::store
{

namespace
{

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr int kFirstHour = 2, kEndHour = 6;
/// Of one look: a kernel's thread is not kept for the whole night.
constexpr std::uint32_t kMostAtOnce = 100'000;

} // namespace

bool isNight(std::int64_t time)
{
    const auto seconds = static_cast<std::time_t>(time);
    std::tm local{};
    return localtime_r(&seconds, &local) != nullptr && local.tm_hour >= kFirstHour &&
           local.tm_hour < kEndHour;
}

void NightlyPurge::look(Context& context, std::int64_t now)
{
    const std::int64_t days = _days;
    if (days == 0 || !isNight(now))
        return;
    const std::uint32_t purged = _reclaimer.purge(context, now - days * kDay, kMostAtOnce);
    if (purged > 0)
        _log.info(context, "removed messages were purged", {{"messages", purged}, {"days", days}});
}

} // namespace kc::store
