// SPDX-License-Identifier: Apache-2.0
// The running process: creates and starts what the assembly loaded, serves until a signal, and
// takes everything down in reverse order. Used by the main thread only.
#pragma once

#include "Assembly.h"
#include "Health.h"
#include "KernelMetrics.h"
#include "ModuleHost.h"
#include "Privileges.h"
#include "Watchdog.h"
#include "log/Log.h"
#include "net/NetService.h"
#include "tasks/TaskService.h"
#include "tasks/ThreadPool.h"

namespace kc::kernel
{

class Kernel
{
public:
    explicit Kernel(Assembly& assembly);
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;
    ~Kernel();

    /// create() and check() of all modules, nothing more.
    void createModules(Problems& problems);
    /// A server's whole life; the exit code.
    int serve();
    /// A one-shot tool's (kc.program/1).
    int runTool();

private:
    void configureLog();
    bool startModules();
    bool openListeners(PortBinder& binder);
    void waitForSignals();
    void reload();
    void shutDown();
    bool report(const Problems& problems) const;
    void say(const std::string& text) const;
    Watchdog::Call watchRunning();
    KernelServices services();
    template <class Step>
    void inReverse(Step step) const;

    Assembly& _assembly;
    Log _log;
    Watchdog _watchdog;
    host::Registry _registry;
    ThreadPool _pool;
    TaskService _tasks;
    NetService _net;
    metrics::Registry _metrics;
    Health _health;
    KernelMetrics _kernelMetrics;
    bool _logsElsewhere = false; // than to stderr
};

} // namespace kc::kernel
