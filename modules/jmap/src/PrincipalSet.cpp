// SPDX-License-Identifier: Apache-2.0
// Principal/set: RFC 9670 §2.3, RFC 8620 §5.3. For administrators only. Removing a principal keeps
// its store: that becomes an orphan, which another command removes or gives to somebody.
#include "ArgumentReader.h"
#include "MethodTable.h"
#include "PersonPatch.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

Json setError(const char* type, const std::string& description)
{
    Json error{{"type", type}};
    if (!description.empty())
        error["description"] = description;
    return error;
}

Json invalidProperties(const std::vector<std::string>& names)
{
    Json error = setError("invalidProperties", "");
    error["properties"] = names;
    return error;
}

/// An outcome of the directory as a SetError; nothing that was tried has happened.
Json refused(Status status, const char* verb)
{
    switch (status.code())
    {
    case KC_ENOTFOUND:
        return setError("notFound", "");
    case KC_EINVAL:
        return setError("invalidProperties", "");
    case KC_ETOOBIG:
        return setError("tooLarge", "");
    case KC_EQUOTA:
        return setError("overQuota", "");
    case KC_ENOTSUP:
        return setError("forbidden",
                        std::string{"cannot "} + verb + " users with configured user plugin");
    default:
        break;
    }
    return setError("forbidden", "");
}

/// RFC 8620 §5.3: no property of a principal has anything that a path could lead to, since arrays
/// are replaced as a whole.
bool isPatch(const Json& object)
{
    if (!object.is_object())
        return false;
    for (auto property = object.begin(); property != object.end(); ++property)
        if (property.key().find('/') != std::string::npos)
            return false;
    return true;
}

class SetRun
{
public:
    explicit SetRun(Call& call) : _call{call} {}

    void create(const Json& objects);
    void update(const Json& patches, const Ids& doomed);
    void destroy(const Ids& ids);

    void writeInto(Json& answer) const;

    bool hasChanged() const
    {
        return !_created.empty() || !_updated.empty() || !_destroyed.empty();
    }

private:
    void createOne(const std::string& creationId, const Json& object);
    Json alreadyExists(const PersonPatch& patch);
    Json describe(kc_id id, const Json& sent) const;
    Status change(kc_id id, const PersonPatch& patch);
    /// Nothing (and the error is noted) if it is not there or may not be changed.
    std::optional<Person> target(const std::string& id, Json& errors);
    std::string realId(const std::string& id) const;

    Call& _call;
    Json _created = Json::object(), _notCreated = Json::object();
    Json _updated = Json::object(), _notUpdated = Json::object();
    Json _destroyed = Json::array(), _notDestroyed = Json::object();
};

void SetRun::create(const Json& objects)
{
    for (auto object = objects.begin(); object != objects.end(); ++object)
        createOne(object.key(), *object);
}

void SetRun::createOne(const std::string& creationId, const Json& object)
{
    PersonPatch patch;
    if (object.is_object())
        readPatch(_call, object, nullptr, patch);
    if (!object.is_object() || !patch.invalid.empty())
    {
        _notCreated[creationId] = invalidProperties(patch.invalid);
        return;
    }
    if (patch.adminLevel > _call.caller.adminLevel)
    {
        _notCreated[creationId] = setError("forbidden", "kc:adminLevel is above your own");
        return;
    }
    kc_id id = 0;
    const Status status = _call.directory.create(_call.context, _call.caller.principal,
                                                 patch.user(), patch.password, id);
    if (status == KC_EEXISTS)
        _notCreated[creationId] = alreadyExists(patch);
    else if (!status.ok())
        _notCreated[creationId] = refused(status, "create");
    else
    {
        _call.createdIds[creationId] = idText(id);
        _created[creationId] = describe(id, object);
    }
}

/// Says who has the name or address already, if that can be found.
Json SetRun::alreadyExists(const PersonPatch& patch)
{
    std::optional<Person> other;
    const auto take = [&](const kc_principal& principal) { other.emplace(principal); };
    (void)_call.directory.find(_call.context, _call.caller.principal,
                               named(patch.login, KC_MATCH_LOGIN), take);
    const bool isLogin = other.has_value();
    if (!isLogin && !patch.email.empty())
        (void)_call.directory.find(_call.context, _call.caller.principal,
                                   named(patch.email, KC_MATCH_ADDRESS), take);
    if (!other || !isVisible(_call, *other))
        return invalidProperties({"kc:login", "email", "kc:aliases"});
    Json error = setError("alreadyExists", isLogin ? "the login is taken" : "the address is taken");
    error["existingId"] = idText(other->id);
    error["properties"] = Json::array({isLogin ? "kc:login" : "email"});
    return error;
}

/// What the client did not send: RFC 8620 §5.3, "created".
Json SetRun::describe(kc_id id, const Json& sent) const
{
    const auto persons = getPersons(_call, {id});
    Json object = persons.empty() ? Json{{"id", idText(id)}}
                                  : toJson(_call, persons.front(), propertyNames(_call));
    for (auto property = sent.begin(); property != sent.end(); ++property)
        if (object.contains(property.key()) && object[property.key()] == *property)
            object.erase(property.key());
    return object;
}

