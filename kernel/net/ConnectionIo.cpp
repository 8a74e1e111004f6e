// SPDX-License-Identifier: Apache-2.0
// The part of Connection that touches the socket: plain or TLS, in and out, and its last moments.
#include "Connection.h"
#include "Poller.h"

#include <cerrno>
#include <sys/socket.h>

namespace kc::kernel
{
namespace
{

constexpr std::int64_t kLingerTime = 2 * kSecond; // for a client to stop talking
constexpr std::size_t kFlushBytes = 64 * 1024;    // goes out while the callback still runs
constexpr int kLingerRounds = 16;                 // then others get the thread

} // namespace

char* Connection::readBuffer()
{
    thread_local const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBytes);
    return buffer.get();
}

Connection::Next Connection::beginTls(bool& progress)
{
    const std::int64_t handshakeBy = after(monotonicNow(), _poller.handshakeTime());
    _tlsAsked = false;
    _handshaking = progress = true;
    _tls.emplace(*_listener.endpoint().tlsSlot->context(), _socket);
    setLimit(std::min(handshakeBy, _loginBy));
    return Next::Park;
}

Connection::Next Connection::shakeHands(bool& progress)
{
    if (_draining)
        return Next::Close;
    switch (_tls->handshake())
    {
    case tls::Stream::Handshake::Waiting:
        progress = mustTryAgain();
        return Next::Park;
    case tls::Stream::Handshake::Failed:
        return closeFor(KC_LOG_INFO, "TLS handshake: " + tls::reason());
    case tls::Stream::Handshake::Done:
        break;
    }
    touch();
    _handshaking = _blocked = false;
    _readable = progress = true;
    setLimit(_loginBy);
    return _opened ? Next::Park : open();
}

/// TLS may have to write in order to read: the socket is watched for room as for output.
bool Connection::mustTryAgain()
{
    // An edge between the refusal and this mark was not reported: ask once more.
    return _tls && _tls->wantsWrite() && !_blocked.exchange(true);
}

ssize_t Connection::read(char* to, std::size_t n)
{
    return _tls ? _tls->read(to, n) : recv(_socket, to, n, MSG_DONTWAIT);
}

OutputQueue::Flushed Connection::flush()
{
    const std::size_t before = _output.size();
    if (before == 0)
        return OutputQueue::Flushed::Empty;
    tls::Stream* const stream = _tls ? &*_tls : nullptr;
    OutputQueue::Flushed result = _output.flush(_socket, stream);
    if (result == OutputQueue::Flushed::Blocked && !_blocked.exchange(true))
    {
        // An edge between the refusal and this mark was not reported: ask once more.
        result = _output.flush(_socket, stream);
        _poller.schedule(*this, nextLook());
    }
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
    if (before / kFlushBytes != _output.size() / kFlushBytes && !_handshaking)
        (void)flush();
    return _output.size() > OutputQueue::kMark ? KC_STOP : KC_OK;
}

kc_status Connection::startTls()
{
    if (_listener.endpoint().tlsSlot->context() == nullptr || _tls)
        return KC_ENOTSUP;
    _tlsAsked = true;
    return KC_OK;
}

/// A socket that is closed while octets come in is reset, and the client may lose our last words
/// (RFC 9112 §9.6). So only our half ends, and what still comes is thrown away for a moment.
Connection::Next Connection::linger()
{
    if (!_lingering)
    {
        _lingering = true;
        endSession(); // before the client sees the end
        if (tlsStream() != nullptr)
            _tls->sayEnd();
        shutdown(_socket, SHUT_WR);
        _timeout = kNever;
        setLimit(after(monotonicNow(), kLingerTime));
    }
    ssize_t got = 1;
    for (int rounds = 0; got > 0 && rounds < kLingerRounds; ++rounds)
        got = recv(_socket, readBuffer(), kReadBytes, MSG_DONTWAIT);
    if (got > 0)
        _signals.fetch_or(kAgain); // kQueued is ours
    return !_draining && (got > 0 || (got < 0 && errno == EAGAIN)) ? Next::Park : Next::Close;
}

} // namespace kc::kernel
