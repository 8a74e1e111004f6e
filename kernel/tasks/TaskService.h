// SPDX-License-Identifier: Apache-2.0
// kc.tasks/1 (abi/draft/tasks.h) on the thread pool.
#pragma once

#include "ThreadPool.h"
#include "log/Log.h"

#include <kc/abi/draft/tasks.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

/// A repeated task: runs, then posts itself for its next time.
struct kc_task
{
    kc::kernel::ThreadPool& pool;
    std::string name;
    const char* module;
    std::int64_t interval;
    kc_task_fn fn;
    void* arg;
    std::int64_t next;

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
    kc_status post(sv name, kc_task_fn fn, void* arg, const char* module = "kernel");
    kc_task* every(sv name, std::int64_t interval, kc_task_fn fn, void* arg,
                   const char* module = "kernel");
    void cancel(kc_task* task);
    /// No timed run begins any more.
    void cancelAll();

    ThreadPool& pool()
    {
        return _pool;
    }

    /// The table for modules; its functions take the module's kc_kernel.
    static const kc_tasks& table();

private:
    ThreadPool& _pool;
    std::mutex _mutex; // guards _tasks; a leaf
    std::map<kc_task*, std::unique_ptr<kc_task>> _tasks;
};

} // namespace kc::kernel
