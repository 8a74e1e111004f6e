// SPDX-License-Identifier: Apache-2.0
#include "Kernel.h"

#include "ServiceNotifier.h"
#include "ThreadRole.h"
#include <kc/descriptor/Words.h>

#include <kc/abi/draft/program.h>

#include <algorithm>
#include <cstdio>
#include <malloc.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

LogMethod methodOf(const std::string& name)
{
    if (name == "file")
        return LogMethod::File;
    if (name == "syslog")
        return LogMethod::Syslog;
    return name == "stderr" ? LogMethod::Stderr : LogMethod::Auto;
}

NetLimits netLimits(const KernelSettings& settings)
{
    return {settings.maxConnections, settings.maxPerAddress, settings.maxBeforeLogin,
            settings.maxPerUser,     settings.handshakeTime, settings.sendTime};
}

/// glibc keeps what was freed in the arena of its thread, and keeps the more the larger it was: 20
/// MiB in each after large messages or logins. So there are fixed bounds, and what is scattered
/// below them goes back to the system now and then.
class FreedMemory
{
public:
    FreedMemory()
    {
        mallopt(M_MMAP_THRESHOLD, 4 << 20);
        mallopt(M_TRIM_THRESHOLD, 4 << 20);
    }

    void giveBack(std::int64_t now)
    {
        if (now < _due)
            return;
        malloc_trim(0);
        _due = after(now, 30 * kSecond);
    }

private:
    std::int64_t _due = 0;
};

/// kc.net/1 and kc.tasks/1 take the module's kc_kernel, so `self` stays null.
kc_service kernelService(const void* table)
{
    return {sizeof(kc_service), table, nullptr, "kernel"};
}

} // namespace

Kernel::Kernel(Assembly& assembly)
    : _assembly{assembly},
      _watchdog{_log, [this](const std::string& text) { say(text); }},
      _pool{assembly.configuration().settings().threads,
            assembly.configuration().settings().threadLimit},
      _tasks{_pool},
      _net{_pool, _log},
      _metrics{[this](const std::string& name)
               {
                   _log.kernel(
                       KC_LOG_WARN,
                       "metric " + name +
                           " has too many label combinations; new ones are counted as \"other\"");
               }},
      _health{assembly.modules()},
      _kernelMetrics{_metrics, _log, _tasks, _net}
{
    threadRole = ThreadRole::Main;
    _pool.setCallTime(assembly.configuration().settings().callTimeout);
    _pool.onOverdue(
        [this](const std::string& call)
        {
            _log.kernel(KC_LOG_WARN, call + " has not ended within " +
                                         std::to_string(_pool.callTime() / kSecond) +
                                         " s (call_timeout); other work goes on");
        });
    _registry.add(KC_NET, kernelService(&NetService::table()), 0);
    _registry.add(KC_TASKS, kernelService(&TaskService::table()), 0);
    _registry.add(KC_METRICS, kernelService(&KernelMetrics::table()), 0);
    _registry.add(KC_HEALTH, kernelService(&Health::table()), 0);
}

template <class Step>
void Kernel::inReverse(Step step) const
{
    const auto& modules = _assembly.modules();
    for (auto it = modules.rbegin(); it != modules.rend(); ++it)
        step(**it);
}

Kernel::~Kernel()
{
    // Modules may use everything else until they are destroyed.
    _pool.cancel();
    {
        const Watchdog::Call call = watchRunning();
        _tasks.cancelAll();
    }
    inReverse([&](ModuleInstance& module) { module.stop(); });
    {
        const Watchdog::Call call = watchRunning();
        _pool.stop();
    }
    inReverse([&](ModuleInstance& module) { module.destroy(); });
    _net.stop();
}

/// While the kernel waits for calls that may not end: they keep their threads, and so the process.
Watchdog::Call Kernel::watchRunning()
{
    return {_watchdog, joined(_pool.running()) + " has not ended"};
}

KernelServices Kernel::services()
{
    return {_log, _registry, _tasks, _net, _metrics, _health, _watchdog};
}

void Kernel::createModules(Problems& problems)
{
    _watchdog.begin(Watchdog::Signals::Leave);
    _watchdog.enter({_assembly.configuration().settings().startTimeout, "start_timeout", true});
    for (const auto& module : _assembly.modules())
        module->create(services(), _assembly.slotsFor(module->id()), problems);
    for (const auto& module : _assembly.modules())
        module->check(nullptr, problems);
    for (const auto& module : _assembly.modules())
        module->offerServices(_registry, problems);
}

void Kernel::configureLog()
{
    const KernelSettings settings = _assembly.configuration().settings();
    LogSettings log;
    log.program = "kopano-" + _assembly.commandLine().program;
    log.level = settings.logLevel;
    log.levels = settings.logLevels;
    log.format = settings.logFormat == "json" ? LogFormat::Json : LogFormat::Text;
    log.timestamp = settings.logTimestamp ? LogTimestamp::Yes : LogTimestamp::No;
    // A tool talks to who called it, not to the log of the server whose file it was given.
    log.method = _assembly.isTool() ? LogMethod::Stderr : methodOf(settings.logMethod);
    log.file = settings.logFile;
    _log.configure(log);
    _logsElsewhere = log.method != LogMethod::Stderr;
}

bool Kernel::report(const Problems& problems) const
{
    for (const std::string& each : problems.errors())
        say(each);
    return !problems.hasErrors();
}

