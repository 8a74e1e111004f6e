// SPDX-License-Identifier: Apache-2.0
#include "TaskService.h"

#include "core/ModuleHost.h"
#include <kc/host/CallContext.h>

using namespace kc::kernel;

Job kc_task::job()
{
    return {[](void* self) { static_cast<kc_task*>(self)->run(); }, nullptr, this, module,
            name.c_str()};
}

void kc_task::run()
{
    {
        kc_ctx context{name, kNever, &service.pool().cancelled()};
        fn(arg, &context);
    }
    if (interval > 0)
    {
        // Runs that were missed (a suspended machine, a long run) are not made up for.
        next = std::max(after(next, interval), monotonicNow());
        pool.postAt(next, job());
    }
    else if (!isOwned)
        service.forget(this);
}

namespace kc::kernel
{
namespace
{

constexpr std::size_t kMostThreads = 1000;
constexpr std::size_t kMostWaiting = 10'000;

} // namespace

TaskService::~TaskService()
{
    cancelAll();
}

kc_status TaskService::begin(kc_task task, kc_task** out)
{
    auto made = std::make_unique<kc_task>(std::move(task));
    kc_task* const begun = made.get();
    begun->isOwned = out != nullptr;
    const std::lock_guard lock{_mutex};
    const bool taken =
        !_closed && (begun->next == 0 ? begun->pool.post(begun->job())
                                      : begun->pool.postAt(begun->next, begun->job()));
    if (!taken)
        return KC_ECANCELLED;
    // If it runs at once, it waits in forget() until it is here.
    _tasks.emplace(begun, std::move(made));
    if (out != nullptr)
        *out = begun;
    return KC_OK;
}

void TaskService::forget(kc_task* task)
{
    const std::lock_guard lock{_mutex};
    _tasks.erase(task);
}

kc_status TaskService::post(ThreadPool& pool, sv name, kc_task_fn fn, void* arg, const char* module)
{
    if (&pool != &_pool && pool.waiting() >= kMostWaiting)
        return KC_EBUSY;
    return begin({*this, pool, std::string{name}, module, fn, arg}, nullptr);
}

kc_status TaskService::every(sv name, std::int64_t interval, kc_task_fn fn, void* arg,
                             kc_task** out, const char* module)
{
    if (interval <= 0)
        return KC_EINVAL;
    const std::int64_t first = kernel::after(monotonicNow(), interval);
    return begin({*this, _pool, std::string{name}, module, fn, arg, interval, first}, out);
}

kc_status TaskService::after(sv name, std::int64_t delay, kc_task_fn fn, void* arg, kc_task** out,
                             const char* module)
{
    const std::int64_t when = kernel::after(monotonicNow(), std::max<std::int64_t>(delay, 0));
    return begin({*this, _pool, std::string{name}, module, fn, arg, 0, when}, out);
}

void TaskService::cancel(kc_task* task)
{
    std::unique_lock lock{_mutex};
    const auto node = _tasks.extract(task);
    lock.unlock();
    if (!node.empty())
        task->pool.withdraw(task);
}

void TaskService::cancelAll()
{
    std::unique_lock lock{_mutex};
    _closed = true;
    const Tasks tasks = std::exchange(_tasks, {});
    lock.unlock();
    for (const auto& [task, owner] : tasks)
        task->pool.withdraw(task);
}

kc_status TaskService::openPool(const kc_kernel& owner, sv name, std::size_t threads,
                                kc_task_pool** out)
{
    if (threads == 0 || threads > kMostThreads || out == nullptr)
        return KC_EINVAL;
    const std::string full = owner.module + ":" + std::string{name};
    auto made = std::make_unique<kc_task_pool>(*this, owner, full, threads);
    *out = made.get();
    const std::lock_guard lock{_mutex};
    _pools.emplace(*out, std::move(made));
    return KC_OK;
}

void TaskService::closePools(const kc_kernel& owner)
{
    std::vector<std::unique_ptr<kc_task_pool>> closing;
    std::unique_lock lock{_mutex};
    for (auto it = _pools.begin(); it != _pools.end();)
    {
        const auto here = it++;
        if (&here->second->owner == &owner)
            closing.push_back(std::move(_pools.extract(here).mapped()));
    }
    lock.unlock();
    for (const auto& pool : closing)
    {
        pool->threads.stop();
        lock.lock();
        std::erase_if(_tasks,
                      [&](const auto& each) { return &each.second->pool == &pool->threads; });
        lock.unlock();
    }
}

void TaskService::settle(std::int64_t deadline)
{
    _pool.settle(deadline);
    for (const auto& [pool, owner] : _pools) // changed by the main thread only, which this is
        pool->threads.settle(deadline);
}

void TaskService::eachPool(const std::function<void(sv, const ThreadPool&)>& look) const
{
    look("main", _pool);
    const std::lock_guard lock{_mutex};
    for (const auto& [pool, owner] : _pools)
        look(pool->name, pool->threads);
}

const kc_tasks& TaskService::table()
{
    static constexpr kc_tasks kTable{
        sizeof(kc_tasks),
        [](kc_kernel* k, const char* name, kc_task_fn fn, void* arg) -> kc_status
        {
            const auto post = [&]
            { return k->tasks.post(k->tasks.pool(), name, fn, arg, k->module.c_str()); };
            return fence(nullptr, nullptr, post);
        },
        [](kc_kernel* k, const char* name, std::int64_t interval, kc_task_fn fn, void* arg,
           kc_task** out) -> kc_status
        {
            if (!k->isMain(KC_TASKS " every()"))
                return KC_EBUG;
            const auto every = [&]
            { return k->tasks.every(name, interval, fn, arg, out, k->module.c_str()); };
            return fence(nullptr, nullptr, every);
        },
        [](kc_kernel* k, kc_task* task)
        {
            if (k->isMain(KC_TASKS " cancel()"))
                k->tasks.cancel(task);
        },
        [](kc_kernel* k, const char* trace, std::int64_t deadline) -> kc_ctx*
        {
            const auto& cancelled = k->tasks.pool().cancelled();
            return std::make_unique<kc_ctx>(trace == nullptr ? "" : trace, deadline, &cancelled)
                .release();
        },
        [](kc_ctx* ctx) { const std::unique_ptr<kc_ctx> closed{ctx}; },
        [](kc_kernel* k, const char* name, std::int64_t delay, kc_task_fn fn, void* arg,
           kc_task** out) -> kc_status
        {
            const auto after = [&]
            { return k->tasks.after(name, delay, fn, arg, out, k->module.c_str()); };
            return fence(nullptr, nullptr, after);
        },
        [](kc_kernel* k, const char* name, std::uint32_t threads, kc_task_pool** out) -> kc_status
        {
            if (!k->isMain(KC_TASKS " open_pool()"))
                return KC_EBUG;
            const auto open = [&] { return k->tasks.openPool(*k, name, threads, out); };
            return fence(nullptr, nullptr, open);
        },
        [](kc_task_pool* pool, const char* name, kc_task_fn fn, void* arg) -> kc_status
        {
            const auto post = [&] {
                return pool->service.post(pool->threads, name, fn, arg, pool->owner.module.c_str());
            };
            return fence(nullptr, nullptr, post);
        },
    };
    return kTable;
}

} // namespace kc::kernel
