// SPDX-License-Identifier: Apache-2.0
#include "Watchdog.h"

#include "ServiceNotifier.h"

#include <algorithm>
#include <pthread.h>
#include <unistd.h>
#include <utility>

namespace kc::kernel
{
namespace
{

// A module that keeps to its deadline gets this much to come back after it.
constexpr std::int64_t kGrace = 2 * kSecond;
constexpr std::int64_t kBeat = 5 * kSecond;
constexpr sv kBeatWord = "EXTEND_TIMEOUT_USEC=15000000"; // three beats

int wakeSignal()
{
    return SIGRTMIN;
}

} // namespace

Watchdog::Watchdog(const Log& log, std::function<void(const std::string&)> lastWords)
    : _log{log}, _lastWords{std::move(lastWords)}
{
}

Watchdog::~Watchdog()
{
    if (!_thread.joinable())
        return;
    _ending = true;
    wake();
    _thread.join();
}

void Watchdog::begin(Signals signals)
{
    if (_thread.joinable())
        return;
    sigemptyset(&_signals);
    sigaddset(&_signals, wakeSignal());
    if (signals == Signals::Take)
        for (const int each : {SIGTERM, SIGINT, SIGHUP})
            sigaddset(&_signals, each);
    pthread_sigmask(SIG_BLOCK, &_signals, nullptr);
    _thread = std::thread{[this] { run(); }};
}

void Watchdog::enter(const Phase& phase)
{
    const std::lock_guard lock{_mutex};
    _phase = phase;
    _beat = phase.endsProcess ? monotonicNow() + kBeat : kNever;
    wake();
}

void Watchdog::wake()
{
    if (_thread.joinable())
        pthread_kill(_thread.native_handle(), wakeSignal());
}

int Watchdog::awaitSignal(std::int64_t span)
{
    std::unique_lock lock{_mutex};
    _signalCame.wait_for(lock, std::chrono::nanoseconds{span},
                         [&] { return _stop != 0 || _reload; });
    if (_stop != 0)
        return _stop;
    return std::exchange(_reload, false) ? SIGHUP : 0;
}

bool Watchdog::stopAsked() const
{
    const std::lock_guard lock{_mutex};
    return _stop != 0;
}

void Watchdog::run()
{
    pthread_setname_np(pthread_self(), "kc-watchdog");
    std::unique_lock lock{_mutex};
    while (!_ending)
    {
        look(lock);
        const std::int64_t next = std::min(_expiry, _beat);
        const std::int64_t left = std::clamp<std::int64_t>(next - monotonicNow(), 0, next);
        const timespec wait{left / kSecond, left % kSecond};
        lock.unlock();
        const int signal = sigtimedwait(&_signals, nullptr, next == kNever ? nullptr : &wait);
        lock.lock();
        if (signal > 0 && signal != wakeSignal())
            onSignal(signal);
    }
}

void Watchdog::onSignal(int signal)
{
    if (signal == SIGHUP)
        _reload = true;
    else if (_stop != 0)
    {
        _log.kernel(KC_LOG_WARN, "a second signal: ended at once");
        _exit(128 + signal);
    }
    else
    {
        _stop = signal;
        _log.kernel(KC_LOG_NOTICE,
                    signal == SIGTERM ? "stopping by SIGTERM" : "stopping by SIGINT");
    }
    _signalCame.notify_all();
}

void Watchdog::look(std::unique_lock<std::mutex>& lock)
{
    const std::int64_t now = monotonicNow();
    if (now >= _beat)
    {
        _beat = now + kBeat;
        notifyService(kBeatWord);
    }
    if (now < _expiry)
        return;
    _expiry = kNever; // named once
    const std::string text =
        _call + " within " + std::to_string(_phase.span / kSecond) + " s (" + _phase.option + ")";
    const bool ends = _phase.endsProcess;
    lock.unlock();
    if (ends)
    {
        _lastWords(text + "; the process ends without it: raise " + _phase.option +
                   ", or leave the module out");
        _exit(1);
    }
    _log.kernel(KC_LOG_ERROR, text + "; it is waited for");
    lock.lock();
}

Watchdog::Call::Call(Watchdog& watchdog, std::string text, std::int64_t deadline)
    : _watchdog{watchdog}
{
    const std::lock_guard lock{watchdog._mutex};
    const std::int64_t now = monotonicNow();
    _deadline = deadline != 0 ? deadline : after(now, watchdog._phase.span);
    watchdog._call = std::move(text);
    watchdog._expiry = after(std::max(now, _deadline), kGrace);
    watchdog.wake();
}

Watchdog::Call::~Call()
{
    const std::lock_guard lock{_watchdog._mutex};
    _watchdog._expiry = kNever;
}

} // namespace kc::kernel
