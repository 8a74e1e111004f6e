// SPDX-License-Identifier: Apache-2.0
#include "Connection.h"

#include "Poller.h"
#include "core/ModuleHost.h"

#include <cerrno>
#include <charconv>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

constexpr std::int64_t kFlushTime = 10 * kSecond; // for the last words to a slow client
constexpr int kFairRounds = 16;                   // then others get the thread

} // namespace

Connection::Connection(Poller& poller, const Listener& listener, int socket, std::uint64_t id,
                       const Admission::Ticket& ticket)
    : _poller{poller},
      _listener{listener},
      _id{id},
      _ticket{ticket},
      _isRefused{!ticket.isCounted},
      _sendTime{poller.sendTime(listener.endpoint())},
      _loginBy{listener.endpoint().loginTime == 0
                   ? kNever
                   : after(monotonicNow(), listener.endpoint().loginTime)},
      _lastActivity{monotonicNow()},
      _timeout{listener.endpoint().timeout},
      _limitAt{_loginBy},
      _socket{socket}
{
}

Connection::~Connection()
{
    if (_socket >= 0)
        ::close(_socket);
}

const kc_protocol& Connection::protocol() const
{
    return _listener.endpoint().protocol;
}

std::string Connection::sessionId() const
{
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), _id, 36);
    return {digits.data(), end.ptr};
}

void Connection::touch()
{
    _lastActivity.store(monotonicNow(), std::memory_order_relaxed);
}

/// True if it is the caller's now to run it, or to post it.
bool Connection::mark(std::uint32_t bits)
{
    return (_signals.fetch_or(bits | kQueued) & kQueued) == 0;
}

void Connection::signal(std::uint32_t bits)
{
    if (mark(bits))
        _poller.pool().post(job());
}

std::optional<Job> Connection::onEvent(std::uint32_t events)
{
    constexpr std::uint32_t kGone = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    std::uint32_t bits = (events & (EPOLLIN | kGone)) != 0 ? kReadable : 0U;
    if ((events & kGone) != 0)
        bits |= kHangup;
    if ((events & (EPOLLOUT | kGone)) != 0 && _blocked.load())
        bits |= kWritable;
    return bits != 0 && mark(bits) ? std::optional{job()} : std::nullopt;
}

Job Connection::job()
{
    const kc_kernel* const owner = _listener.endpoint().kernel;
    return {[](void* self) { static_cast<Connection*>(self)->run(); }, nullptr, this,
            owner == nullptr ? "kernel" : owner->module.c_str(), "a connection's call"};
}

void Connection::run()
{
    for (int rounds = 0;; ++rounds)
    {
        if (rounds == kFairRounds)
        {
            // Still marked as queued: only this post is under way.
            _poller.pool().post(job());
            return;
        }
        const std::uint32_t bits = _signals.exchange(kQueued) & ~kQueued;
        if (bits == 0)
        {
            std::uint32_t queued = kQueued;
            // From here on another thread may run or delete this object.
            if (_signals.compare_exchange_strong(queued, 0))
                return;
            continue;
        }
        if (handle(bits) == Next::Close)
        {
            close();
            return;
        }
    }
}

Connection::Next Connection::handle(std::uint32_t bits)
{
    if ((bits & kKill) != 0)
        return Next::Close;
    if ((bits & kOpen) != 0 && begin() == Next::Close)
        return Next::Close;
    if ((bits & kRefuse) != 0)
        refuse();
    _readable = _readable || (bits & kReadable) != 0;
    _hungUp = _hungUp || (bits & kHangup) != 0;
    if ((bits & kDrain) != 0)
        _draining = _goodbyeDue = true;
    if ((bits & kTimeout) != 0 && onTimeout() == Next::Close)
        return Next::Close;
    if ((bits & kWake) != 0 && onWake() == Next::Close)
        return Next::Close;
    return pump();
}

Connection::Next Connection::begin()
{
    if (!_listener.endpoint().has(KC_LISTEN_TLS))
        return open();
    _tlsAsked = true;
    return Next::Park;
}

void Connection::refuse()
{
    const Endpoint& endpoint = _listener.endpoint();
    if (!endpoint.has(KC_LISTEN_TLS))
        _output.append(endpoint.busy);
    finish();
}

std::int64_t Connection::nextLook() const
{
    std::int64_t idle = _timeout.load(std::memory_order_relaxed);
    if (_blocked.load(std::memory_order_relaxed))
        idle = std::min(idle, _sendTime);
    return std::min({after(_lastActivity.load(std::memory_order_relaxed), idle),
                     _limitAt.load(std::memory_order_relaxed),
                     _wakeAt.load(std::memory_order_relaxed)});
}

