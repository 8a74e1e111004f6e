// SPDX-License-Identifier: Apache-2.0
// Principal/set: RFC 9670 §2.3, RFC 8620 §5.3. For administrators; everybody may set his own
// password. Removing a principal keeps its store: that becomes an orphan, which another command
// removes or gives to somebody.
#include "MethodTable.h"
#include "PrincipalChange.h"

namespace kc::jmap
{

namespace
{

bool setsOwnPassword(const Call& call, const SetArguments& arguments)
{
    if (arguments.create != nullptr || arguments.update == nullptr || !arguments.destroy.empty() ||
        arguments.update->size() != 1)
        return false;
    const auto entry = arguments.update->begin();
    return entry.key() == idText(call.caller.principal) && entry->is_object() &&
           entry->size() == 1 && entry->contains("kc:password");
}

} // namespace

Json refusal(Status status, const char* verb, const std::string& why)
{
    switch (status.code())
    {
    case KC_ENOTFOUND:
        return setError("notFound");
    case KC_EINVAL:
        return setError("invalidProperties", why);
    case KC_ETOOBIG:
        return setError("tooLarge");
    case KC_EQUOTA:
        return setError("overQuota");
    case KC_ENOTSUP:
        return setError("forbidden",
                        std::string{"cannot "} + verb + " users with configured user plugin");
    default:
        break;
    }
    return setError("forbidden");
}

std::string reasonOf(const Call& call)
{
    return std::string{view(call.context.host()->take_error(call.context.get()))};
}

Json alreadyExists(const Call& call, const PrincipalPatch& patch)
{
    std::optional<Principal> other = findLogin(call, patch.login, kAllKinds);
    const bool isLogin = other.has_value();
    const auto take = [&](const kc_principal& row) { other.emplace(row); };
    if (!isLogin && !patch.email.empty())
        (void)call.directory.find(call.context, call.caller.principal,
                                  named(patch.email, KC_MATCH_ADDRESS), take);
    if (!other)
        return invalidProperties({"kc:login", "email", "kc:aliases"});
    Json error = setError("alreadyExists", isLogin ? "the login is taken" : "the address is taken");
    error["existingId"] = idText(other->id);
    error["properties"] = Json::array({isLogin ? "kc:login" : "email"});
    return error;
}

void destroyPrincipals(Call& call, const Ids& ids, SetAnswer& answer)
{
    for (const std::string& id : std::set<std::string>{ids.begin(), ids.end()})
    {
        const kc_id number = parseId(realId(call, id));
        const Status status =
            number == 0 ? Status{KC_ENOTFOUND}
                        : call.directory.remove(call.context, call.caller.principal, number);
        if (status.ok())
            answer.destroyed.push_back(realId(call, id));
        else
            answer.notDestroyed[id] = refusal(status, "delete", reasonOf(call));
    }
}

MethodResult principalSet(Call& call)
{
    const auto read = readSet(call);
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& arguments = std::get<SetArguments>(read);
    if (auto wrong = call.checkAccount(arguments.account))
        return *wrong;
    if (!call.caller.isAdmin() && !setsOwnPassword(call, arguments))
        return MethodError{"forbidden", "only administrators may change principals"};
    const std::string oldState = principalState(call);
    if (arguments.ifInState && *arguments.ifInState != oldState)
        return MethodError{"stateMismatch", ""};

    SetAnswer answer;
    try
    {
        if (arguments.create != nullptr)
            createPrincipals(call, *arguments.create, answer);
        if (arguments.update != nullptr)
            updatePrincipals(call, *arguments.update, arguments.destroy, answer);
        destroyPrincipals(call, arguments.destroy, answer);
        return answer.toJson(arguments.account, oldState, principalState(call));
    }
    catch (const Fault&)
    {
        // RFC 8620 §3.6.2: the client must read anew, since part of it has happened.
        if (answer.hasChanged())
            return MethodError{"serverPartialFail", ""};
        throw;
    }
}

} // namespace kc::jmap
