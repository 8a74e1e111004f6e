// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.tasks/1 in C++: work outside of a client's call.
//
//     kc::Job _sweep{*this, "sweep", [this](kc::Context& context) { sweep(context); }};
//     kc::Task _sweeping;                                                      // members
//     _sweeping = kc::Tasks{*this}.every(_sweep, std::chrono::minutes{5});     // in start()
//     _sweeping.cancel();                                                      // in drain() or
//     stop()
#pragma once

#include <kc/abi/draft/tasks.h>
#include <kc/module.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace kc::inline sdk1
{

/// Something to do, by its name. What it throws is logged as a warning, but not a cancellation.
/// Lives as long as the module, and may run on several threads at once if it is posted so.
class Job
{
public:
    Job(const Module& module, std::string name, std::function<void(Context&)> body)
        : _module{module}, _name{std::move(name)}, _body{std::move(body)}
    {
    }

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    const char* name() const { return _name.c_str(); }

    /// A kc_task_fn; `self` is the job.
    static void run(void* self, kc_ctx* ctx)
    {
        Job& job = *static_cast<Job*>(self);
        const kc_host* const host = job._module.host();
        Context context{host, ctx};
        const auto body = [&]() -> kc_status
        {
            job._body(context);
            return KC_OK;
        };
        const kc_status status = fence(host, ctx, body);
        if (status < 0 && status != KC_ECANCELLED)
            job._module.log().warn("a task failed",
                                   {{"task", job._name}, {"reason", view(host->take_error(ctx))}});
    }

private:
    const Module& _module;
    const std::string _name;
    const std::function<void(Context&)> _body;
};

/// A job that is due. Cancel it in drain() or stop(): no run begins any more, and the one under way
/// is waited for.
class Task
{
public:
    Task() = default;

    Task(const kc_host* host, const kc_tasks* table, kc_task* raw)
        : _host{host}, _table{table}, _raw{raw}
    {
    }

    Task(Task&& other) noexcept
        : _host{other._host}, _table{other._table}, _raw{std::exchange(other._raw, nullptr)}
    {
    }

    Task& operator=(Task&& other) noexcept
    {
        cancel();
        _host = other._host;
        _table = other._table;
        _raw = std::exchange(other._raw, nullptr);
        return *this;
    }

    ~Task() { cancel(); }

    void cancel()
    {
        if (_raw != nullptr)
            _table->cancel(_host->k, std::exchange(_raw, nullptr));
    }

private:
    const kc_host* _host = nullptr;
    const kc_tasks* _table = nullptr;
    kc_task* _raw = nullptr;
};

/// Threads of the module's own, for what may block for long. Closed by the kernel.
class TaskPool
{
public:
    TaskPool() = default;

    TaskPool(const kc_tasks* table, kc_task_pool* raw) : _table{table}, _raw{raw} {}

    /// KC_EBUSY when 10,000 wait; KC_ECANCELLED when the server stops.
    Status post(Job& job) const
    {
        return Status::of(_table->post_to(_raw, job.name(), &Job::run, &job));
    }

private:
    const kc_tasks* _table = nullptr;
    kc_task_pool* _raw = nullptr;
};

class Tasks
{
public:
    explicit Tasks(const Module& module)
        : _host{module.host()}, _table{&module.kernelTable<kc_tasks>(KC_TASKS)}
    {
    }

    /// Once, soon. KC_ECANCELLED when the server stops.
    Status post(Job& job) const
    {
        return Status::of(_table->post(_host->k, job.name(), &Job::run, &job));
    }

    /// Each `interval`, first after one; never two runs at once, none is made up for. In start().
    [[nodiscard]] Task every(Job& job, std::chrono::nanoseconds interval) const
    {
        kc_task* raw = nullptr;
        must(_table->every(_host->k, job.name(), interval.count(), &Job::run, &job, &raw),
             job.name());
        return {_host, _table, raw};
    }

    /// Once, `delay` from now.
    [[nodiscard]] Task after(Job& job, std::chrono::nanoseconds delay) const
    {
        kc_task* raw = nullptr;
        must(_table->after(_host->k, job.name(), delay.count(), &Job::run, &job, &raw), job.name());
        return {_host, _table, raw};
    }

    /// At most `threads`, which end when idle. In start().
    TaskPool openPool(const char* name, std::uint32_t threads) const
    {
        kc_task_pool* raw = nullptr;
        must(_table->open_pool(_host->k, name, threads, &raw), name);
        return {_table, raw};
    }

private:
    static void must(kc_status status, const char* name)
    {
        if (status < 0)
            throw Fault{static_cast<kc_code>(status),
                        std::string{"the kernel does not take the task or pool "} + name};
    }

    const kc_host* _host;
    const kc_tasks* _table;
};

} // namespace kc::inline sdk1
