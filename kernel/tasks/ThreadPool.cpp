// SPDX-License-Identifier: Apache-2.0
#include "ThreadPool.h"

#include "core/ThreadRole.h"

#include <algorithm>
#include <pthread.h>
#include <utility>

namespace kc::kernel
{
namespace
{

// A job that waits this long means that the threads are blocked, not that they are merely busy.
constexpr std::int64_t kStuckAfter = 5 * kMillisecond;
constexpr std::size_t kThreadNameBytes = 15;
constexpr std::chrono::seconds kIdleThreadLife{30};

} // namespace

ThreadPool::ThreadPool(std::size_t base, std::size_t limit, std::string name,
                       IdleThreads idleThreads)
    : _base{base},
      _limit{std::max(base, limit)},
      _name{name.substr(0, kThreadNameBytes)},
      _idleThreads{idleThreads}
{
}

ThreadPool::~ThreadPool()
{
    stop();
}

void ThreadPool::resize(std::size_t base, std::size_t limit)
{
    const std::lock_guard lock{_mutex};
    _base = base;
    _limit = std::max(base, limit);
    if (isOverloaded())
        wakeSupervisor();
}

std::size_t ThreadPool::threads() const
{
    const std::lock_guard lock{_mutex};
    return _live;
}

std::size_t ThreadPool::waiting() const
{
    const std::lock_guard lock{_mutex};
    return _jobs.size();
}

bool ThreadPool::isOverloaded() const
{
    return _jobs.size() > _idle && _live < limit();
}

/// Threads whose calls do not come back are replaced, up to as many again.
std::size_t ThreadPool::limit() const
{
    return _limit + std::min(_overdue, _limit);
}

void ThreadPool::enqueue(const Job& job, std::int64_t now)
{
    _jobs.push_back({job, now});
    if (_jobs.size() > _idle && _live < _base)
        spawn();
    else
        _workCame.notify_one();
}

bool ThreadPool::post(const Job& job)
{
    const std::lock_guard lock{_mutex};
    if (_stopping)
        return false;
    const bool wasOverloaded = isOverloaded();
    enqueue(job, monotonicNow());
    if (!_supervisor.joinable() || (!wasOverloaded && isOverloaded()))
        wakeSupervisor();
    return true;
}

bool ThreadPool::postAt(std::int64_t time, const Job& job)
{
    const std::lock_guard lock{_mutex};
    if (_stopping)
        return false;
    _timed.emplace(time, job);
    wakeSupervisor();
    return true;
}

void ThreadPool::wakeSupervisor()
{
    if (!_supervisor.joinable())
        _supervisor = std::thread{[this] { supervise(); }};
    else
        _look.notify_one();
}

void ThreadPool::withdraw(const void* arg)
{
    Lock lock{_mutex};
    ++_watchers;
    // Again after the wait: the job that was running may have posted itself anew.
    for (bool again = true; again;)
    {
        std::erase_if(_jobs, [&](const Waiting& each) { return each.job.arg == arg; });
        std::erase_if(_timed, [&](const auto& each) { return each.second.arg == arg; });
        again = isRunning(arg);
        if (again)
            _settled.wait(lock);
    }
    --_watchers;
}

bool ThreadPool::settle(std::int64_t deadline)
{
    Lock lock{_mutex};
    ++_watchers;
    const auto quiet = [&]
    {
        return _jobs.empty() && std::none_of(_workers.begin(), _workers.end(),
                                             [](const Worker& each) { return each.busy; });
    };
    const bool settled = _settled.wait_until(lock, timePoint(deadline), quiet);
    --_watchers;
    return settled;
}

void ThreadPool::stop()
{
    Lock lock{_mutex};
    _stopping = true;
    std::deque<Waiting> dropped = std::move(_jobs);
    _jobs.clear();
    for (const auto& [time, job] : _timed)
        dropped.push_back({job, time});
    _timed.clear();
    _workCame.notify_all();
    _look.notify_all();
    std::thread supervisor = std::move(_supervisor);
    lock.unlock();
    if (supervisor.joinable())
        supervisor.join();
    for (Worker& each : _workers) // nobody adds any more
        if (each.thread.joinable())
            each.thread.join();
    for (const Waiting& each : dropped)
        if (each.job.drop != nullptr)
            each.job.drop(each.job.arg);
}

bool ThreadPool::isRunning(const void* arg) const
{
    return std::any_of(_workers.begin(), _workers.end(),
                       [&](const Worker& each) { return each.busy && each.running == arg; });
}

void ThreadPool::spawn()
{
    const auto isGone = [](Worker& each)
    {
        // It has let go of the mutex already: this waits for no work.
        if (each.ended)
            each.thread.join();
        return each.ended;
    };
    _workers.remove_if(isGone);
    Worker& worker = _workers.emplace_back();
    ++_live;
    worker.thread = std::thread{[this, &worker] { work(worker); }};
}

void ThreadPool::work(Worker& self)
{
    pthread_setname_np(pthread_self(), _name.c_str());
    threadRole = ThreadRole::Pool;
    Lock lock{_mutex};
    Job job{};
    while (waitForJob(lock, job))
    {
        self.busy = true;
        self.running = job.arg;
        self.since = monotonicNow();
        self.what.assign("module ").append(job.module).append(" in ").append(job.name);
        lock.unlock();
        job.run(job.arg);
        lock.lock();
        self.busy = false;
        _overdue -= std::exchange(self.overdue, false) ? 1 : 0;
        if (_watchers > 0)
            _settled.notify_all();
    }
    self.ended = true;
    --_live;
}

bool ThreadPool::waitForJob(Lock& lock, Job& out)
{
    while (_jobs.empty())
    {
        if (_stopping)
            return false;
        ++_idle;
        const auto woken = _workCame.wait_for(lock, kIdleThreadLife);
        --_idle;
        if (woken == std::cv_status::timeout && _jobs.empty() &&
            (_live > _base || _idleThreads == IdleThreads::End))
            return false;
    }
    out = _jobs.front().job;
    _jobs.pop_front();
    return true;
}

void ThreadPool::supervise()
{
    pthread_setname_np(pthread_self(), "kc-timer");
    Lock lock{_mutex};
    while (!_stopping)
    {
        const std::int64_t now = monotonicNow();
        moveDue(now);
        nameOverdue(now, lock);
        growIfStuck(now);
        const std::int64_t next = nextLook(now);
        if (next == kNever)
            _look.wait(lock);
        else
            _look.wait_until(lock, timePoint(next));
    }
}

std::int64_t ThreadPool::nextLook(std::int64_t now) const
{
    const std::int64_t timed = _timed.empty() ? kNever : _timed.begin()->first;
    if (isOverloaded())
        return std::min(timed, now + kStuckAfter);
    // A job that begins while we sleep is seen a quarter late at most.
    std::int64_t overdue = _live > 0 ? now + _callTime / 4 : kNever;
    for (const Worker& each : _workers)
        if (each.busy && !each.overdue)
            overdue = std::min(overdue, each.since + _callTime);
    return std::min(timed, overdue);
}

void ThreadPool::nameOverdue(std::int64_t now, Lock& lock)
{
    std::vector<std::string> found;
    for (Worker& each : _workers)
        if (each.busy && !each.overdue && now - each.since >= _callTime)
        {
            each.overdue = true;
            ++_overdue;
            found.push_back(each.what);
        }
    if (found.empty())
        return;
    lock.unlock();
    for (const std::string& each : found)
        _told(each);
    lock.lock();
}

std::vector<std::string> ThreadPool::running() const
{
    const std::lock_guard lock{_mutex};
    std::vector<std::string> found;
    for (const Worker& each : _workers)
        if (each.busy)
            found.push_back(each.what);
    return found;
}

void ThreadPool::moveDue(std::int64_t now)
{
    while (!_timed.empty() && _timed.begin()->first <= now)
    {
        enqueue(_timed.begin()->second, now);
        _timed.erase(_timed.begin());
    }
}

void ThreadPool::growIfStuck(std::int64_t now)
{
    if (_idle > 0 || _jobs.empty() || now - _jobs.front().since < kStuckAfter)
        return;
    for (std::size_t wanted = std::min(_jobs.size(), _live); wanted > 0 && _live < limit();
         --wanted)
        spawn();
}

} // namespace kc::kernel
