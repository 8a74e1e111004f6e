// SPDX-License-Identifier: Apache-2.0
// The part of Connection that calls the session, and what follows from its answers.
#include "Connection.h"
#include "Poller.h"
#include "SocketPeer.h"
#include "core/ModuleHost.h"

#include <kc/log.hpp>

namespace kc::kernel
{

std::int64_t Connection::callDeadline() const
{
    return after(monotonicNow(), _poller.pool().callTime());
}

Connection::Next Connection::open()
{
    const SocketPeer peer{_socket, _listener, sessionId(), _tls.has_value()};
    kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
    const kc_status status =
        protocol().open(_listener.endpoint().self, &context, this, &peer.raw(), &_session);
    if (status < 0)
        return fail(context, "open", status);
    _opened = true;
    return Next::Park;
}

Connection::Next Connection::onWake()
{
    if (_finishing || !_opened || protocol().wake == nullptr)
        return Next::Park;
    // What came before the pause waits for its answer.
    const bool resumes = std::exchange(_paused, false) && !_pending.empty();
    kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
    const kc_status status = protocol().wake(_session, &context);
    if (status < 0)
        return fail(context, "wake", status);
    _continue = _continue || resumes || status == KC_CONTINUE;
    return Next::Park;
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

Connection::Next Connection::feed(sv bytes, bool isPending)
{
    kc_ctx context{sessionId(), callDeadline(), &_poller.pool().cancelled()};
    std::size_t used = 0;
    const kc_status status = protocol().input(_session, &context, kc::str(bytes), &used);
    if (status < 0)
        return fail(context, "input", status);
    if (used > bytes.size())
        return fail(context, "input used more than there was", KC_EBUG);
    if (_tlsAsked)
        used = bytes.size(); // nothing that came in plain text counts once TLS is on
    _continue = status == KC_CONTINUE;
    if (!_continue && !_finishing && !_paused && used == 0 &&
        bytes.size() >= _listener.endpoint().maxInput)
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
    return closeFor(status <= KC_EBUG ? KC_LOG_ERROR : KC_LOG_INFO,
                    std::string{where} + ": " + context.errorText(status));
}

Connection::Next Connection::closeFor(kc_log_level level, const std::string& reason)
{
    const Endpoint& endpoint = _listener.endpoint();
    if (endpoint.kernel == nullptr || !endpoint.kernel->log.enabled(level))
        return Next::Close;
    const SocketPeer peer{_socket, _listener, sessionId(), _tls.has_value()};
    const std::array fields{Field{"peer", view(peer.raw().address)}.raw()};
    endpoint.kernel->log.write({level, endpoint.kernel->module, sessionId(),
                                endpoint.name + " connection closed: " + reason, fields});
    return Next::Close;
}

void Connection::endSession()
{
    _poller.admission().leave(_ticket); // whoever hears of the end may come again at once
    if (std::exchange(_opened, false))
        protocol().close(_session);
}

} // namespace kc::kernel
