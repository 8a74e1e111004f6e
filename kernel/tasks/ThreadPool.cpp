// SPDX-License-Identifier: Apache-2.0
#include "ThreadPool.h"

#include "core/ThreadRole.h"

#include <algorithm>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace kc::kernel
{
namespace
{

// A job that waits this long means that the threads are blocked, not that they are merely busy.
constexpr std::int64_t kStuckAfter = 5 * kMillisecond;
constexpr std::size_t kThreadNameBytes = 15;
constexpr std::int64_t kIdleThreadLife = 30 * kSecond;

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

/// True if the bell is to be rung, best without the lock.
bool ThreadPool::enqueue(const Job& job, std::int64_t now)
{
    _jobs.push_back({job, now});
    if (_jobs.size() <= _idle || _live >= _base)
        return _idle > 0;
    spawn();
    return false;
}

bool ThreadPool::post(const Job& job)
{
    Lock lock{_mutex};
    if (_stopping)
        return false;
    const bool wasOverloaded = isOverloaded();
    const bool mustRing = enqueue(job, monotonicNow());
    if (!_supervisor.joinable() || (!wasOverloaded && isOverloaded()))
        wakeSupervisor();
    lock.unlock();
    if (mustRing)
        _events.ring();
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
    _events.close();
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
    try
    {
        worker.thread = std::thread{[this, &worker] { work(worker); }};
        ++_live;
    }
    catch (const std::system_error&) // no more threads for us: those that are do the work
    {
        _workers.pop_back();
        if (_live == 0)
            throw;
    }
}

void ThreadPool::work(Worker& self)
{
    pthread_setname_np(pthread_self(), _name.c_str());
    threadRole = ThreadRole::Pool;
    Lock lock{_mutex};
    Job job{};
    while (waitForJob(self, lock, job))
    {
        self.busy = true;
        self.running = job.arg;
        self.since = monotonicNow();
        if (_idle == 0)
            onAllBusy(self.since);
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

bool ThreadPool::waitForJob(Worker& self, Lock& lock, Job& out)
{
    while (!_stopping)
    {
        if (takeQueued(self, out))
            return true;
        self.queueIsNext = true;
        std::optional<Job> found;
        const EventSet::Woken woken = lookForEvent(lock, found);
        if (_stopping)
            return false;
        if (found)
        {
            out = *found;
            return true;
        }
        const bool isSpare = _idleThreads == IdleThreads::End || (_live > _base && _idle > 0);
        if (woken == EventSet::Woken::ByTime && _jobs.empty() && isSpare)
            return false;
    }
    return false;
}

bool ThreadPool::takeQueued(Worker& self, Job& out)
{
    if (_jobs.empty() || !self.queueIsNext)
        return false;
    self.queueIsNext = false;
    out = _jobs.front().job;
    _jobs.pop_front();
    if (!_jobs.empty() && _idle > 0)
        _events.ring(); // those that came together woke only us
    return true;
}

/// Waits while no job is queued. The lock is open meanwhile.
EventSet::Woken ThreadPool::lookForEvent(Lock& lock, std::optional<Job>& found)
{
    const std::int64_t patience = _jobs.empty() ? kIdleThreadLife : 0;
    ++_idle;
    _allBusySince = kNever;
    lock.unlock();
    EventSet::Event event{};
    const EventSet::Woken woken = _events.wait(patience, event);
    if (woken == EventSet::Woken::ByEvent)
        found = _findJob(event);
    lock.lock();
    --_idle;
    return woken;
}

/// Somebody has to look for events: another thread at once, or the supervisor soon.
void ThreadPool::onAllBusy(std::int64_t now)
{
    _allBusySince = now;
    if (!_findJob || _stopping)
        return;
    if (_live < _base)
        spawn();
    else if (_supervisorLook > now + kStuckAfter)
        wakeSupervisor();
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
        takeUnseenEvents(now, lock);
        growIfStuck(now);
        _supervisorLook = nextLook(now);
        if (_supervisorLook == kNever)
            _look.wait(lock);
        else
            _look.wait_until(lock, timePoint(_supervisorLook));
    }
}

std::int64_t ThreadPool::nextLook(std::int64_t now) const
{
    const std::int64_t timed = _timed.empty() ? kNever : _timed.begin()->first;
    if (isOverloaded())
        return std::min(timed, now + kStuckAfter);
    const std::int64_t unseen = _findJob ? after(_allBusySince, kStuckAfter) : kNever;
    // A job that begins while we sleep is seen a quarter late at most.
    std::int64_t overdue = _live > 0 ? now + _callTime / 4 : kNever;
    for (const Worker& each : _workers)
        if (each.busy && !each.overdue)
            overdue = std::min(overdue, each.since + _callTime);
    return std::min({timed, overdue, unseen});
}

/// Into the queue, as old as they may be.
void ThreadPool::takeUnseenEvents(std::int64_t now, Lock& lock)
{
    const std::int64_t since = _allBusySince;
    if (!_findJob || now < after(since, kStuckAfter))
        return;
    _allBusySince = now;
    EventSet::Event event{};
    EventSet::Woken woken = EventSet::Woken::ByEvent;
    while ((woken = _events.wait(0, event)) == EventSet::Woken::ByEvent)
    {
        lock.unlock();
        const std::optional<Job> job = _findJob(event);
        lock.lock();
        if (job && !_stopping && enqueue(*job, since))
            _events.ring();
    }
    if (woken == EventSet::Woken::ByBell)
        _events.ring(); // it was meant for a thread that begins to wait now
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
        if (enqueue(_timed.begin()->second, now))
            _events.ring();
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
