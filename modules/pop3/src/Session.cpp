// SPDX-License-Identifier: Apache-2.0
// See Session.h: the part that turns octets into commands and sends their answers. This is the
// fence of the module: what a command throws becomes its -ERR here.
#include "Session.h"

#include "Refusal.h"
#include <kc/gateway/Ascii.h>

#include <algorithm>

namespace kc::pop3
{

namespace
{

/// Pieces of answers and commands of a pipeline in one callback; then others get the worker.
constexpr int kTurnsAtOnce = 64;

} // namespace

// States: 1 before login, 2 after it.
const Session::Row Session::kRows[] = {
    {"STAT", 2, &Session::onStat}, {"LIST", 2, &Session::onList}, {"RETR", 2, &Session::onRetr},
    {"DELE", 2, &Session::onDele}, {"UIDL", 2, &Session::onUidl}, {"TOP", 2, &Session::onTop},
    {"NOOP", 2, &Session::onNoop}, {"RSET", 2, &Session::onRset}, {"QUIT", 3, &Session::onQuit},
    {"USER", 1, &Session::onUser}, {"PASS", 1, &Session::onPass}, {"CAPA", 3, &Session::onCapa},
    {"AUTH", 1, &Session::onAuth}, {"STLS", 1, &Session::onStls}, {"UTF8", 1, &Session::onUtf8},
};

Session::Session(Gateway& gateway, const net::Connection& connection, const kc_peer& peer)
    : _gateway{gateway},
      _settings{gateway.settings()},
      _connection{connection},
      _out{connection},
      _peer{gateway::Peer::copyOf(peer)},
      _isTls{peer.is_tls != 0}
{
    ok(_settings->hostname.empty() ? "POP3 server ready"
                                   : _settings->hostname + " POP3 server ready");
    _out.release();
}

Status Session::input(Context& context, sv bytes, std::size_t& used)
{
    used = 0;
    context.actAs(_principal);
    _out.resume();
    bool goesOn = true;
    for (int turns = 0; goesOn && turns < kTurnsAtOnce && _out.hasRoom(); ++turns)
        goesOn = take(context, bytes, used);
    _out.release();
    if (std::exchange(_tlsDue, false))
    {
        // What was sent behind STLS in plain text counts for nothing (RFC 2595 §4, CVE-2021-33515).
        used = bytes.size();
        _user.clear();
        _isTls = _connection.startTls().ok();
        return KC_OK;
    }
    if (_state != State::Finished)
        return goesOn ? KC_CONTINUE : KC_OK;
    used = bytes.size();
    _connection.finish();
    return KC_OK;
}

/// One piece of the answer at hand, or one line. False: nothing to do until more has come.
bool Session::take(Context& context, sv bytes, std::size_t& used)
{
    if (_state == State::Finished || _late || _tlsDue)
        return false;
    if (!_answer)
        return takeLine(context, bytes, used);
    advance(context);
    return true;
}

/// Only CRLF ends a line. Nothing is used until it is there.
bool Session::takeLine(Context& context, sv bytes, std::size_t& used)
{
    const std::size_t limit = _awaitsResponse ? kMaxResponseOctets : kMaxLineOctets;
    const sv window = bytes.substr(used, limit);
    const std::size_t end = window.find("\r\n");
    if (end != sv::npos)
    {
        used += end + 2;
        if (!std::exchange(_skipsLine, false))
            onLine(context, window.substr(0, end));
        return true;
    }
    if (window.size() < limit)
        return false;
    used += window.size() - 1; // the last octet may be the CR of the line's end
    _awaitsResponse = false;
    if (!std::exchange(_skipsLine, true))
        wrong("Line too long");
    return true;
}

void Session::onLine(Context& context, sv line)
{
    sv keyword = "-";
    try
    {
        if (std::exchange(_awaitsResponse, false))
            return onResponse(context, line);
        keyword = line.substr(0, std::min<std::size_t>(line.find(' '), 8));
        dispatch(context, line);
    }
    catch (const Fault& fault)
    {
        logFault(context, keyword, fault.what());
        refuse(refusalText(fault.code()));
    }
    catch (const std::exception& exception)
    {
        logFault(context, keyword, exception.what());
        refuse(refusalText(KC_EUNAVAIL));
    }
}

void Session::dispatch(Context& context, sv line)
{
    const auto command = parseCommand(line);
    if (!command)
        return wrong("Syntax error");
    const Row* const row =
        std::find_if(std::begin(kRows), std::end(kRows),
                     [&](const Row& each)
                     { return gateway::equalsIgnoringCase(each.keyword, command->keyword); });
    if (row == std::end(kRows))
        return wrong("Unknown command");
    if ((row->states & static_cast<std::uint8_t>(_state)) == 0)
        return wrong("Not allowed in this state");
    (this->*row->handler)(context, command->argument);
}

void Session::advance(Context& context)
{
    std::string piece;
    const Progress progress = _answer->next(context, piece);
    _out << piece;
    if (progress == Progress::Done)
        _answer.reset();
}

Status Session::wake(Context&)
{
    _out.resume();
    if (!_late)
        return KC_OK;
    wrong(*std::exchange(_late, std::nullopt));
    _out.release();
    if (_state == State::Finished)
        _connection.finish();
    return KC_OK;
}

void Session::drain(Context&)
{
    if (_answer)
        return;
    refuse("[SYS/TEMP] The server is going down");
    _out.release();
}

void Session::logFault(const Context& context, sv keyword, sv detail)
{
    _gateway.log.write(KC_LOG_ERROR, &context, "POP3 command failed",
                       {{"command", keyword}, {"peer", _peer.address}, {"reason", detail}});
}

void Session::ok(sv text)
{
    _out << "+OK " << text << "\r\n";
}

void Session::refuse(sv text)
{
    _out << "-ERR " << text << "\r\n";
}

void Session::wrong(sv text)
{
    const std::uint64_t limit =
        _state == State::Authorization ? _settings->maxFailedLogins : _settings->maxFailedCommands;
    refuse(text);
    if (++_failures >= limit)
        _state = State::Finished;
}

} // namespace kc::pop3
