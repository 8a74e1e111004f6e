// SPDX-License-Identifier: Apache-2.0
// See Login.h.
#include "Login.h"

#include "Capability.h"
#include "Session.h"

#include <optional>

namespace kc::imap
{

namespace
{

/// The principal that may log in by this name. Nothing if there is none, whatever the reason.
std::optional<kc_id> findActive(Session& session, Context& context, sv user)
{
    std::optional<kc_id> found;
    const auto take = [&](const kc_principal& principal)
    {
        if (principal.user->kind == KC_USER_ACTIVE)
            found = principal.id;
    };
    const Status status = session.gateway().directory.find(
        context, user, KC_MATCH_LOGIN | KC_MATCH_ADDRESS, Sink<kc_principal>{take});
    return status.ok() ? found : std::nullopt;
}

Status verify(Session& session, Context& context, sv user, sv password)
{
    if (user.empty() || password.empty()) // an empty password is an anonymous bind to some backends
        return KC_EDENIED;
    const kc_auth_request request{sizeof request, str("imap"), str(session.peer().address),
                                  session.peer().uid, 1};
    return session.gateway().auth.verify(context, request, user, password);
}

CommandResult refuse(Session& session, Context& context, sv user, sv reason)
{
    session.gateway().log.info(
        context, "IMAP login refused",
        {{"user", user}, {"peer", session.peer().address}, {"reason", reason}});
    session.countFailure();
    return session.answerLater(
        CommandResult::no("[AUTHENTICATIONFAILED] Wrong user name or password"),
        session.gateway().loginDelay.failed(user, session.peer().address));
}

CommandResult refuseOneMore(Session& session)
{
    session.end();
    return CommandResult::no("[LIMIT] Too many connections of this user");
}

} // namespace

CommandResult plaintextRefused()
{
    return CommandResult::no("[PRIVACYREQUIRED] Passwords are taken on encrypted connections only");
}

CommandResult login(Session& session, Context& context, sv user, const Secret& password, sv command)
{
    if (!verify(session, context, user, password.reveal()).ok())
        return refuse(session, context, user, "credentials");
    const auto principal = findActive(session, context, user);
    if (!principal)
        return refuse(session, context, user, "no active user");
    kc_id account = 0;
    const Status status = session.store().account(context, *principal, account);
    if (!status.ok())
        return refusal(status.code());
    if (!session.admits(user))
        return refuseOneMore(session);
    session.gateway().loginDelay.succeeded(user, session.peer().address);
    session.loggedIn(account);
    session.gateway().log.info(context, "IMAP login",
                               {{"user", user}, {"peer", session.peer().address}});
    return CommandResult::ok("[CAPABILITY " + capabilities(session) + "] " + std::string{command} +
                             " completed");
}

} // namespace kc::imap
