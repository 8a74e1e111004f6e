// SPDX-License-Identifier: Apache-2.0
#include "Connection.h"

#include "Poller.h"
#include "SocketPeer.h"
#include "core/ModuleHost.h"

#include <cerrno>
#include <charconv>
#include <sys/socket.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

constexpr std::int64_t kFlushTime = 10 * kSecond; // for the last words to a slow client
constexpr int kFairRounds = 16;                   // then others get the thread
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kFlushBytes = 64 * 1024; // goes out while the callback still runs

char* readBuffer()
{
    thread_local const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBytes);
    return buffer.get();
}

} // namespace

Connection::Connection(Poller& poller, const Listener& listener, int socket, std::uint64_t id)
    : _poller{poller},
      _listener{listener},
      _id{id},
      _lastActivity{monotonicNow()},
      _timeout{listener.endpoint().timeout},
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

void Connection::signal(std::uint32_t bits)
{
    const std::uint32_t before = _signals.fetch_or(bits | kQueued);
    if ((before & kQueued) == 0)
        _poller.pool().post(job());
}

Job Connection::job()
{
    const kc_kernel* const owner = _listener.endpoint().kernel;
    return {[](void* self) { static_cast<Connection*>(self)->run(); }, nullptr, this,
            owner == nullptr ? "kernel" : owner->module.c_str(), "a connection's call"};
}

std::int64_t Connection::callDeadline() const
{
    return after(monotonicNow(), _poller.pool().callTime());
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
    if ((bits & kOpen) != 0 && open() == Next::Close)
        return Next::Close;
    _readable = _readable || (bits & kReadable) != 0;
    _hungUp = _hungUp || (bits & kHangup) != 0;
    _drainAsked = _drainAsked || (bits & kDrain) != 0;
    if ((bits & kTimeout) != 0 && onTimeout() == Next::Close)
        return Next::Close;
    if ((bits & kWake) != 0 && !_finishing && protocol().wake != nullptr)
    {
        kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
        const kc_status status = protocol().wake(_session, &context);
        if (status < 0)
            return fail(context, "wake", status);
        _continue = _continue || status == KC_CONTINUE;
    }
    return pump();
}

Connection::Next Connection::open()
{
    const SocketPeer peer{_socket, _listener, sessionId()};
    kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
    const kc_status status =
        protocol().open(_listener.endpoint().self, &context, this, &peer.raw(), &_session);
    if (status < 0)
        return fail(context, "open", status);
    _opened = true;
    return Next::Park;
}

Connection::Next Connection::onTimeout()
{
    const std::int64_t end = idleEnd();
    if (end > monotonicNow())
    {
        _poller.schedule(*this, end);
        return Next::Park;
    }
    return _finishing ? Next::Close : sayGoodbye(protocol().expire);
}

Connection::Next Connection::sayGoodbye(void (*goodbye)(void*, kc_ctx*))
{
    if (goodbye != nullptr)
    {
        kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
        goodbye(_session, &context);
    }
    finish();
    return Next::Park;
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
    const bool flushed = flush() == OutputQueue::Flushed::Empty;
    if (_broken || (_finishing && flushed))
        return Next::Close;
    if (_finishing)
        return Next::Park;
    if (_continue && _output.size() < OutputQueue::kMark / 2)
    {
        _continue = false;
        progress = true;
        return feed(_pending, true);
    }
    if (_drainAsked && !_continue && _pending.empty())
    {
        _drainAsked = false;
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
    const ssize_t got = recv(_socket, buffer, room, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR)
    {
        progress = true;
        return Next::Park;
    }
    if (got < 0 && errno == EAGAIN)
    {
        _readable = false;
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
    // already.
    _readable = _hungUp || static_cast<std::size_t>(got) == room;
    const sv bytes{buffer, static_cast<std::size_t>(got)};
    if (_pending.empty())
        return feed(bytes, false);
    _pending.append(bytes);
    return feed(_pending, true);
}

Connection::Next Connection::feed(sv bytes, bool isPending)
{
    kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
    std::size_t used = 0;
    const kc_status status = protocol().input(_session, &context, kc::str(bytes), &used);
    if (status < 0)
        return fail(context, "input", status);
    if (used > bytes.size())
        return fail(context, "input used more than there was", KC_EBUG);
    _continue = status == KC_CONTINUE;
    if (!_continue && !_finishing && used == 0 && bytes.size() >= _listener.endpoint().maxInput)
        return fail(context, "input used nothing of a full buffer", KC_EBUG);
    return keep(bytes, isPending, used);
}

Connection::Next Connection::keep(sv bytes, bool isPending, std::size_t used)
{
    if (used == bytes.size())
        std::string{}.swap(_pending); // gives its memory back: the connection may be idle now
    else if (isPending)
        _pending.erase(0, used);
    else
        _pending = bytes.substr(used);
    return Next::Park;
}

Connection::Next Connection::fail(kc_ctx& context, const char* where, kc_status status)
{
    const Endpoint& endpoint = _listener.endpoint();
    const kc_log_level level = status <= KC_EBUG ? KC_LOG_ERROR : KC_LOG_INFO;
    if (endpoint.kernel != nullptr && endpoint.kernel->log.enabled(level))
        endpoint.kernel->log.write(
            {level,
             endpoint.kernel->module,
             context.trace(),
             endpoint.name + " connection closed: " + where + ": " + context.errorText(status),
             {}});
    return Next::Close;
}

OutputQueue::Flushed Connection::flush()
{
    const std::size_t before = _output.size();
    if (before == 0)
        return OutputQueue::Flushed::Empty;
    OutputQueue::Flushed result = _output.flush(_socket);
    if (result == OutputQueue::Flushed::Blocked && !_blocked.exchange(true))
        // An edge between the refusal and this mark was not reported: ask once more.
        result = _output.flush(_socket);
    if (result == OutputQueue::Flushed::Empty)
        _blocked = false;
    _broken = _broken || result == OutputQueue::Flushed::Broken;
    if (_output.size() != before)
        touch();
    return result;
}

kc_status Connection::write(sv bytes)
{
    if (_broken)
        return KC_STOP;
    const std::size_t before = _output.size();
    _output.append(bytes);
    // Straight to the socket when there is enough; nothing waits for a slow client.
    if (before / kFlushBytes != _output.size() / kFlushBytes && !_broken)
        (void)flush();
    return _output.size() > OutputQueue::kMark ? KC_STOP : KC_OK;
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
    _poller.schedule(*this, idleEnd());
}

void Connection::close()
{
    _poller.forget(*this);
    if (!_broken && _finishing)
    {
        // Unread input would make the system reset the connection and destroy our last words.
        shutdown(_socket, SHUT_WR);
        while (recv(_socket, readBuffer(), kReadBytes, MSG_DONTWAIT) > 0)
        {
        }
    }
    ::close(std::exchange(_socket, -1));
    if (_opened)
        protocol().close(_session);
    _poller.bury(*this);
}

} // namespace kc::kernel
