// SPDX-License-Identifier: Apache-2.0
// The thread that stays awake while the main thread may be inside of a module: it takes the
// process's signals, so that a second SIGTERM always counts, tells systemd that a long start or
// stop goes on, and names the life cycle call that outlives its time. A module cannot be killed: at
// start and at stop the process then ends. Mutex: one, a leaf of the lock order.
#pragma once

#include "Clock.h"
#include "log/Log.h"

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace kc::kernel
{

class Watchdog
{
public:
    enum class Signals : bool
    {
        Leave,
        Take
    };

    /// How long life cycle calls may take, by what option, and whether the process can do without
    /// the one that takes longer.
    struct Phase
    {
        std::int64_t span;
        const char* option;
        bool endsProcess;
    };

    /// `lastWords` is told why the process ends, on the watchdog's thread.
    Watchdog(const Log& log, std::function<void(const std::string&)> lastWords);
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;
    ~Watchdog();

    /// Starts the thread if it does not run. Signals are blocked in this one and in those that it
    /// starts.
    void begin(Signals signals);
    void enter(const Phase& phase);
    /// SIGHUP, SIGTERM or SIGINT; 0 when none came in this time.
    int awaitSignal(std::int64_t span);
    bool stopAsked() const;

    /// One call into a module, as long as this lives.
    class Call
    {
    public:
        /// `text`: "module x has not returned from start()". `deadline`: one that is set already.
        Call(Watchdog& watchdog, std::string text, std::int64_t deadline = 0);
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call();

        std::int64_t deadline() const { return _deadline; }

    private:
        Watchdog& _watchdog;
        std::int64_t _deadline;
    };

private:
    void run();
    void onSignal(int signal);
    void look(std::unique_lock<std::mutex>& lock);
    void wake();

    const Log& _log;
    const std::function<void(const std::string&)> _lastWords;
    mutable std::mutex _mutex;
    std::condition_variable _signalCame;
    sigset_t _signals{};
    Phase _phase{};
    std::string _call;
    std::int64_t _expiry = kNever; // of the call
    std::int64_t _beat = kNever;   // when systemd is told again
    int _stop = 0;
    bool _reload = false;
    std::atomic<bool> _ending{false};
    std::thread _thread;
};

} // namespace kc::kernel
