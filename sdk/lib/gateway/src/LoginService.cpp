// SPDX-License-Identifier: Apache-2.0
// See kc/gateway/LoginService.h.
#include <kc/gateway/LoginService.h>

namespace kc::gateway
{

LoginService::LoginService(const Module& module, const char* protocol, const char* title)
    : _protocol{protocol},
      _title{title},
      _auth{module},
      _directory{module.require(KC_DIRECTORY)},
      _store{module.require(KC_STORE)},
      _log{module.log()}
{
}

LoginOutcome LoginService::find(Context& context, const Peer& peer, const Credentials& credentials)
{
    const auto refused = [&](Verdict verdict, sv reason)
    { return refuse(context, peer, credentials, verdict, reason); };
    if (!isRight(context, peer, credentials))
        return refused(Verdict::WrongCredentials, "credentials");
    auto user = person(context, credentials.user);
    if (!user || user->kind != KC_USER_ACTIVE)
        return refused(Verdict::WrongCredentials, "no active user");
    if (!user->hasFeature)
        return refused(Verdict::WrongCredentials, "the feature is off for this user");
    _delay.succeeded(credentials.user, peer.address);
    if (credentials.wanted() != credentials.user)
    {
        const auto other = person(context, credentials.actFor);
        if (!other || !(other->principal == user->principal || mayActFor(*user, *other)))
            return refused(Verdict::MayNotAct, "may not act for that user");
        user = other;
    }
    kc_id account = 0;
    context.actAs(user->principal);
    const Status status = _store.account(context, user->principal, account);
    if (!status.ok())
        throw Fault{status.code(), "the account of a user cannot be had"};
    return {Verdict::Welcome, user->principal, account};
}

bool LoginService::isRight(Context& context, const Peer& peer, const Credentials& credentials)
{
    // An empty password is an anonymous bind to some backends.
    if (credentials.user.empty() || credentials.password.empty())
        return false;
    const kc_auth_request request{sizeof request, str(_protocol), str(peer.address), peer.uid, 1};
    return _auth.verify(context, request, credentials.user, credentials.password).ok();
}

/// Nothing if there is none of that name.
std::optional<LoginService::Person> LoginService::person(Context& context, sv user)
{
    std::optional<Person> found;
    const auto take = [&](const kc_principal& principal)
    {
        bool isOn = false;
        eachWord(view(principal.features),
                 [&](sv feature) { isOn = isOn || feature == _protocol; });
        found = Person{principal.id, principal.tenant, principal.user->kind,
                       principal.user->admin_level, isOn};
    };
    // Before the login nobody asks but the server itself.
    const Status status =
        _directory.find(context, KC_ID_SYSTEM, named(user), Sink<kc_principal>{take});
    return status.ok() ? found : std::nullopt;
}

/// An administrator of the installation (level 2) acts for everybody with a store, one of a tenant
/// (1) for those of it; without tenants all are of one.
bool LoginService::mayActFor(const Person& admin, const Person& user)
{
    const bool hasStore = user.kind == KC_USER_ACTIVE || user.kind == KC_USER_SHARED;
    return hasStore &&
           (admin.adminLevel >= 2 || (admin.adminLevel == 1 && admin.tenant == user.tenant));
}

LoginOutcome LoginService::refuse(const Context& context, const Peer& peer,
                                  const Credentials& credentials, Verdict verdict, sv reason) const
{
    if (verdict == Verdict::MayNotAct)
        _log.info(context, _title + " login refused",
                  {{"user", credentials.actFor},
                   {"admin", credentials.user},
                   {"peer", peer.address},
                   {"reason", reason}});
    else
        _log.info(context, _title + " login refused",
                  {{"user", credentials.user}, {"peer", peer.address}, {"reason", reason}});
    return {verdict};
}

void LoginService::logEntry(const Context& context, const Peer& peer,
                            const Credentials& credentials) const
{
    const sv user = credentials.wanted();
    if (user == credentials.user)
        _log.info(context, _title + " login", {{"user", user}, {"peer", peer.address}});
    else
        _log.info(context, _title + " login",
                  {{"user", user}, {"admin", credentials.user}, {"peer", peer.address}});
}

} // namespace kc::gateway
