// SPDX-License-Identifier: Apache-2.0
// Principal/set, update: the object's own fields in one step, then its lists.
#include "PatchPath.h"
#include "PrincipalChange.h"
#include "PrincipalLinks.h"

#include <map>

namespace kc::jmap
{

namespace
{

class Update
{
public:
    Update(Call& call, SetAnswer& answer) : _call{call}, _answer{answer} {}

    void read(const Json& patches)
    {
        std::vector<kc_id> ids;
        for (auto entry = patches.begin(); entry != patches.end(); ++entry)
            if (const kc_id id = parseId(realId(_call, entry.key())))
                ids.push_back(id);
        if (ids.empty())
            return;
        for (Principal& principal : getPrincipals(_call, ids))
        {
            const kc_id id = principal.id;
            _current.insert_or_assign(id, std::move(principal));
        }
    }

    void apply(const std::string& id, const Json& value)
    {
        const auto current = _current.find(parseId(realId(_call, id)));
        Json error;
        if (current == _current.end())
            error = setError("notFound");
        else if (!isPatchObject(value))
            error = setError("invalidPatch");
        else
            error = change(current->second, value);
        if (error.is_null())
            _answer.updated[realId(_call, id)] = nullptr;
        else
            _answer.notUpdated[id] = std::move(error);
    }

private:
    Json change(const Principal& current, const Json& value);
    Json setFields(const Principal& current, const PrincipalPatch& patch);
    Json setLists(const Principal& current, const PrincipalPatch& patch);
    bool isAllowed(const Principal& current, const PrincipalPatch& patch) const;

    Call& _call;
    SetAnswer& _answer;
    std::map<kc_id, Principal> _current;
};

/// Administrators of it; everybody his own password.
bool Update::isAllowed(const Principal& current, const PrincipalPatch& patch) const
{
    const bool isOwnPassword = current.id == _call.caller.principal &&
                               patch.fields == KC_USER_PASSWORD && patch.links.empty() &&
                               patch.replaced.empty();
    return isOwnPassword || isAdministered(_call, current.id);
}

/// Null, or a SetError and nothing has happened.
Json Update::change(const Principal& current, const Json& value)
{
    PrincipalPatch patch;
    readPatch(_call, value, current, patch);
    if (!isAllowed(current, patch))
        return setError("forbidden");
    if (patch.isLost)
        return setError("invalidPatch");
    const auto wrong = wrongLinks(_call, patch.links, nullptr);
    patch.invalid.insert(patch.invalid.end(), wrong.begin(), wrong.end());
    if (!patch.invalid.empty())
        return invalidProperties(patch.invalid);
    if (patch.adminLevel > _call.caller.adminLevel)
        return setError("forbidden", "kc:adminLevel is above your own");
    if (patch.fields != 0)
        if (Json error = setFields(current, patch); !error.is_null())
            return error;
    return setLists(current, patch);
}

Json Update::setFields(const Principal& current, const PrincipalPatch& patch)
{
    const kc_user user = patch.user();
    const Status status = _call.directory.update(
        _call.context, _call.caller.principal, current.id,
        {sizeof(kc_principal_change), patch.fields, &user, str(patch.password)});
    if (status.ok())
        return nullptr;
    return status == KC_EEXISTS ? alreadyExists(_call, patch)
                                : refusal(status, "change", reasonOf(_call));
}

Json Update::setLists(const Principal& current, const PrincipalPatch& patch)
{
    const LinkResult result = applyLinks(_call, current.id, patch);
    if (result.outcome == LinkOutcome::Done)
        return nullptr;
    _answer.isTorn = _answer.isTorn || patch.fields != 0 || result.outcome == LinkOutcome::Torn;
    // RFC 8620 §5.3: an update happens as a whole. This one did not, and the client has to know.
    if (_answer.isTorn)
        throw Fault{KC_EUNAVAIL, "a list was refused after other changes of the same principal"};
    return result.status == KC_EINVAL ? invalidProperties({result.path})
                                      : refusal(result.status, "change", reasonOf(_call));
}

} // namespace

void updatePrincipals(Call& call, const Json& patches, const Ids& doomed, SetAnswer& answer)
{
    Update update{call, answer};
    update.read(patches);
    for (auto entry = patches.begin(); entry != patches.end(); ++entry)
        if (isDoomed(call, entry.key(), doomed))
            answer.notUpdated[entry.key()] = setError("willDestroy");
        else
            update.apply(entry.key(), *entry);
}

} // namespace kc::jmap
