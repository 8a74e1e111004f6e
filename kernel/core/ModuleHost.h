// SPDX-License-Identifier: Apache-2.0
// What stands behind kc_kernel: the kernel as one module sees it. Log lines carry that module's
// name, and slots are answered with what its own options chose.
#pragma once

#include "log/Log.h"
#include <kc/descriptor/Snapshot.h>
#include <kc/host/Registry.h>

#include <kc/abi/host.h>

#include <atomic>
#include <map>
#include <string>

namespace kc::metrics
{
class Registry;
}

namespace kc::kernel
{
class Health;
class NetService;
class TaskService;
class Watchdog;

/// The parts of the kernel that modules reach; they outlive all modules.
struct KernelServices
{
    Log& log;
    host::Registry& registry;
    TaskService& tasks;
    NetService& net;
    metrics::Registry& metrics;
    Health& health;
    Watchdog& watchdog;
};

} // namespace kc::kernel

struct kc_kernel
{
    kc_kernel(const kc::kernel::KernelServices& services, std::string moduleId,
              std::map<std::string, std::string> slots);
    kc_kernel(const kc_kernel&) = delete;
    kc_kernel& operator=(const kc_kernel&) = delete;

    /// For [main] functions, `function` being the one that was called: on any other thread it is
    /// refused, with a log line; debug builds abort.
    bool isMain(const char* function) const;

    kc::kernel::Log& log;
    kc::host::Registry& registry;
    kc::kernel::TaskService& tasks;
    kc::kernel::NetService& net;
    kc::metrics::Registry& metrics;
    kc::kernel::Health& health;
    const std::string module;
    const std::map<std::string, std::string> slotChoices; // slot → module id
    const kc::descriptor::Snapshot* config = nullptr;     // [main]; the one in force
    std::atomic<int> logLevel;                            // of the module's lines
    kc_host host{};
};
