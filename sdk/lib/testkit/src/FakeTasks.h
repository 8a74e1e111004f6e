// SPDX-License-Identifier: Apache-2.0
// kc.tasks/1 without threads: what is posted waits for run().
#pragma once

#include <kc/abi/draft/tasks.h>

#include <list>
#include <mutex>
#include <vector>

struct kc_task
{
    kc_task_fn fn;
    void* arg;
};

struct kc_task_pool
{
    kc_kernel* kernel;
};

namespace kc::inline sdk1::test
{

class FakeTasks
{
public:
    static const kc_tasks& table();

    void post(kc_task_fn fn, void* arg);
    kc_task* add(std::list<kc_task>& list, kc_task_fn fn, void* arg);
    void cancel(kc_task* task);
    kc_task_pool* openPool(kc_kernel* kernel);
    void run();

private:
    void runPosted();

    std::mutex _mutex; // guards all; a task runs outside of it
    std::vector<kc_task> _posted;
    std::list<kc_task> _later, _regular; // of after() and every()
    std::list<kc_task_pool> _pools;
};

} // namespace kc::inline sdk1::test
