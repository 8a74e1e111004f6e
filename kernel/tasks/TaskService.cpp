// SPDX-License-Identifier: Apache-2.0
#include "TaskService.h"

#include "core/CallContext.h"
#include "core/ModuleHost.h"

#include <vector>

using namespace kc::kernel;

Job kc_task::job()
{
    return {[](void* self) { static_cast<kc_task*>(self)->run(); }, nullptr, this, module,
            name.c_str()};
}

void kc_task::run()
{
    {
        kc_ctx context{name, kNever, &pool.cancelled()};
        fn(arg, &context);
    }
    // Runs that were missed (a suspended machine, a long run) are not made up for.
    next = std::max(after(next, interval), monotonicNow());
    pool.postAt(next, job());
}

namespace kc::kernel
{
namespace
{

/// A task that runs once; owns itself until then.
struct Once
{
    ThreadPool& pool;
    std::string name;
    kc_task_fn fn;
    void* arg;

    static void run(void* self)
    {
        const std::unique_ptr<Once> once{static_cast<Once*>(self)};
        kc_ctx context{once->name, kNever, &once->pool.cancelled()};
        once->fn(once->arg, &context);
    }

    static void drop(void* self)
    {
        const std::unique_ptr<Once> once{static_cast<Once*>(self)};
    }
};

} // namespace

TaskService::~TaskService()
{
    cancelAll();
}

kc_status TaskService::post(sv name, kc_task_fn fn, void* arg, const char* module)
{
    auto once = std::make_unique<Once>(Once{_pool, std::string{name}, fn, arg});
    if (!_pool.post({&Once::run, &Once::drop, once.get(), module, once->name.c_str()}))
        return KC_ECANCELLED;
    (void)once.release(); // the pool's job has it
    return KC_OK;
}

kc_task* TaskService::every(sv name, std::int64_t interval, kc_task_fn fn, void* arg,
                            const char* module)
{
    const std::int64_t first = after(monotonicNow(), interval);
    auto made = std::make_unique<kc_task>(
        kc_task{_pool, std::string{name}, module, interval, fn, arg, first});
    kc_task* const task = made.get();
    {
        const std::lock_guard lock{_mutex};
        _tasks.emplace(task, std::move(made));
    }
    _pool.postAt(task->next, task->job());
    return task;
}

void TaskService::cancel(kc_task* task)
{
    std::unique_lock lock{_mutex};
    const auto node = _tasks.extract(task);
    lock.unlock();
    if (!node.empty())
        _pool.withdraw(task);
}

void TaskService::cancelAll()
{
    std::unique_lock lock{_mutex};
    const auto tasks = std::move(_tasks);
    _tasks.clear();
    lock.unlock();
    for (const auto& [task, owner] : tasks)
        _pool.withdraw(task);
}

const kc_tasks& TaskService::table()
{
    static constexpr kc_tasks kTable{
        sizeof(kc_tasks),
        [](kc_kernel* k, const char* name, kc_task_fn fn, void* arg) -> kc_status
        {
            return fence(nullptr, nullptr,
                         [&] { return k->tasks.post(name, fn, arg, k->module.c_str()); });
        },
        [](kc_kernel* k, const char* name, std::int64_t interval, kc_task_fn fn, void* arg,
           kc_task** out) -> kc_status
        {
            if (interval <= 0)
                return KC_EINVAL;
            return fence(nullptr, nullptr,
                         [&]() -> kc_status
                         {
                             kc_task* const task =
                                 k->tasks.every(name, interval, fn, arg, k->module.c_str());
                             if (out != nullptr)
                                 *out = task;
                             return KC_OK;
                         });
        },
        [](kc_kernel* k, kc_task* task) { k->tasks.cancel(task); },
        [](kc_kernel* k, const char* trace, std::int64_t deadline) -> kc_ctx*
        {
            const auto& cancelled = k->tasks.pool().cancelled();
            return std::make_unique<kc_ctx>(trace == nullptr ? "" : trace, deadline, &cancelled)
                .release();
        },
        [](kc_ctx* ctx) { const std::unique_ptr<kc_ctx> closed{ctx}; },
        nullptr,
        nullptr,
        nullptr,
    };
    return kTable;
}

} // namespace kc::kernel
