// SPDX-License-Identifier: Apache-2.0
// See Login.h.
#include "Login.h"

#include "Capability.h"
#include "Session.h"

namespace kc::imap
{

namespace
{

CommandResult refuse(Session& session, sv user)
{
    session.countFailure();
    return session.answerLater(
        CommandResult::no("[AUTHENTICATIONFAILED] Wrong user name or password"),
        session.gateway().logins.refusalDelay(session.peer(), user));
}

CommandResult refuseOneMore(Session& session)
{
    session.end();
    return CommandResult::no("[LIMIT] Too many connections of this user");
}

CommandResult refuseToAct(Session& session)
{
    session.countFailure();
    return CommandResult::no("[AUTHORIZATIONFAILED] You may not act for that user");
}

} // namespace

CommandResult plaintextRefused()
{
    return CommandResult::no("[PRIVACYREQUIRED] Passwords are taken on encrypted connections only");
}

CommandResult login(Session& session, Context& context, const gateway::Credentials& credentials,
                    sv command)
{
    gateway::LoginService& logins = session.gateway().logins;
    const auto outcome = logins.find(context, session.peer(), credentials);
    if (outcome.verdict == gateway::Verdict::WrongCredentials)
        return refuse(session, credentials.user);
    if (outcome.verdict == gateway::Verdict::MayNotAct)
        return refuseToAct(session);
    if (!session.admits(credentials.wanted()))
        return refuseOneMore(session);
    session.loggedIn(outcome.user);
    logins.logEntry(context, session.peer(), credentials);
    return CommandResult::ok("[CAPABILITY " + capabilities(session) + "] " + std::string{command} +
                             " completed");
}

} // namespace kc::imap
