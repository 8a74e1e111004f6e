// SPDX-License-Identifier: Apache-2.0
#include "Bench.h"

#include "State.h"

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

Bench::Bench()
{
    offer(KC_TASKS, &tasks(), nullptr, 1); // before the test kit's
}

Bench::~Bench()
{
    end();
}

std::shared_ptr<kc_kernel> Bench::kernelFor(const std::string& id)
{
    auto made = std::make_shared<kc_kernel>(*this, id);
    // Whatever a slot's option chose: what is there was loaded for it.
    made->host.find = [](kc_kernel* k, const char* iface, const char*, kc_service* out)
    { return kc_kernel::state(k).registry.find(iface, {}, *out); };
    return made;
}

std::optional<kc_service> Bench::find(sv iface, sv module) const
{
    kc_service found{sizeof found, nullptr, nullptr, nullptr};
    if (kc_kernel::state(host()->k).registry.find(iface, module, found) != KC_OK)
        return std::nullopt;
    return found;
}

void Bench::add(const std::string& iface, const kc_service& service)
{
    kc_kernel::state(host()->k).registry.add(iface, service, 0);
}

void Bench::addUnavailable(const std::string& iface)
{
    static const UnavailableTable kTable;
    add(iface, {sizeof(kc_service), &kTable, this, "double"});
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

const kc_tasks& Bench::tasks()
{
    static constexpr auto of = [](kc_kernel* k) -> Bench&
    { return static_cast<Bench&>(FakeKernel::of(k)); };
    static constexpr auto token = [](kc_kernel* k) { return reinterpret_cast<kc_task*>(k); };
    static const kc_tasks kTable = []
    {
        kc_tasks table = test::FakeTasks::table();
        table.post = [](kc_kernel* k, const char*, kc_task_fn fn, void* arg)
        {
            of(k).post(fn, arg);
            return kc_status{KC_OK};
        };
        // Nobody waits here for an interval to pass: such a task never becomes due.
        table.every = [](kc_kernel* k, const char*, std::int64_t, kc_task_fn, void*, kc_task** out)
        {
            *out = token(k);
            return kc_status{KC_OK};
        };
        table.cancel = [](kc_kernel*, kc_task*) {};
        table.after = [](kc_kernel* k, const char*, std::int64_t, kc_task_fn, void*, kc_task** out)
        {
            if (out != nullptr)
                *out = token(k);
            return kc_status{KC_OK};
        };
        table.post_to = [](kc_task_pool* pool, const char*, kc_task_fn fn, void* arg)
        {
            of(pool->kernel).post(fn, arg);
            return kc_status{KC_OK};
        };
        return table;
    }();
    return kTable;
}

} // namespace kc::modcheck
