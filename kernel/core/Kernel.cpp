// SPDX-License-Identifier: Apache-2.0
#include "Kernel.h"

#include "ServiceNotifier.h"
#include <kc/descriptor/Words.h>

#include <kc/abi/draft/program.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

sigset_t lifeSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int each : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&signals, each);
    return signals;
}

/// From now on a second SIGTERM or SIGINT ends the process at once, whatever hangs.
void armSecondSignal()
{
    struct sigaction action
    {
    };
    action.sa_handler = [](int signal) { _exit(128 + signal); };
    sigset_t signals;
    sigemptyset(&signals);
    for (const int each : {SIGTERM, SIGINT})
    {
        sigaction(each, &action, nullptr);
        sigaddset(&signals, each);
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

LogMethod methodOf(const std::string& name)
{
    if (name == "file")
        return LogMethod::File;
    if (name == "syslog")
        return LogMethod::Syslog;
    return name == "stderr" ? LogMethod::Stderr : LogMethod::Auto;
}

/// kc.net/1 and kc.tasks/1 take the module's kc_kernel, so `self` stays null.
kc_service kernelService(const void* table)
{
    return {sizeof(kc_service), table, nullptr, "kernel"};
}

} // namespace

Kernel::Kernel(Assembly& assembly)
    : _assembly{assembly},
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
    inReverse([&](ModuleInstance& module) { module.stop(); });
    _tasks.cancelAll();
    _pool.stop();
    inReverse([&](ModuleInstance& module) { module.destroy(); });
    _net.stop();
}

KernelServices Kernel::services()
{
    return {_log, _registry, _tasks, _net, _metrics, _health};
}

void Kernel::createModules(Problems& problems)
{
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
}

bool Kernel::report(const Problems& problems) const
{
    for (const std::string& each : problems.errors())
    {
        _log.kernel(KC_LOG_CRIT, each);
        // Also where somebody looks who started it by hand or by systemd.
        if (!_assembly.isTool() && _assembly.configuration().settings().logMethod != "stderr")
            std::fprintf(stderr, "%s\n", each.c_str());
    }
    return !problems.hasErrors();
}

bool Kernel::startModules()
{
    Problems problems;
    createModules(problems);
    for (const auto& module : _assembly.modules())
    {
        if (problems.hasErrors())
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
    const sigset_t signals = lifeSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    setLimits(settings);
    PortBinder binder{runAs};
    allowCoreFiles(settings);
    configureLog();
    for (const std::string& each : _assembly.problems().warnings())
        _log.kernel(KC_LOG_WARN, each);
    _net.setLimit(settings.maxConnections);
    const bool started = startModules() && openListeners(binder);
    if (started)
    {
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
    const sigset_t signals = lifeSignals();
    while (true)
    {
        constexpr timespec kLook{5, 0};
        const int signal = sigtimedwait(&signals, nullptr, &kLook);
        _log.tellRepeats(monotonicNow());
        if (signal == SIGTERM || signal == SIGINT)
        {
            _log.kernel(KC_LOG_NOTICE,
                        signal == SIGTERM ? "stopping by SIGTERM" : "stopping by SIGINT");
            return;
        }
        if (signal == SIGHUP)
            reload();
    }
}

void Kernel::reload()
{
    _log.reopen();
    _log.kernel(KC_LOG_WARN, "Log connection was reset");
    Problems problems;
    _assembly.reload(problems);
    for (const std::string& each : problems.warnings())
        _log.kernel(KC_LOG_WARN, each);
    for (const std::string& each : problems.errors())
        _log.kernel(KC_LOG_ERROR, each);
    _kernelMetrics.reloaded(problems.hasErrors() ? "refused" : "done");
    if (problems.hasErrors())
        return _log.kernel(KC_LOG_ERROR, "the configuration is not reloaded, the old one stays");
    const KernelSettings settings = _assembly.configuration().settings();
    _log.setLevel(settings.logLevel, settings.logLevels);
    for (const auto& module : _assembly.modules())
        module->setLogLevel(_log.levelOf(module->id()));
    _pool.resize(settings.threads, settings.threadLimit);
    _net.setLimit(settings.maxConnections);
    _log.kernel(KC_LOG_NOTICE, "configuration reloaded");
}

void Kernel::shutDown()
{
    armSecondSignal();
    notifyService("STOPPING=1");
    const std::int64_t deadline =
        after(monotonicNow(), _assembly.configuration().settings().drainTimeout);
    _net.drain(deadline);
    inReverse([&](ModuleInstance& module) { module.drain(deadline); });
    _pool.settle(deadline);
    _pool.cancel();
    _tasks.cancelAll();
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