Connection::Next Connection::onTimeout()
{
    const std::int64_t now = monotonicNow();
    if (_wakeAt <= now)
    {
        _wakeAt = kNever;
        if (onWake() == Next::Close)
            return Next::Close;
    }
    const bool isLimit = _limitAt <= now;
    if (isLimit && _handshaking)
        return closeFor(KC_LOG_INFO, "the TLS handshake took too long");
    if (!isLimit && _output.size() == 0 && !_handshaking)
        _blocked = false;
    if (!isLimit && nextLook() > now)
    {
        _poller.schedule(*this, nextLook());
        return Next::Park;
    }
    if (_finishing || !_opened)
        return Next::Close;
    _limitAt = kNever; // time for a goodbye
    if (!isLimit && _blocked)
        return closeFor(KC_LOG_INFO, "the client takes no more octets");
    return sayGoodbye(protocol().expire);
}

Connection::Next Connection::pump()
{
    bool progress = true;
    for (int rounds = 0; progress; ++rounds)
    {
        if (rounds == kFairRounds)
        {
            _signals.fetch_or(kAgain); // kQueued is ours
            return Next::Park;
        }
        progress = false;
        if (pumpOnce(progress) == Next::Close)
            return Next::Close;
    }
    return Next::Park;
}

Connection::Next Connection::pumpOnce(bool& progress)
{
    if (_handshaking)
        return shakeHands(progress);
    const bool flushed = flush() == OutputQueue::Flushed::Empty;
    if (_broken)
        return Next::Close;
    if (_finishing)
        return flushed ? linger() : Next::Park;
    if (_tlsAsked)
        return flushed ? beginTls(progress) : Next::Park;
    if (_paused && !_goodbyeDue)
        return Next::Park;
    if (_continue && !_paused && _output.size() < OutputQueue::kMark / 2)
    {
        _continue = false;
        progress = true;
        return feed(_pending, true);
    }
    if (_goodbyeDue && (_paused || (!_continue && _pending.empty())))
    {
        _goodbyeDue = false;
        progress = true;
        return sayGoodbye(protocol().drain);
    }
    // A client that does not read its answers is not asked for more questions.
    if (!_readable || _continue || _output.size() >= OutputQueue::kMark)
        return Next::Park;
    return receive(progress);
}

Connection::Next Connection::receive(bool& progress)
{
    const std::size_t room = std::min(kReadBytes, _listener.endpoint().maxInput - _pending.size());
    char* const buffer = readBuffer();
    const ssize_t got = read(buffer, room);
    if (got < 0 && errno == EINTR)
    {
        progress = true;
        return Next::Park;
    }
    if (got < 0 && errno == EAGAIN)
    {
        progress = mustTryAgain();
        _readable = _tls && _tls->wantsWrite();
        return Next::Park;
    }
    if (got < 0)
        return Next::Close;
    progress = true;
    if (got == 0)
    {
        finish(); // what was answered still goes out
        return Next::Park;
    }
    touch();
    // A short read has emptied the socket; what comes later is a new edge, but the end may be here
    // already. TLS reads record by record.
    _readable = _hungUp || _tls || static_cast<std::size_t>(got) == room;
    const sv bytes{buffer, static_cast<std::size_t>(got)};
    if (_pending.empty())
        return feed(bytes, false);
    _pending.append(bytes);
    return feed(_pending, true);
}

void Connection::finish()
{
    if (_finishing)
        return;
    _finishing = true;
    touch();
    setTimeout(std::min(_timeout.load(std::memory_order_relaxed), kFlushTime));
}

void Connection::setTimeout(std::int64_t timeout)
{
    _timeout.store(timeout, std::memory_order_relaxed);
    _poller.schedule(*this, nextLook());
}

void Connection::setLimit(std::int64_t at)
{
    _limitAt.store(at, std::memory_order_relaxed);
    _poller.schedule(*this, nextLook());
}

void Connection::wakeAfter(std::int64_t span)
{
    _wakeAt.store(span > 0 ? after(monotonicNow(), span) : kNever, std::memory_order_relaxed);
    _poller.schedule(*this, nextLook());
}

void Connection::pause()
{
    _paused = true;
}

kc_status Connection::authenticated(sv user)
{
    if (!_poller.admission().logIn(_ticket, user))
        return KC_EBUSY;
    if (std::exchange(_loginBy, kNever) != kNever)
        _limitAt.store(kNever, std::memory_order_relaxed);
    return KC_OK;
}

void Connection::close()
{
    _poller.forget(*this);
    endSession();
    ::close(std::exchange(_socket, -1));
    _poller.bury(*this);
}

} // namespace kc::kernel
