// SPDX-License-Identifier: Apache-2.0
// Purges at night what was removed longer ago than the configured time. Looks every few minutes and
// keeps nothing between: what a crash or a stop interrupts is gone on with at the next look.
#pragma once

#include "Reclaimer.h"

#include <atomic>
#include <chrono>

namespace kc::store
{

/// How often it looks.
inline constexpr std::chrono::minutes kPurgeInterval{10};

/// From 2 to 6 o'clock, local time: when nobody works, and hours that a change of the clocks leaves
/// out or repeats do not matter.
bool isNight(std::int64_t time);

class NightlyPurge
{
public:
    NightlyPurge(const Reclaimer& reclaimer, Log log) : _reclaimer{reclaimer}, _log{log} {}

    /// 0: never.
    void setLifetime(std::int64_t days) { _days = days; }

    /// `now`: seconds since 1970. Throws Fault.
    void look(Context& context, std::int64_t now);

private:
    const Reclaimer& _reclaimer;
    Log _log;
    std::atomic<std::int64_t> _days{0};
};

} // namespace kc::store
