// SPDX-License-Identifier: Apache-2.0
// The kernel's own options: of the process, so they count in the main program's cfg only.
#pragma once

#include <kc/descriptor/OptionSchema.h>
#include <kc/descriptor/Snapshot.h>

#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

const OptionSchema& kernelSchema();

/// Their values, read once at start and at reload.
struct KernelSettings
{
    explicit KernelSettings(const Snapshot& values);

    std::vector<std::string> programs, modules, disabledModules, modulePath;
    std::string runAsUser, runAsGroup;
    std::string logMethod, logFile;
    int logLevel;
    bool logTimestamp;
    std::string coredump;
    std::size_t threads, threadLimit, maxConnections;
    std::int64_t drainTimeout;
};

} // namespace kc::kernel
