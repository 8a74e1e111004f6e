// SPDX-License-Identifier: Apache-2.0
// Tells systemd how we are (sd_notify's protocol: one datagram). Without NOTIFY_SOCKET it does
// nothing.
#pragma once

#include <kc/status.hpp>

#include <cstdint>

namespace kc::kernel
{

/// "READY=1", "STOPPING=1", …
void notifyService(sv state);

/// How often the service manager wants to hear WATCHDOG=1, in nanoseconds; 0: never.
std::int64_t watchdogInterval();

} // namespace kc::kernel
