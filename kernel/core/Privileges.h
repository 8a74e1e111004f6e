// SPDX-License-Identifier: Apache-2.0
// Root's last acts: limits, the change to run_as_user, and binding ports below 1024 after that.
// Modules open files in start(), so the process must have become its user before; which ports to
// bind is known only after. So one thread, and no other, keeps CAP_NET_BIND_SERVICE until it has
// bound them.
#pragma once

#include "config/KernelOptions.h"
#include <kc/descriptor/Problems.h>

#include <functional>
#include <future>
#include <optional>
#include <string>
#include <sys/types.h>
#include <thread>

namespace kc::kernel
{
using namespace descriptor;

struct RunAs
{
    uid_t user;
    gid_t group;
    std::string name;
};

/// Whom to become; nothing when we stay what we are.
std::optional<RunAs> lookUpRunAs(const KernelSettings& settings, Problems& problems);

/// Descriptors to the hard limit, core files as coredump_enabled says.
void setLimits(const KernelSettings& settings);

/// Core files again: becoming another user switched them off.
void allowCoreFiles(const KernelSettings& settings);

class PortBinder
{
public:
    /// Becomes the user, for ever, with all threads. Throws Fault. Before any other thread is made.
    explicit PortBinder(const std::optional<RunAs>& runAs);
    PortBinder(const PortBinder&) = delete;
    PortBinder& operator=(const PortBinder&) = delete;
    ~PortBinder();

    /// Runs `bind` with the right to bind low ports and gives that right up. Once.
    void run(const std::function<void()>& bind);

private:
    std::promise<std::function<void()>> _task;
    std::thread _thread;
};

} // namespace kc::kernel
