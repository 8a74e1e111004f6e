// SPDX-License-Identifier: Apache-2.0
#include "ModuleInstance.h"

#include "tasks/TaskService.h"
#include <kc/descriptor/Words.h>

namespace kc::kernel
{

ModuleInstance::ModuleInstance(const SelectedModule& selected, std::unique_ptr<LoadedModule> code)
    : _id{selected.module->note.id},
      _selectedBy{selected.selectedBy},
      _program{selected.program},
      _code{std::move(code)}
{
}

ModuleInstance::~ModuleInstance()
{
    stop();
    destroy();
}

std::string ModuleInstance::sentence(const char* what, kc_ctx& context, kc_status status) const
{
    return title() + " " + what + ": " + context.errorText(status);
}

std::unique_ptr<Snapshot> ModuleInstance::read(const std::vector<Assignment>& assignments,
                                               Problems& problems) const
{
    return Snapshot::make(schema(), assignments, problems, _config.get());
}

Watchdog::Call ModuleInstance::watch(const char* function, std::int64_t deadline) const
{
    return {*_watchdog,
            "module " + _id + " (" + _selectedBy + ") has not returned from " + function, deadline};
}

void ModuleInstance::configure(const std::vector<Assignment>& assignments, Problems& problems)
{
    _config = read(assignments, problems);
}

void ModuleInstance::create(const KernelServices& services,
                            const std::map<std::string, std::string>& slots, Problems& problems)
{
    _kernel = std::make_unique<kc_kernel>(services, _id, slots);
    _kernel->config = _config.get();
    _watchdog = &services.watchdog;
    const Watchdog::Call call = watch("create()");
    kc_ctx context{"create", call.deadline()};
    const kc_status status = descriptor().create(&_kernel->host, &context, _config.get(), &_self);
    _created = status >= 0;
    if (!_created)
        problems.error(sentence("cannot be created", context, status));
}

void ModuleInstance::check(const Snapshot* next, Problems& problems)
{
    if (!_created || descriptor().check == nullptr)
        return;
    const Watchdog::Call call = watch("check()");
    kc_ctx context{"check", call.deadline()};
    const kc_status status =
        descriptor().check(_self, &context, next == nullptr ? _config.get() : next);
    if (status < 0)
        problems.error(sentence("refuses its configuration", context, status));
}

void ModuleInstance::offerServices(host::Registry& registry, Problems& problems)
{
    if (!_created)
        return;
    for (const std::string& iface : words(text(descriptor().provides)))
    {
        kc_service service{sizeof service, nullptr, nullptr, nullptr};
        const bool offered = descriptor().query != nullptr &&
                             descriptor().query(_self, iface.c_str(), &service) >= 0 &&
                             service.table != nullptr;
        service.module = _id.c_str();
        if (offered)
            registry.add(iface, service, descriptor().priority);
        else
            problems.error("module " + _id + " declares " + iface + " but does not offer it");
    }
}

void ModuleInstance::start(Problems& problems)
{
    // Set first: a module that failed half-way has things to stop as well.
    _started = true;
    if (descriptor().start == nullptr)
        return;
    const Watchdog::Call call = watch("start()");
    kc_ctx context{"start", call.deadline()};
    const kc_status status = descriptor().start(_self, &context);
    if (status < 0)
        problems.error(sentence("cannot start", context, status));
}

void ModuleInstance::prepare(const std::vector<Assignment>& assignments, Problems& problems)
{
    _next = read(assignments, problems);
    if (_next->saysTheSameAs(*_config)) // each that differs stays in memory
        _next.reset();
}

void ModuleInstance::checkPrepared(Problems& problems)
{
    check(_next.get(), problems);
}

void ModuleInstance::reload(Problems& problems)
{
    const Watchdog::Call call = watch("reload()");
    kc_ctx context{"reload", call.deadline()};
    if (_next)
        _past.push_back(std::exchange(_config, std::move(_next)));
    _kernel->config = _config.get();
    kc_status status = KC_OK;
    if (descriptor().reload != nullptr)
        status = descriptor().reload(_self, &context, _config.get());
    if (status < 0)
        problems.error(sentence("failed in reload after it had agreed", context, status));
}

void ModuleInstance::forgetPrepared()
{
    _next.reset();
}

void ModuleInstance::setLogLevel(int level)
{
    if (_kernel)
        _kernel->logLevel = level;
}

kc_status ModuleInstance::health(kc_ctx& context) const
{
    if (!_started)
        return KC_DECLINED;
    return descriptor().health == nullptr ? kc_status{KC_OK} : descriptor().health(_self, &context);
}

void ModuleInstance::drain(std::int64_t deadline)
{
    if (!_started || descriptor().drain == nullptr)
        return;
    const Watchdog::Call call = watch("drain()", deadline);
    kc_ctx context{"drain", deadline};
    descriptor().drain(_self, &context);
}

void ModuleInstance::stop()
{
    if (!_started.exchange(false))
        return;
    const Watchdog::Call call = watch("stop()");
    if (descriptor().stop != nullptr)
        descriptor().stop(_self);
    _kernel->tasks.closePools(*_kernel);
}

void ModuleInstance::destroy()
{
    if (!std::exchange(_created, false))
        return;
    const Watchdog::Call call = watch("destroy()");
    descriptor().destroy(_self);
}

} // namespace kc::kernel
