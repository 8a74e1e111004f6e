// SPDX-License-Identifier: Apache-2.0
// See Session.h: the commands before login, and CAPA.
#include "Session.h"

#include <kc/gateway/Ascii.h>
#include <kc/gateway/SaslPlain.h>

namespace kc::pop3
{

/// RFC 2449 §5: exactly what works now. No LOGIN-DELAY: there is none but for wrong passwords.
void Session::onCapa(Context&, sv argument)
{
    if (!takesNoArgument(argument))
        return;
    ok("Capabilities follow");
    _out << "TOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\n"
            "UTF8 USER\r\n";
    if (_state == State::Authorization && canStartTls())
        _out << "STLS\r\n";
    if (mayLogin())
        _out << "USER\r\nSASL PLAIN\r\n";
    _out << "IMPLEMENTATION KC\r\n.\r\n";
}

void Session::onUser(Context&, sv argument)
{
    if (!mayLogin())
        return refusePlaintext();
    if (argument.empty())
        return wrong("Syntax: USER name");
    _user = argument;
    ok("Send the password"); // to everybody: who exists is nobody's business
}

void Session::onPass(Context& context, sv argument)
{
    if (_user.empty())
        return wrong("Say USER first");
    const std::string user = std::exchange(_user, {}); // RFC 1939 §7: after a failure, USER again
    login(context, {user, {}, argument});
}

/// RFC 5034, with an initial response.
void Session::onAuth(Context& context, sv argument)
{
    const auto words = parseWords(argument, 1, 2);
    if (!words)
        return wrong("Syntax: AUTH mechanism [response]");
    if (!gateway::equalsIgnoringCase(words->first, "PLAIN"))
        return wrong("No such mechanism");
    if (!mayLogin())
        return refusePlaintext();
    if (!words->second.empty())
        return plain(context, words->second == "=" ? sv{} : words->second);
    _awaitsResponse = true;
    _out << "+ \r\n";
}

void Session::onResponse(Context& context, sv line)
{
    if (line == "*")
        return wrong("AUTH given up");
    plain(context, line);
}

void Session::plain(Context& context, sv response)
{
    const gateway::SaslPlain credentials{response};
    if (!credentials.isWellFormed())
        return wrong("Response is not of the form that PLAIN has");
    login(context, {credentials.user(), credentials.authorize(), credentials.password()});
}

void Session::login(Context& context, const gateway::Credentials& credentials)
{
    const auto outcome = _gateway.logins.find(context, _peer, credentials);
    if (outcome.verdict == gateway::Verdict::MayNotAct)
        return wrong("[AUTH] You may not act for that user");
    if (outcome.verdict == gateway::Verdict::WrongCredentials)
    {
        _late = "[AUTH] Wrong user name or password";
        _connection.pause();
        _connection.wakeAfter(_gateway.logins.refusalDelay(_peer, credentials.user));
        return;
    }
    if (!_connection.authenticated(credentials.wanted()))
    {
        refuse("[IN-USE] Too many connections of this user");
        _state = State::Finished;
        return;
    }
    _maildrop = Maildrop::open(context, _gateway.store, _gateway.mail, outcome.user.account);
    _principal = outcome.user.principal;
    _gateway.logins.logEntry(context, _peer, credentials);
    _user = credentials.wanted();
    _state = State::Transaction;
    _failures = 0;
    _connection.setTimeout(_settings->idleTimeout);
    ok(std::to_string(_maildrop->count()) + " messages (" + std::to_string(_maildrop->octets()) +
       " octets)");
}

void Session::refusePlaintext()
{
    refuse("Passwords are taken on encrypted connections only");
}

/// RFC 2595 §4.
void Session::onStls(Context&, sv argument)
{
    if (!takesNoArgument(argument))
        return;
    if (!canStartTls())
        return wrong(_isTls ? "TLS is spoken already" : "There is no TLS here");
    ok("Begin TLS");
    _tlsDue = true;
}

/// RFC 6856 §2: nothing changes by it, since messages are sent as they are in any case.
void Session::onUtf8(Context&, sv argument)
{
    if (takesNoArgument(argument))
        ok("UTF-8 it is");
}

} // namespace kc::pop3
