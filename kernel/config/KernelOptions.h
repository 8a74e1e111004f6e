// SPDX-License-Identifier: Apache-2.0
// The kernel's own options: of the process, so they count in the main program's cfg only.
#pragma once

#include "log/LogSettings.h"
#include <kc/descriptor/OptionSchema.h>
#include <kc/descriptor/Snapshot.h>

#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

const OptionSchema& kernelSchema();

/// The words of log_levels ("http=6 kernel=4"); those that say nothing go to `wrong`.
LogLevels parseLogLevels(sv text, std::vector<std::string>* wrong = nullptr);

/// Their values, read once at start and at reload.
struct KernelSettings
{
    explicit KernelSettings(const Snapshot& values);

    std::vector<std::string> programs, modules, disabledModules, modulePath;
    std::string runAsUser, runAsGroup;
    std::string runAsUserPlace, runAsGroupPlace; // "server.cfg:3", for messages
    std::string logMethod, logFile;
    int logLevel;
    LogLevels logLevels;
    std::string logFormat;
    bool logTimestamp;
    std::string coredump;
    std::size_t threads, threadLimit;
    std::size_t maxConnections, maxPerAddress, maxBeforeLogin, maxPerUser;
    std::int64_t handshakeTime, sendTime;
    std::int64_t startTimeout, callTimeout, drainTimeout;
};

} // namespace kc::kernel
