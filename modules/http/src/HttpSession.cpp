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
constexpr std::size_t kPiece = 65536;
constexpr sv kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Answer unauthorized()
{
    Answer answer{401, "Login needed."};
    answer.addHeader("WWW-Authenticate", "Basic realm=\"Kopano\", charset=\"UTF-8\"");
    return answer;
}

bool isTransient(kc_code code)
{
    return code <= -100 && code > -200;
}

} // namespace

HttpSession::HttpSession(Frontend& frontend, const net::Connection& connection, const kc_peer& peer)
    : _frontend{frontend},
      _connection{connection},
      _peer{peer},
      _limits{frontend.limits.load()},
      _parser{_limits->maxHead},
      _timeout{_limits->idle}
{
}

Status HttpSession::input(Context& context, sv bytes, std::size_t& used)
{
    used = 0;
    if (!flush())
        return KC_CONTINUE;
    bool isDecided = true;
    while (isDecided && !_isClosing)
    {
        if (_parser.isIdle() && used < bytes.size())
            _begun = Clock::now();
        used += _parser.feed(bytes.substr(used));
        isDecided = act(context);
        if (!flush())
            return KC_CONTINUE;
    }
    if (_isClosing)
        used = bytes.size();
    else
        setTimeout(_parser.isIdle() ? _limits->idle : _limits->reading);
    return KC_OK;
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
        onRefusal();
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
    const RequestHead& head = _parser.head();
    _caller = {};
    _match.reset();
    _early = prejudge(context);
    if (_early)
    {
        skipBody();
        return;
    }
    _parser.expectBody(BodyUse::Keep, _limits->maxBody);
    // RFC 9110 §10.1.1; a body that is too long already is refused instead.
    if (head.expectsContinue && head.hasBody() && _parser.state() != RequestParser::State::Refused)
        _output += kContinue;
}

void HttpSession::skipBody()
{
    const RequestHead& head = _parser.head();
    if (head.expectsContinue || head.contentLength > kMaxSkipped)
        send(*_early, Persistence::Close);
    else
        _parser.expectBody(BodyUse::Discard, kMaxSkipped);
}

std::optional<Answer> HttpSession::prejudge(Context& context)
{
    const RequestHead& head = _parser.head();
    auto target = parseTarget(head.target);
    if (!target)
        return Answer{400, "Bad request target."};
    _target = std::move(*target);
    if (_target.path == "*")
        return head.method == "OPTIONS" ? Answer{204, ""} : Answer{400, "Bad request target."};
    _match = _frontend.routes.match(_target.path);
    if (!_match)
        return Answer{404, "There is nothing here."};
    if (_match->route->login == Login::NotNeeded)
        return std::nullopt;
    return identify(context);
}

std::optional<Answer> HttpSession::identify(Context& context)
{
    std::optional<Credentials> credentials;
    for (RequestHead::Field& field : _parser.head().fields)
    {
        if (field.name != "authorization")
            continue;
        credentials = parseBasic(field.value);
        wipe(field.value);
        if (!credentials)
            return unauthorized();
        break;
    }
    try
    {
        if (auto caller = _frontend.gate->admit(context, _peer, credentials))
        {
            _caller = std::move(*caller);
            if (credentials)
                _frontend.loginDelay.succeeded(credentials->user(), _peer.address);
            if (_peer.isUnix || _connection.authenticated(_caller.login))
                return std::nullopt;
            Answer answer{429, "Too many connections of this user."};
            answer.addHeader("Retry-After", "5");
            return answer;
        }
    }
    catch (const Fault& fault)
    {
        // A database or directory that cannot answer has not said no.
        return failed(context, fault.code(), fault.what());
    }
    return notLoggedIn(context, credentials);
}

Answer HttpSession::notLoggedIn(Context& context, const std::optional<Credentials>& credentials)
{
    if (credentials)
        _delay = _frontend.loginDelay.failed(credentials->user(), _peer.address);
    if (credentials || _peer.isUnix)
        _frontend.log.info(context, "authenticate failed",
                           {{"user", credentials ? credentials->user() : sv{"SYSTEM"}},
                            {"from", _peer.address},
                            {"uid", _peer.uid},
                            {"program", "http"}});
    return unauthorized();
}

