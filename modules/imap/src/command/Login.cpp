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

/// A principal as far as a login needs it.
struct Account
{
    kc_id principal;
    kc_id tenant;
    kc_user_kind kind;
    std::uint32_t adminLevel;
};

/// Nothing if there is none of that name.
std::optional<Account> find(Session& session, Context& context, sv user)
{
    std::optional<Account> found;
    const auto take = [&](const kc_principal& principal)
    {
        found = Account{principal.id, principal.tenant, principal.user->kind,
                        principal.user->admin_level};
    };
    const Status status = session.gateway().directory.find(
        context, user, KC_MATCH_LOGIN | KC_MATCH_ADDRESS, Sink<kc_principal>{take});
    return status.ok() ? found : std::nullopt;
}

/// An administrator of the installation (level 2) acts for everybody with a store, one of a tenant
/// (1) for those of it; without tenants all are of one.
bool mayActFor(const Account& admin, const Account& user)
{
    const bool hasStore = user.kind == KC_USER_ACTIVE || user.kind == KC_USER_SHARED;
    return hasStore &&
           (admin.adminLevel >= 2 || (admin.adminLevel == 1 && admin.tenant == user.tenant));
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

/// One text for "not allowed" and "no such user": who may not know of a user does not learn.
CommandResult refuseToAct(Session& session, Context& context, const Credentials& credentials)
{
    session.gateway().log.info(context, "IMAP login refused",
                               {{"user", credentials.actFor},
                                {"admin", credentials.user},
                                {"peer", session.peer().address},
                                {"reason", "may not act for that user"}});
    session.countFailure();
    return CommandResult::no("[AUTHORIZATIONFAILED] You may not act for that user");
}

/// Who is let in.
struct Entrant
{
    sv user;  ///< whose mail it is
    sv admin; ///< who acts for the user; empty: nobody
    kc_id principal;
};

void logEntry(Session& session, Context& context, const Entrant& entrant)
{
    const Log& log = session.gateway().log;
    const sv peer = session.peer().address;
    if (entrant.admin.empty())
        log.info(context, "IMAP login", {{"user", entrant.user}, {"peer", peer}});
    else
        log.info(context, "IMAP login",
                 {{"user", entrant.user}, {"admin", entrant.admin}, {"peer", peer}});
}

CommandResult enter(Session& session, Context& context, const Entrant& entrant, sv command)
{
    kc_id account = 0;
    const Status status = session.store().account(context, entrant.principal, account);
    if (!status.ok())
        return refusal(status.code());
    if (!session.admits(entrant.user))
        return refuseOneMore(session);
    session.loggedIn(account);
    logEntry(session, context, entrant);
    return CommandResult::ok("[CAPABILITY " + capabilities(session) + "] " + std::string{command} +
                             " completed");
}

} // namespace

CommandResult plaintextRefused()
{
    return CommandResult::no("[PRIVACYREQUIRED] Passwords are taken on encrypted connections only");
}

CommandResult login(Session& session, Context& context, const Credentials& credentials, sv command)
{
    const sv user = credentials.user;
    if (!verify(session, context, user, credentials.password.reveal()).ok())
        return refuse(session, context, user, "credentials");
    const auto own = find(session, context, user);
    if (!own || own->kind != KC_USER_ACTIVE)
        return refuse(session, context, user, "no active user");
    session.gateway().loginDelay.succeeded(user, session.peer().address);
    if (credentials.actFor.empty() || credentials.actFor == user)
        return enter(session, context, {user, {}, own->principal}, command);
    const auto other = find(session, context, credentials.actFor);
    if (!other || !(other->principal == own->principal || mayActFor(*own, *other)))
        return refuseToAct(session, context, credentials);
    return enter(session, context, {credentials.actFor, user, other->principal}, command);
}

} // namespace kc::imap
