// SPDX-License-Identifier: Apache-2.0
#include "State.h"

namespace kc::inline sdk1::test
{

namespace
{

FakeTasks& of(kc_kernel* k)
{
    return kc_kernel::state(k).tasks;
}

} // namespace

void FakeTasks::post(kc_task_fn fn, void* arg)
{
    const std::lock_guard lock{_mutex};
    _posted.push_back({fn, arg});
}

kc_task* FakeTasks::add(std::list<kc_task>& list, kc_task_fn fn, void* arg)
{
    const std::lock_guard lock{_mutex};
    list.push_back({fn, arg});
    return &list.back();
}

void FakeTasks::cancel(kc_task* task)
{
    const std::lock_guard lock{_mutex};
    const auto isIt = [task](const kc_task& each) { return &each == task; };
    _later.remove_if(isIt);
    _regular.remove_if(isIt);
}

kc_task_pool* FakeTasks::openPool(kc_kernel* kernel)
{
    const std::lock_guard lock{_mutex};
    return &_pools.emplace_back(kc_task_pool{kernel});
}

void FakeTasks::runPosted()
{
    for (std::vector<kc_task> due;; due.clear())
    {
        {
            const std::lock_guard lock{_mutex};
            due.swap(_posted);
        }
        if (due.empty())
            return;
        for (const kc_task& task : due)
        {
            kc_ctx context{"task"};
            task.fn(task.arg, &context);
        }
    }
}

void FakeTasks::run()
{
    runPosted();
    std::vector<kc_task> due;
    {
        const std::lock_guard lock{_mutex};
        for (kc_task& task : _later) // stays until cancel(), but runs once
            due.push_back(std::exchange(task, {[](void*, kc_ctx*) {}, nullptr}));
        due.insert(due.end(), _regular.begin(), _regular.end());
    }
    for (const kc_task& task : due)
    {
        kc_ctx context{"task"};
        task.fn(task.arg, &context);
    }
    runPosted();
}

const kc_tasks& FakeTasks::table()
{
    static constexpr kc_tasks kTable{
        sizeof(kc_tasks),
        [](kc_kernel* k, const char*, kc_task_fn fn, void* arg) -> kc_status
        {
            of(k).post(fn, arg);
            return KC_OK;
        },
        [](kc_kernel* k, const char*, std::int64_t interval, kc_task_fn fn, void* arg,
           kc_task** out) -> kc_status
        {
            if (interval <= 0)
                return KC_EINVAL;
            *out = of(k).add(of(k)._regular, fn, arg);
            return KC_OK;
        },
        [](kc_kernel* k, kc_task* task) { of(k).cancel(task); },
        [](kc_kernel*, const char* trace, std::int64_t deadline) {
            return new kc_ctx{trace == nullptr ? "" : trace, deadline};
        },
        [](kc_ctx* context) { delete context; },
        [](kc_kernel* k, const char*, std::int64_t, kc_task_fn fn, void* arg,
           kc_task** out) -> kc_status
        {
            kc_task* const made = of(k).add(of(k)._later, fn, arg);
            if (out != nullptr)
                *out = made;
            return KC_OK;
        },
        [](kc_kernel* k, const char*, std::uint32_t threads, kc_task_pool** out) -> kc_status
        {
            if (threads == 0)
                return KC_EINVAL;
            *out = of(k).openPool(k);
            return KC_OK;
        },
        [](kc_task_pool* pool, const char*, kc_task_fn fn, void* arg) -> kc_status
        {
            of(pool->kernel).post(fn, arg);
            return KC_OK;
        }};
    return kTable;
}

} // namespace kc::inline sdk1::test
