// SPDX-License-Identifier: Apache-2.0
#include "Bench.h"

#include <kc/host/ContextWatch.h>

#include <array>

namespace kc::modcheck
{
namespace
{

kc_status unavailable()
{
    return KC_EUNAVAIL;
}

/// Any interface's table, since each begins with its size and goes on with functions.
struct UnavailableTable
{
    std::uint32_t size = sizeof(UnavailableTable);
    std::array<kc_status (*)(), 64> functions;

    UnavailableTable() { functions.fill(unavailable); }
};

} // namespace

Bench::Bench() : _host{host::contextHost(reinterpret_cast<kc_kernel*>(this))}
{
    host::contextsAreWatched = true;
    _host.find = [](kc_kernel* k, const char* iface, const char*, kc_service* out)
    { return of(k)._registry.find(iface, {}, *out); };
    _host.each = [](kc_kernel* k, const char* iface, kc_sink services)
    { return of(k)._registry.each(iface, services); };
    _host.log = [](kc_kernel*, kc_ctx*, kc_log_level, kc_str, const kc_log_field*, std::size_t) {};
    _host.log_enabled = [](kc_kernel*, kc_log_level) { return 1; };
    for (const KernelService& each : kernelServices())
        offer(each.iface, {sizeof(kc_service), each.table, _host.k, "kernel"});
}

Bench::~Bench()
{
    end();
}

std::optional<kc_service> Bench::service(sv iface, sv module) const
{
    kc_service found{sizeof found, nullptr, nullptr, nullptr};
    if (_registry.find(iface, module, found) != KC_OK)
        return std::nullopt;
    return found;
}

void Bench::offer(const std::string& iface, const kc_service& service)
{
    _registry.add(iface, service, 0);
}

void Bench::offerUnavailable(const std::string& iface)
{
    static const UnavailableTable kTable;
    offer(iface, {sizeof(kc_service), &kTable, this, "double"});
}

void Bench::post(kc_task_fn fn, void* arg)
{
    const std::lock_guard lock{_mutex};
    if (_closed)
        return;
    _tasks.push_back({fn, arg});
    _wake.notify_all();
    if (!_worker.joinable())
        _worker = std::thread{[this] { work(); }};
}

void Bench::work()
{
    std::unique_lock lock{_mutex};
    while (true)
    {
        _wake.wait(lock, [&] { return _ending || !_tasks.empty(); });
        if (_tasks.empty())
            return;
        const Task task = _tasks.front();
        _tasks.pop_front();
        lock.unlock();
        {
            kc_ctx context{"task"};
            task.fn(task.arg, &context);
        }
        lock.lock();
    }
}

void Bench::settle()
{
    std::thread worker;
    {
        const std::lock_guard lock{_mutex};
        _ending = true;
        worker = std::move(_worker);
        _wake.notify_all();
    }
    if (worker.joinable())
        worker.join();
    const std::lock_guard lock{_mutex};
    _ending = false;
}

void Bench::end()
{
    {
        const std::lock_guard lock{_mutex};
        _closed = true;
    }
    settle();
}

} // namespace kc::modcheck