std::string SetRun::realId(const std::string& id) const
{
    if (!id.starts_with('#'))
        return id;
    const auto found = _call.createdIds.find(id.substr(1));
    return found == _call.createdIds.end() ? id : found->second;
}

std::optional<Person> SetRun::target(const std::string& id, Json& errors)
{
    const kc_id number = parseId(realId(id));
    const auto persons = number > 0 ? getPersons(_call, {number}) : std::vector<Person>{};
    if (persons.empty() || !isVisible(_call, persons.front()))
    {
        errors[id] = setError("notFound", "");
        return std::nullopt;
    }
    if (!isChangeable(_call, persons.front()))
    {
        errors[id] = setError("forbidden", "");
        return std::nullopt;
    }
    return persons.front();
}

Status SetRun::change(kc_id id, const PersonPatch& patch)
{
    const kc_user user = patch.user();
    return _call.directory.update(
        _call.context, _call.caller.principal, id,
        {sizeof(kc_principal_change), patch.fields, &user, str(patch.password)});
}

void SetRun::update(const Json& patches, const Ids& doomed)
{
    for (auto entry = patches.begin(); entry != patches.end(); ++entry)
    {
        const std::string& id = entry.key();
        const auto isSame = [&](const std::string& other) { return realId(other) == realId(id); };
        if (std::any_of(doomed.begin(), doomed.end(), isSame))
        {
            _notUpdated[id] = setError("willDestroy", "");
            continue;
        }
        const auto person = target(id, _notUpdated);
        if (!person)
            continue;
        PersonPatch patch;
        if (isPatch(*entry))
            readPatch(_call, *entry, &*person, patch);
        if (!isPatch(*entry))
            _notUpdated[id] = setError("invalidPatch", "");
        else if (!patch.invalid.empty())
            _notUpdated[id] = invalidProperties(patch.invalid);
        else if (patch.adminLevel > _call.caller.adminLevel)
            _notUpdated[id] = setError("forbidden", "kc:adminLevel is above your own");
        else
        {
            const Status status = patch.fields == 0 ? Status{KC_OK} : change(person->id, patch);
            if (status == KC_EEXISTS)
                _notUpdated[id] = alreadyExists(patch);
            else if (!status.ok())
                _notUpdated[id] = refused(status, "change");
            else
                _updated[realId(id)] = nullptr;
        }
    }
}

void SetRun::destroy(const Ids& ids)
{
    for (const std::string& id : std::set<std::string>{ids.begin(), ids.end()})
    {
        const auto person = target(id, _notDestroyed);
        if (!person)
            continue;
        const Status status =
            _call.directory.remove(_call.context, _call.caller.principal, person->id);
        if (status.ok())
            _destroyed.push_back(realId(id));
        else
            _notDestroyed[id] = refused(status, "delete");
    }
}

void SetRun::writeInto(Json& answer) const
{
    const auto orNull = [](const Json& value) { return value.empty() ? Json(nullptr) : value; };
    answer["created"] = orNull(_created);
    answer["notCreated"] = orNull(_notCreated);
    answer["updated"] = orNull(_updated);
    answer["notUpdated"] = orNull(_notUpdated);
    answer["destroyed"] = orNull(_destroyed);
    answer["notDestroyed"] = orNull(_notDestroyed);
}

std::size_t sizeOf(const Json* value)
{
    return value == nullptr ? 0 : value->size();
}

} // namespace

MethodResult principalSet(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string account = arguments.requireText("accountId");
    const auto ifInState = arguments.text("ifInState");
    const Json* const create = arguments.object("create");
    const Json* const update = arguments.object("update");
    const Ids destroy = arguments.texts("destroy").value_or(Ids{});
    if (auto wrong = arguments.finish())
        return *wrong;
    if (auto wrong = call.checkAccount(account))
        return *wrong;
    if (!call.caller.isAdmin())
        return MethodError{"forbidden", "only administrators may change principals"};
    if (sizeOf(create) + sizeOf(update) + destroy.size() > call.limits.maxObjectsInSet)
        return MethodError{"requestTooLarge", ""};
    const std::string oldState = stateOf(listPersons(call));
    if (ifInState && *ifInState != oldState)
        return MethodError{"stateMismatch", ""};

    SetRun run{call};
    try
    {
        if (create != nullptr)
            run.create(*create);
        if (update != nullptr)
            run.update(*update, destroy);
        run.destroy(destroy);
        Json answer{{"accountId", account},
                    {"oldState", oldState},
                    {"newState", stateOf(listPersons(call))}};
        run.writeInto(answer);
        return answer;
    }
    catch (const Fault&)
    {
        // RFC 8620 §3.6.2: the client must read anew, since part of it has happened.
        if (run.hasChanged())
            return MethodError{"serverPartialFail", ""};
        throw;
    }
}

} // namespace kc::jmap