void HttpSession::onRequest(Context& context)
{
    const Answer answer = _early ? std::move(*_early) : ask(context);
    _early.reset();
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - _begun);
    const RequestHead& head = _parser.head();
    _frontend.log.write(KC_LOG_DEBUG, &context, "http request",
                        {{"method", head.method},
                         {"path", _target.path},
                         {"status", answer.status()},
                         {"octets", answer.bodySize()},
                         {"user", _caller.login},
                         {"from", _peer.address},
                         {"ms", taken.count()}});
    send(answer, head.persistence);
    _parser.reset();
}

Answer HttpSession::ask(Context& context)
{
    const RequestHead& head = _parser.head();
    const auto path = decodePath(_match->rest);
    KC_ASSERT(path.has_value()); // parseTarget() has decoded it once
    const sv authority =
        _target.authority.empty() ? head.find("host").value_or("localhost") : _target.authority;
    const std::string baseUrl = (_peer.isTls ? "https://" : "http://") +
                                std::string{authority.empty() ? "localhost" : authority};
    // HEAD is GET whose body stays here (RFC 9110 §9.3.2).
    const sv method = head.method == "HEAD" ? sv{"GET"} : sv{head.method};
    const kc_http_request request{
        sizeof request,      str(method),        str(_match->prefix),
        str(*path),          str(_target.query), str(head.find("content-type").value_or("")),
        str(_parser.body()), str(baseUrl),       _caller.principal,
        str(_caller.login),  _caller.adminLevel, str(_peer.address)};
    Answer answer;
    const Route& route = *_match->route;
    const kc_status status = route.handler->handle(route.self, context.get(), &request,
                                                   &Answer::operations(), answer.reply());
    if (status < 0)
        return failed(context, static_cast<kc_code>(status),
                      view(context.host()->take_error(context.get())));
    return answer;
}

Answer HttpSession::failed(Context& context, kc_code code, sv why)
{
    _frontend.log.write(isTransient(code) ? KC_LOG_WARN : KC_LOG_ERROR, &context,
                        "http request failed",
                        {{"path", _target.path}, {"code", static_cast<int>(code)}, {"why", why}});
    if (!isTransient(code))
        return Answer{500, "Internal error."};
    Answer answer{503, "Not available at the moment, please try again."};
    answer.addHeader("Retry-After", "5");
    return answer;
}

void HttpSession::onRefusal()
{
    const Refusal& why = _parser.refusal();
    send(_early ? *_early : Answer{why.status, why.reason}, Persistence::Close);
}

void HttpSession::send(const Answer& answer, Persistence persistence)
{
    if (_frontend.isDraining)
        persistence = Persistence::Close;
    _frontend.answers.add({std::to_string(answer.status())});
    const bool isHead = _parser.head().method == "HEAD";
    _output += answer.render(persistence, isHead ? BodyForm::LeftOut : BodyForm::Sent);
    _isClosing = persistence == Persistence::Close;
    setTimeout(_limits->sending);
    if (_delay.count() == 0)
        return;
    _isHeld = true;
    _connection.pause();
    _connection.wakeAfter(std::exchange(_delay, {}));
}

/// The answer to a wrong password has waited long enough.
Status HttpSession::wake(Context&)
{
    if (!std::exchange(_isHeld, false))
        return KC_OK;
    return flush() && _isClosing ? KC_OK : KC_CONTINUE;
}

bool HttpSession::flush()
{
    if (_isHeld)
        return false;
    while (_sent < _output.size())
    {
        const std::size_t piece = std::min(kPiece, _output.size() - _sent);
        const bool hasRoom = _connection.write(sv{_output}.substr(_sent, piece));
        _sent += piece;
        if (!hasRoom && _sent < _output.size())
            return false;
    }
    _output = {};
    _sent = 0;
    if (_isClosing)
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

void HttpSession::expire(Context&)
{
    if (_parser.isIdle() || _isClosing)
        return;
    send(Answer{408, "The request took too long."}, Persistence::Close);
    flush();
}

void HttpSession::drain(Context&)
{
    if (_parser.isIdle() || _isClosing)
        return;
    send(Answer{503, "The server is going down."}, Persistence::Close);
    flush();
}

} // namespace kc::httpd
