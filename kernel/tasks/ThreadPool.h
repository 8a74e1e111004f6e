// SPDX-License-Identifier: Apache-2.0
// The threads that run everything: protocol callbacks, tasks, timed jobs. Jobs may block (a commit
// waits for the disk), so the pool grows from `base` to `limit` while jobs wait, and shrinks when
// threads idle. Mutex: one, a leaf of the lock order; no job runs under it.
//
// Idle threads wait for the sockets themselves (EventSet): whoever is woken by an edge runs what it
// leads to. When all threads are blocked, the supervisor takes the events that nobody looks for
// into the queue, where they make the pool grow like other jobs.
#pragma once

#include "EventSet.h"
#include "core/Clock.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace kc::kernel
{

/// A function to run once. `drop` (may be null) is called instead when the pool stops before it
/// ran. For messages: whose it is (outlives the pool's threads) and what (until it has run).
struct Job
{
    void (*run)(void* arg);
    void (*drop)(void* arg);
    void* arg;
    const char* module = "kernel";
    const char* name = "a call";
};

/// What threads that have nothing to do become, once there are not more than `base`.
enum class IdleThreads : bool
{
    Stay,
    End
};

class ThreadPool
{
public:
    ThreadPool(std::size_t base, std::size_t limit, std::string name = "kc-worker",
               IdleThreads idleThreads = IdleThreads::Stay);
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;
    ~ThreadPool();

    void resize(std::size_t base, std::size_t limit);
    /// False when the pool is stopping: the job is not taken.
    bool post(const Job& job);
    /// How long a job may run until it is named, once, and until its thread no longer counts.
    void setCallTime(std::int64_t span) { _callTime = span; }

    std::int64_t callTime() const { return _callTime; }

    /// Who is told of it ("module x in a task"), on the pool's own thread. Set before the first
    /// job.
    void onOverdue(std::function<void(const std::string&)> told) { _told = std::move(told); }

    /// What the threads wait for, beside jobs.
    const EventSet& events() const { return _events; }

    /// What is to be done for an event, by the thread that calls it. Set before the first event.
    using EventJob = std::function<std::optional<Job>(const EventSet::Event&)>;
    void onEvent(EventJob find) { _findJob = std::move(find); }

    /// What is under way now: "module x in a task".
    std::vector<std::string> running() const;
    /// Posts it at a time of CLOCK_MONOTONIC.
    bool postAt(std::int64_t time, const Job& job);
    /// Takes back all jobs with this argument and waits for one that is running.
    void withdraw(const void* arg);
    /// Waits until nothing runs or waits (timed jobs aside), at most until `deadline`.
    bool settle(std::int64_t deadline);
    /// Nothing begins any more; drops what waits; joins all threads. Called once, by the owner.
    void stop();

    /// Set when the deadline of a shutdown has passed: contexts show it to modules.
    const std::atomic<bool>& cancelled() const { return _cancelled; }

    void cancel() { _cancelled = true; }

    std::size_t threads() const;
    /// Jobs that no thread has taken yet.
    std::size_t waiting() const;

private:
    struct Waiting
    {
        Job job;
        std::int64_t since;
    };

    struct Worker
    {
        std::thread thread;
        const void* running = nullptr;
        std::int64_t since = 0;
        std::string what; // a copy: the job may free its own while it runs
        bool busy = false;
        bool overdue = false;
        bool ended = false;
        bool queueIsNext = true; // jobs and events take turns
    };

    using Lock = std::unique_lock<std::mutex>;

    void work(Worker& self);
    bool waitForJob(Worker& self, Lock& lock, Job& out);
    bool takeQueued(Worker& self, Job& out);
    EventSet::Woken lookForEvent(Lock& lock, std::optional<Job>& found);
    void onAllBusy(std::int64_t now);
    void takeUnseenEvents(std::int64_t now, Lock& lock);
    void supervise();
    void wakeSupervisor();
    std::int64_t nextLook(std::int64_t now) const;
    void moveDue(std::int64_t now);
    [[nodiscard]] bool enqueue(const Job& job, std::int64_t now);
    void growIfStuck(std::int64_t now);
    void nameOverdue(std::int64_t now, Lock& lock);
    std::size_t limit() const;
    void spawn();
    bool isRunning(const void* arg) const;
    bool isOverloaded() const;

    mutable std::mutex _mutex;
    std::condition_variable _settled, _look;
    std::size_t _base, _limit;
    const std::string _name; // of its threads
    const IdleThreads _idleThreads;
    const EventSet _events;
    EventJob _findJob;
    std::deque<Waiting> _jobs;
    std::multimap<std::int64_t, Job> _timed;
    std::list<Worker> _workers;
    std::size_t _live = 0;
    std::size_t _idle = 0;               // of _live: they look for events
    std::int64_t _allBusySince = kNever; // nobody does
    std::int64_t _supervisorLook = 0;    // the next one
    std::size_t _overdue = 0;
    std::size_t _watchers = 0; // who waits for _settled
    bool _stopping = false;
    std::atomic<bool> _cancelled{false};
    std::atomic<std::int64_t> _callTime{300 * kSecond};
    std::function<void(const std::string&)> _told = [](const std::string&) {};
    std::thread _supervisor;
};

} // namespace kc::kernel