void Kernel::say(const std::string& text) const
{
    _log.kernel(KC_LOG_CRIT, text);
    // Also where somebody looks who started it by hand or by systemd.
    if (_logsElsewhere)
        std::fprintf(stderr, "%s\n", text.c_str());
}

bool Kernel::startModules()
{
    Problems problems;
    createModules(problems);
    for (const auto& module : _assembly.modules())
    {
        if (problems.hasErrors() || _watchdog.stopAsked())
            break;
        module->start(problems);
    }
    return report(problems);
}

bool Kernel::openListeners(PortBinder& binder)
{
    Problems problems;
    binder.run([&] { _net.openAll(problems); });
    return report(problems);
}

int Kernel::serve()
{
    const KernelSettings settings = _assembly.configuration().settings();
    Problems problems;
    const std::optional<RunAs> runAs = lookUpRunAs(settings, problems);
    if (problems.hasErrors())
    {
        std::fprintf(stderr, "%s\n", joined(problems.errors(), "\n").c_str());
        return 1;
    }
    _watchdog.begin(Watchdog::Signals::Take);
    setLimits(settings);
    PortBinder binder{runAs};
    allowCoreFiles(settings);
    configureLog();
    for (const std::string& each : _assembly.problems().warnings())
        _log.kernel(KC_LOG_WARN, each);
    _net.setLimits(netLimits(settings));
    const bool started = startModules() && (_watchdog.stopAsked() || openListeners(binder));
    if (started && !_watchdog.stopAsked())
    {
        _watchdog.enter({settings.startTimeout, "start_timeout", false});
        _net.serve();
        notifyService("READY=1");
        _log.kernel(KC_LOG_NOTICE, "kopano-" + _assembly.commandLine().program +
                                       " " KC_VERSION " is ready, " +
                                       std::to_string(_assembly.modules().size()) + " modules");
        waitForSignals();
    }
    shutDown();
    return started ? 0 : 1;
}

void Kernel::waitForSignals()
{
    constexpr std::int64_t kLook = 5 * kSecond;
    const std::int64_t watchdog = watchdogInterval();
    FreedMemory freed;
    for (int signal = 0; signal == 0 || signal == SIGHUP;)
    {
        signal = _watchdog.awaitSignal(watchdog > 0 ? std::min(watchdog, kLook) : kLook);
        _log.tellRepeats(monotonicNow());
        freed.giveBack(monotonicNow());
        if (watchdog > 0)
            notifyService("WATCHDOG=1");
        if (signal == SIGHUP)
        {
            notifyService("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonicNow() / 1000));
            reload();
            notifyService("READY=1");
        }
    }
}

void Kernel::reload()
{
    _log.reopen();
    _log.kernel(KC_LOG_WARN, "Log connection was reset");
    Problems problems;
    const Assembly::Reload outcome = _assembly.reload(problems);
    for (const std::string& each : problems.warnings())
        _log.kernel(KC_LOG_WARN, each);
    for (const std::string& each : problems.errors())
        _log.kernel(KC_LOG_ERROR, each);
    _kernelMetrics.reloaded(outcome == Assembly::Reload::Refused ? "refused" : "done");
    if (outcome == Assembly::Reload::Refused)
        return _log.kernel(KC_LOG_ERROR, "the configuration is not reloaded, the old one stays");
    const KernelSettings settings = _assembly.configuration().settings();
    _log.setLevel(settings.logLevel, settings.logLevels);
    for (const auto& module : _assembly.modules())
        module->setLogLevel(_log.levelOf(module->id()));
    _pool.resize(settings.threads, settings.threadLimit);
    _pool.setCallTime(settings.callTimeout);
    _net.setLimits(netLimits(settings));
    _log.kernel(KC_LOG_NOTICE, "configuration reloaded");
}

void Kernel::shutDown()
{
    notifyService("STOPPING=1");
    const std::int64_t span = _assembly.configuration().settings().drainTimeout;
    const std::int64_t deadline = after(monotonicNow(), span);
    _watchdog.enter({span, "drain_timeout", true});
    _net.drain(deadline);
    inReverse([&](ModuleInstance& module) { module.drain(deadline); });
    _tasks.settle(deadline);
    _pool.cancel();
    {
        const Watchdog::Call call = watchRunning();
        _tasks.cancelAll();
    }
    inReverse([&](ModuleInstance& module) { module.stop(); });
    _log.kernel(KC_LOG_NOTICE, "stopped");
}

int Kernel::runTool()
{
    configureLog();
    if (!startModules())
        return 1;
    kc_service service{sizeof service, nullptr, nullptr, nullptr};
    const auto* const program = _registry.find(KC_PROGRAM, {}, service) >= 0
                                    ? static_cast<const kc_program*>(service.table)
                                    : nullptr;
    if (!KC_HAS(program, run))
    {
        _log.kernel(KC_LOG_CRIT, "no module offers " KC_PROGRAM);
        return 1;
    }
    std::vector<kc_str> arguments;
    for (const std::string& each : _assembly.commandLine().arguments)
        arguments.push_back(kc::str(each));
    kc_ctx context{"tool"};
    std::int32_t exitCode = 1;
    const kc_status status = program->run(service.self, &context, arguments.data(),
                                          static_cast<std::uint32_t>(arguments.size()), &exitCode);
    if (status >= 0)
        return exitCode;
    std::fprintf(stderr, "%s\n", context.errorText(status).c_str());
    return exitCode == 0 ? 1 : exitCode;
}

} // namespace kc::kernel
