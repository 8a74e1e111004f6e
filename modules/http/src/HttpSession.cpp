// SPDX-License-Identifier: Apache-2.0
#include "HttpSession.h"

#include <algorithm>

namespace kc::httpd
{

namespace
{

// The body of a refused request is read and thrown away up to this size, so that the connection
// stays usable; a larger one closes it.
constexpr std::uint64_t kMaxSkipped = 65536;
// What a client may send on while it listens to a feed.
constexpr std::size_t kMaxDuringFeed = 65536;
// A feed that is silent so long ends; a client that is still there asks again. So nobody who is
// gone without a word holds it for ever.
constexpr std::chrono::hours kFeedSilence{1};
constexpr sv kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

HttpSession::HttpSession(Frontend& frontend, const net::Connection& connection, const kc_peer& peer)
    : _frontend{frontend},
      _connection{connection},
      _peer{peer},
      _limits{frontend.limits.load()},
      _parser{_limits->maxHead},
      _login{frontend, connection, _peer},
      _exchange{frontend, _peer},
      _sender{connection},
      _timeout{_limits->idle}
{
}

Status HttpSession::input(Context& context, sv bytes, std::size_t& used)
{
    used = 0;
    if (!flush(context))
        return KC_CONTINUE;
    bool isDecided = true;
    while (isDecided && !_isClosing && !_sender.hasFeed())
    {
        if (_parser.isIdle() && used < bytes.size())
            _begun = Clock::now();
        used += _parser.feed(bytes.substr(used));
        isDecided = keepBody(context) && act(context);
        if (!flush(context))
            return KC_CONTINUE;
    }
    if (_sender.hasFeed())
        return duringFeed(bytes.substr(used));
    if (_isClosing)
        used = bytes.size();
    else
        setTimeout(_parser.isIdle() ? _limits->idle : _limits->reading);
    return KC_OK;
}

/// The next requests wait for the end of the body that is under way.
Status HttpSession::duringFeed(sv bytes)
{
    if (bytes.size() >= kMaxDuringFeed)
        throw Fault{KC_ETOOBIG, "too much was sent while an answer lasts"};
    setTimeout(kFeedSilence);
    return KC_OK;
}

/// True unless there was no room for it, which has been answered.
bool HttpSession::keepBody(Context& context)
{
    const std::string octets = _parser.takeBody();
    try
    {
        if (!octets.empty() && !_early)
            _exchange.addBody(octets);
        return true;
    }
    catch (const Fault& fault)
    {
        send(_exchange.failed(context, fault), Persistence::Close);
        return false;
    }
}

bool HttpSession::act(Context& context)
{
    switch (_parser.state())
    {
    case RequestParser::State::HeadDone:
        onHead(context);
        return true;
    case RequestParser::State::Done:
        onRequest(context);
        return true;
    case RequestParser::State::Refused:
        onRefusal(context);
        return true;
    default:
        break;
    }
    if (!_parser.isIdle() && isOverdue())
        send(Answer{408, "The request took too long."}, Persistence::Close);
    return false;
}

bool HttpSession::isOverdue() const
{
    return Clock::now() - _begun > _limits->request;
}

void HttpSession::onHead(Context& context)
{
    RequestHead& head = _parser.head();
    _exchange.reset();
    _early = _exchange.begin(context, head, _login);
    if (_early)
    {
        skipBody(context);
        return;
    }
    _parser.expectBody(BodyUse::Keep, _exchange.bodyLimit(_limits->maxBody));
    // RFC 9110 §10.1.1; a body that is too long already is refused instead.
    if (head.expectsContinue && head.hasBody() && _parser.state() != RequestParser::State::Refused)
        _sender.add(kContinue);
}

void HttpSession::skipBody(Context& context)
{
    const RequestHead& head = _parser.head();
    if (head.expectsContinue || head.contentLength > kMaxSkipped)
    {
        report(context, *_early);
        send(std::move(*_early), Persistence::Close);
    }
    else
        _parser.expectBody(BodyUse::Discard, kMaxSkipped);
}

void HttpSession::onRequest(Context& context)
{
    const RequestHead& head = _parser.head();
    Answer answer = _early ? std::move(*_early) : _exchange.answer(context, head);
    _early.reset();
    report(context, answer);
    send(std::move(answer), head.persistence);
    _exchange.reset();
    _parser.reset();
}

/// The query stays out of the log: it may hold what only the client should know.
void HttpSession::report(Context& context, const Answer& answer)
{
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - _begun);
    _frontend.log.write(_limits->logsRequests ? KC_LOG_NOTICE : KC_LOG_DEBUG, &context,
                        "http request",
                        {{"method", _parser.head().method},
                         {"path", _exchange.target().path},
                         {"status", answer.status()},
                         {"octets", answer.size()},
                         {"user", _exchange.caller().login},
                         {"from", _peer.address},
                         {"ms", taken.count()}});
}

void HttpSession::onRefusal(Context& context)
{
    const Refusal& why = _parser.refusal();
    Answer answer = _early ? std::move(*_early) : Answer{why.status, why.reason};
    _early.reset();
    report(context, answer);
    send(std::move(answer), Persistence::Close);
}

void HttpSession::send(Answer answer, Persistence persistence)
{
    if (_frontend.isDraining)
        persistence = Persistence::Close;
    _frontend.answers.add({std::to_string(answer.status())});
    _sender.add(std::move(answer), _parser.head(), persistence);
    _isClosing = persistence == Persistence::Close;
    setTimeout(_limits->sending);
    const auto delay = _login.takeDelay();
    if (delay == std::chrono::nanoseconds::zero())
        return;
    _isHeld = true;
    _connection.pause();
    _connection.wakeAfter(delay);
}

/// The answer to a wrong password has waited long enough, or a feed has something to say.
Status HttpSession::wake(Context& context)
{
    const bool hadFeed = _sender.hasFeed();
    if (hadFeed)
        _sender.wakeFeed();
    else if (!std::exchange(_isHeld, false))
        return KC_OK;
    const bool isSent = flush(context);
    const bool isWaiting = _sender.hasFeed() || _isClosing;
    return isSent && isWaiting ? KC_OK : KC_CONTINUE;
}

bool HttpSession::flush(Context& context)
{
    if (_isHeld || !_sender.flush(context))
        return false;
    if (_isClosing && !_sender.hasFeed())
        _connection.finish();
    return true;
}

void HttpSession::setTimeout(std::chrono::nanoseconds timeout)
{
    if (timeout == _timeout)
        return;
    _timeout = timeout;
    _connection.setTimeout(timeout);
}

void HttpSession::goodbye(Context& context, Answer answer)
{
    if (_sender.hasFeed())
        _sender.endFeed();
    else if (_parser.isIdle() || _isClosing)
        return;
    else
        send(std::move(answer), Persistence::Close);
    (void)flush(context);
}

void HttpSession::expire(Context& context)
{
    goodbye(context, Answer{408, "The request took too long."});
}

void HttpSession::drain(Context& context)
{
    goodbye(context, Answer{503, "The server is going down."});
}

} // namespace kc::httpd
