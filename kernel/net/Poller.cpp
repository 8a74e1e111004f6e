// SPDX-License-Identifier: Apache-2.0
#include "Poller.h"

#include "core/ThreadRole.h"
#include "log/Log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

constexpr std::uint64_t kPokeTag = 1; // no listener is there
constexpr int kAcceptsAtOnce = 64;
constexpr std::int64_t kAcceptPause = kSecond;
constexpr std::size_t kRefusedAtOnce = 128; // more are closed without a word
// Octets that TCP takes beyond those on their way: a client that does not read is not worked for.
constexpr int kMostUnsent = 256 * 1024;

} // namespace

Poller::Poller(ThreadPool& pool, Log& log)
    : _pool{pool},
      _log{log},
      _admission{log},
      _epoll{epoll_create1(EPOLL_CLOEXEC)},
      _event{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
      // Ids of one start do not come again after the next.
      _nextId{static_cast<std::uint64_t>(time(nullptr)) << 20U}
{
    KC_ASSERT(_epoll >= 0 && _event >= 0);
    watch(_event, EPOLLIN, kPokeTag);
    _pool.onEvent([this](const EventSet::Event& event) { return onEvent(event); });
}

Poller::~Poller()
{
    stop();
    close(_epoll);
    close(_event);
}

std::size_t Poller::connections() const
{
    const std::lock_guard lock{_mutex};
    return _connections.size();
}

void Poller::watch(int socket, std::uint32_t events, std::uint64_t tag) const
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    epoll_ctl(_epoll, EPOLL_CTL_ADD, socket, &event);
}

void Poller::start(const std::vector<Listener*>& listeners)
{
    _listeners = listeners;
    for (Listener* const each : _listeners)
        watch(each->socket(), EPOLLIN, reinterpret_cast<std::uintptr_t>(each));
    _thread = std::thread{[this] { loop(); }};
}

void Poller::stopAccepting()
{
    std::unique_lock lock{_mutex};
    if (!_thread.joinable())
        return;
    _acceptStopAsked = true;
    poke();
    _changed.wait(lock, [&] { return !_acceptStopAsked; });
}

void Poller::signalAll(Connection::Signal signal)
{
    const std::lock_guard lock{_mutex};
    for (const auto& [key, connection] : _connections)
        connection->signal(signal);
}

bool Poller::waitForNone(std::int64_t deadline)
{
    std::unique_lock lock{_mutex};
    return _changed.wait_until(lock, timePoint(deadline), [&] { return _connections.empty(); });
}

void Poller::stop()
{
    _stop = true;
    poke();
    if (_thread.joinable())
        _thread.join();
}

void Poller::poke() const
{
    const std::uint64_t one = 1;
    // It can fail only when it is already signalled.
    [[maybe_unused]] const ssize_t ignored = write(_event, &one, sizeof one);
}

void Poller::schedule(Connection& connection, std::int64_t when)
{
    const std::lock_guard lock{_mutex};
    // A later look finds out by itself that the time has moved.
    if (when >= connection.timerAt)
        return;
    auto node = _connections.extract({connection.timerAt, &connection});
    KC_ASSERT(!node.empty());
    connection.timerAt = when;
    node.key().first = when;
    _connections.insert(std::move(node));
    if (when < _earliest)
        poke();
}

/// Its place in the table by socket.
Connection*& Poller::slot(int socket)
{
    const auto place = static_cast<std::size_t>(socket);
    if (place >= _bySocket.size())
        _bySocket.resize(place + 1);
    return _bySocket[place];
}

/// On a pool's thread. The mutex keeps the connection from being deleted before it is marked.
std::optional<Job> Poller::onEvent(const EventSet::Event& event)
{
    const std::lock_guard lock{_mutex};
    Connection* const connection = slot(static_cast<int>(event.key & UINT32_MAX));
    // Another one may have the socket by now.
    if (connection == nullptr || connection->key() != event.key)
        return {};
    return connection->onEvent(event.what);
}

void Poller::forget(const Connection& connection)
{
    _pool.events().forget(connection.socket());
    const std::lock_guard lock{_mutex};
    slot(connection.socket()) = nullptr;
}

void Poller::bury(Connection& connection)
{
    std::unique_ptr<Connection> dead; // later than the lock
    const std::lock_guard lock{_mutex};
    auto node = _connections.extract({connection.timerAt, &connection});
    KC_ASSERT(!node.empty());
    dead = std::move(node.mapped());
    _refused -= connection.isRefused() ? 1 : 0;
    if (_connections.empty())
        _changed.notify_all();
}

