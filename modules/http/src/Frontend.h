// SPDX-License-Identifier: Apache-2.0
// What all sessions of the front-end share. Routes and gate are settled before the first session
// opens; limits may be replaced by a reload at any time, so each is read once where it is used.
#pragma once

#include "Gate.h"
#include "Routes.h"

#include <kc/log.hpp>
#include <kc/login_delay.hpp>
#include <kc/metrics.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace kc::httpd
{

struct Limits
{
    std::chrono::nanoseconds idle;    // between requests
    std::chrono::nanoseconds reading; // between octets of a request
    std::chrono::nanoseconds sending;
    std::chrono::nanoseconds request; // from its first octet to its last
    std::uint64_t maxHead;
    std::uint64_t maxBody;
    bool logsRequests;
};

struct Frontend
{
    Frontend(Log moduleLog, std::string spoolFolder)
        : log{moduleLog}, tmpPath{std::move(spoolFolder)}
    {
    }

    Log log;
    const std::string tmpPath; // where long bodies wait
    LoginDelay loginDelay;
    Counter answers; // by status
    Routes routes;
    std::unique_ptr<Gate> gate;
    // Shared: sessions keep the snapshot they began with while a reload puts another in its place.
    std::atomic<std::shared_ptr<const Limits>> limits;
    std::atomic<bool> isDraining{false};
};

} // namespace kc::httpd
