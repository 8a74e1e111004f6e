// SPDX-License-Identifier: Apache-2.0
// kc.tasks/1 (abi/draft/tasks.h): tasks on the process's thread pool, and pools of modules' own.
#pragma once

#include "ThreadPool.h"
#include "log/Log.h"

#include <kc/abi/draft/tasks.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace kc::kernel
{
class TaskService;
}

/// Threads of one module.
struct kc_task_pool
{
    kc_task_pool(kc::kernel::TaskService& tasks, const kc_kernel& module,
                 const std::string& fullName, std::size_t most)
        : service{tasks},
          owner{module},
          name{fullName},
          threads{most, most, fullName, kc::kernel::IdleThreads::End}
    {
    }

    kc::kernel::TaskService& service;
    const kc_kernel& owner;
    const std::string name; // "module:name"
    kc::kernel::ThreadPool threads;
};

/// A task, until it is cancelled or, without an owner, has run.
struct kc_task
{
    kc::kernel::TaskService& service;
    kc::kernel::ThreadPool& pool;
    std::string name;
    const char* module; // for messages
    kc_task_fn fn;
    void* arg;
    std::int64_t interval = 0; // 0: runs once
    std::int64_t next = 0;
    bool isOwned = false; // somebody will cancel it

    kc::kernel::Job job();
    void run();
};

namespace kc::kernel
{

class TaskService
{
public:
    explicit TaskService(ThreadPool& pool) : _pool{pool} {}

    TaskService(const TaskService&) = delete;
    TaskService& operator=(const TaskService&) = delete;
    ~TaskService();

    /// `module`: for messages.
    kc_status post(ThreadPool& pool, sv name, kc_task_fn fn, void* arg,
                   const char* module = "kernel");
    kc_status every(sv name, std::int64_t interval, kc_task_fn fn, void* arg, kc_task** out,
                    const char* module = "kernel");
    kc_status after(sv name, std::int64_t delay, kc_task_fn fn, void* arg, kc_task** out,
                    const char* module = "kernel");
    void cancel(kc_task* task);
    /// Nothing begins any more; waits for what runs.
    void cancelAll();

    kc_status openPool(const kc_kernel& owner, sv name, std::size_t threads, kc_task_pool** out);
    /// A module's; after its stop().
    void closePools(const kc_kernel& owner);
    /// Waits until no pool has work, at most until `deadline`.
    void settle(std::int64_t deadline);
    void eachPool(const std::function<void(sv name, const ThreadPool& pool)>& look) const;

    ThreadPool& pool() { return _pool; }

    /// The table for modules; its functions take the module's kc_kernel.
    static const kc_tasks& table();

private:
    friend kc_task;

    using Tasks = std::map<kc_task*, std::unique_ptr<kc_task>>;

    kc_status begin(kc_task task, kc_task** out);
    void forget(kc_task* task);

    ThreadPool& _pool;
    mutable std::mutex _mutex; // guards the rest; taken before a pool's
    Tasks _tasks;
    std::map<kc_task_pool*, std::unique_ptr<kc_task_pool>> _pools;
    bool _closed = false;
};

} // namespace kc::kernel
