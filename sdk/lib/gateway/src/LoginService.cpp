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
    // Before the login nobody asks but the server itself.
    auto user = person(context, KC_ID_SYSTEM, credentials.user);
    if (!user || user->kind != KC_USER_ACTIVE)
        return refused(Verdict::WrongCredentials, "no active user");
    if (!user->hasFeature)
        return refused(Verdict::WrongCredentials, "the feature is off for this user");
    _delay.succeeded(credentials.user, peer.address);
    if (credentials.wanted() != credentials.user)
    {
        user = actedFor(context, *user, credentials.actFor);
        if (!user)
            return refused(Verdict::MayNotAct, "may not act for that user");
    }
    context.actAs(user->principal);
    LoggedIn entered{0, user->principal, user->tenant};
    const Status status = _store.account(context, user->principal, entered.account);
    if (!status.ok())
        throw Fault{status.code(), "the account of a user cannot be had"};
    return {Verdict::Welcome, entered};
}

bool LoginService::isRight(Context& context, const Peer& peer, const Credentials& credentials)
{
    // An empty password is an anonymous bind to some backends.
    if (credentials.user.empty() || credentials.password.empty())
        return false;
    const kc_auth_request request{sizeof request, str(_protocol), str(peer.address), peer.uid, 1};
    return _auth.verify(context, request, credentials.user, credentials.password).ok();
}

/// Nothing if the actor sees none of that name.
std::optional<LoginService::Person> LoginService::person(Context& context, kc_id actor, sv name)
{
    std::optional<Person> found;
    const auto take = [&](const kc_principal& principal)
    {
        bool isOn = false;
        eachWord(view(principal.features),
                 [&](sv feature) { isOn = isOn || feature == _protocol; });
        found = Person{principal.id, principal.tenant, principal.user->kind, isOn};
    };
    const Status status = _directory.find(context, actor, named(name), Sink<kc_principal>{take});
    return status.ok() ? found : std::nullopt;
}

/// Whoever is named, if the user is it or administers it. He is looked for as far as the user sees:
/// one of another tenant is missed by the same steps as one who is not there.
std::optional<LoginService::Person> LoginService::actedFor(Context& context, const Person& user,
                                                           sv name)
{
    const auto other = person(context, user.principal, name);
    if (!other || other->principal == user.principal)
        return other;
    std::uint32_t rights = 0;
    const Status status = _directory.access(context, user.principal, other->principal, rights);
    const bool mayAct = status.ok() && (rights & KC_ACCESS_ADMINISTERS) != 0 &&
                        (KC_KIND(other->kind) & KC_KINDS_WITH_STORE) != 0;
    return mayAct ? other : std::nullopt;
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
    return {verdict, {}};
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