void Poller::loop()
{
    pthread_setname_np(pthread_self(), "kc-poller");
    threadRole = ThreadRole::Poller;
    std::array<epoll_event, 256> events{};
    while (!_stop)
    {
        const int n = epoll_wait(_epoll, events.data(), static_cast<int>(events.size()),
                                 waitTime(monotonicNow()));
        for (int i = 0; i < n; ++i)
            dispatch(events[static_cast<std::size_t>(i)].data.u64);
        expireTimers(monotonicNow());
    }
}

void Poller::dispatch(std::uint64_t tagged)
{
    if (tagged != kPokeTag)
        return accept(*reinterpret_cast<Listener*>(tagged));
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t ignored = read(_event, &count, sizeof count);
}

int Poller::waitTime(std::int64_t now)
{
    const std::lock_guard lock{_mutex};
    if (_acceptStopAsked)
    {
        for (Listener* const each : _listeners)
            each->close();
        _listeners.clear();
        _pausedUntil = 0;
        _acceptStopAsked = false;
        _changed.notify_all();
    }
    if (_pausedUntil != 0 && now >= _pausedUntil)
        pauseAccepting(false);
    _earliest = _connections.empty() ? kNever : _connections.begin()->first.first;
    if (_pausedUntil != 0)
        _earliest = std::min(_earliest, _pausedUntil);
    if (_earliest == kNever)
        return -1;
    constexpr std::int64_t kLongest = 3600 * kSecond;
    // Rounded up, so as not to look too early and turn around.
    return static_cast<int>(
        (std::clamp<std::int64_t>(_earliest - now, 0, kLongest) + kMillisecond - 1) / kMillisecond);
}

void Poller::expireTimers(std::int64_t now)
{
    const std::lock_guard lock{_mutex};
    while (!_connections.empty() && _connections.begin()->first.first <= now)
    {
        auto node = _connections.extract(_connections.begin());
        Connection& connection = *node.key().second;
        // Times are not moved at every octet; an end that has moved meanwhile is seen here.
        const std::int64_t end = connection.nextLook();
        connection.timerAt = end > now ? end : kNever;
        node.key().first = connection.timerAt;
        _connections.insert(std::move(node));
        if (end <= now)
            connection.signal(Connection::kTimeout);
    }
}

void Poller::accept(Listener& listener)
{
    for (int i = 0; i < kAcceptsAtOnce; ++i)
    {
        sockaddr_storage peer{};
        socklen_t length = sizeof peer;
        const int socket = accept4(listener.socket(), reinterpret_cast<sockaddr*>(&peer), &length,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0)
            admit(listener, socket, peer);
        else if (errno == EAGAIN)
            return;
        else if (errno != EINTR && errno != ECONNABORTED)
            return acceptFailed(errno);
    }
}

void Poller::admit(const Listener& listener, int socket, const sockaddr_storage& peer)
{
    if (!listener.isUnix())
    {
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent, sizeof kMostUnsent);
    }
    Admission::Ticket ticket;
    const bool needsLogin = !listener.endpoint().has(KC_LISTEN_NO_LOGIN);
    const bool admitted = _admission.enter(ticket, peer, needsLogin);
    auto owned = std::make_unique<Connection>(*this, listener, socket, _nextId++, ticket);
    Connection& connection = *owned;
    const std::lock_guard lock{_mutex};
    if (!admitted && ++_refused > kRefusedAtOnce)
    {
        --_refused;
        return;
    }
    connection.timerAt = connection.nextLook();
    _connections.emplace(TimerKey{connection.timerAt, &connection}, std::move(owned));
    // Watched first: once it runs, it may close its socket at any moment.
    slot(socket) = &connection;
    _pool.events().watch(socket, connection.key());
    connection.signal(admitted ? Connection::kOpen : Connection::kRefuse);
}

void Poller::acceptFailed(int error)
{
    // Out of descriptors or memory: the client waits in the backlog, we do not spin.
    _log.kernel(KC_LOG_WARN, std::string{"cannot accept connections: "} + std::strerror(error) +
                                 "; trying again in a second");
    pauseAccepting(true);
}

void Poller::pauseAccepting(bool pause)
{
    _pausedUntil = pause ? monotonicNow() + kAcceptPause : 0;
    for (Listener* const each : _listeners)
    {
        epoll_event event{};
        event.events = pause ? 0U : std::uint32_t{EPOLLIN};
        event.data.u64 = reinterpret_cast<std::uintptr_t>(each);
        epoll_ctl(_epoll, EPOLL_CTL_MOD, each->socket(), &event);
    }
}

} // namespace kc::kernel
