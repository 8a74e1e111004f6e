// SPDX-License-Identifier: Apache-2.0
// The thread that waits for clients and for idle times to end. It does no work of theirs, it only
// signals connections, which then run on the pool. For octets the pool's threads wait themselves.
// Owns all connections. Mutex: guards the connections and their timers; outside of the pool's.
#pragma once

#include "Connection.h"
#include "core/Clock.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace kc::kernel
{
class Log;

class Poller
{
public:
    Poller(ThreadPool& pool, Log& log);
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;
    ~Poller();

    ThreadPool& pool() { return _pool; }

    Admission& admission() { return _admission; }

    std::int64_t handshakeTime() const { return _admission.limits().handshakeTime; }

    std::int64_t sendTime(const Endpoint& endpoint) const
    {
        return endpoint.sendTime > 0 ? endpoint.sendTime : _admission.limits().sendTime;
    }

    std::size_t connections() const;

    /// Begins to wait. The listeners outlive the poller's thread.
    void start(const std::vector<Listener*>& listeners);
    /// No more clients are accepted once it returned.
    void stopAccepting();
    /// Signals every connection.
    void signalAll(Connection::Signal signal);
    /// Waits until all are gone, at most until `deadline`.
    bool waitForNone(std::int64_t deadline);
    /// Ends the thread. Connections must be gone, or the pool stopped.
    void stop();

    // For connections, from pool threads.

    /// Its timer looks at `when`, or earlier.
    void schedule(Connection& connection, std::int64_t when);
    /// No event of its socket is delivered from now on.
    void forget(const Connection& connection);
    /// The end: it is deleted.
    void bury(Connection& connection);

private:
    using TimerKey = std::pair<std::int64_t, Connection*>;

    void loop();
    void dispatch(std::uint64_t tagged);
    std::optional<Job> onEvent(const EventSet::Event& event);
    Connection*& slot(int socket);
    void accept(Listener& listener);
    void admit(const Listener& listener, int socket, const sockaddr_storage& peer);
    void acceptFailed(int error);
    void pauseAccepting(bool pause);
    void expireTimers(std::int64_t now);
    int waitTime(std::int64_t now);
    void poke() const;
    void watch(int socket, std::uint32_t events, std::uint64_t tag) const;

    ThreadPool& _pool;
    Log& _log;
    Admission _admission;
    int _epoll;
    int _event;
    std::atomic<bool> _stop{false};
    std::vector<Listener*> _listeners; // the thread's own, once it runs

    mutable std::mutex _mutex;
    std::condition_variable _changed;
    std::map<TimerKey, std::unique_ptr<Connection>> _connections; // by time of their next look
    std::vector<Connection*> _bySocket;                           // those whose events are wanted
    std::size_t _refused = 0;                                     // of the connections
    std::int64_t _earliest = kNever;                              // what the thread sleeps for
    bool _acceptStopAsked = false;

    std::int64_t _pausedUntil = 0; // the thread's own
    std::uint64_t _nextId;
    std::thread _thread;
};

} // namespace kc::kernel
