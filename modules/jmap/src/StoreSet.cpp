// SPDX-License-Identifier: Apache-2.0
// Store/set, KC's own, in the shape of RFC 8620 §5.3: public stores are made, stores get another
// owner or none, permissions are given, orphans are removed.
#include "MethodTable.h"
#include "PatchPath.h"
#include "SetArguments.h"
#include "StoreObject.h"
#include "StorePermissions.h"

namespace kc::jmap
{

namespace
{

constexpr const char* kOwned = "the store belongs to somebody";

/// An outcome of the store as a SetError; nothing that was tried has happened.
Json refused(Status status, const char* property)
{
    switch (status.code())
    {
    case KC_ENOTFOUND:
    case KC_EINVAL:
        return invalidProperties({property});
    case KC_ETOOBIG:
        return setError("tooLarge");
    default:
        break;
    }
    return setError("forbidden");
}

class StoreSet
{
public:
    StoreSet(Call& call, SetAnswer& answer) : _call{call}, _answer{answer} {}

    void create(const std::string& creationId, const Json& object);
    void update(const std::string& id, const Json& patch);
    void destroy(const std::string& id);

private:
    struct Changes
    {
        std::optional<kc_id> owner; // 0: nobody
        std::vector<PermissionChange> permissions;
        std::vector<std::string> invalid;
        bool isLost = false;
    };

    struct NewStore
    {
        kc_store_type type = KC_STORE_PRIVATE;
        kc_id owner = 0;
    };

    std::vector<std::string> readNew(const Json& object, NewStore& store) const;
    Json make(const std::string& creationId, const NewStore& store, const Json& sent);
    Json alreadyExists(const NewStore& store) const;
    Changes read(const StoreObject& store, const Json& patch) const;
    void readOwner(const Json& value, Changes& changes) const;
    Json change(const StoreObject& store, const Json& patch);
    Json own(const StoreObject& store, kc_id owner);
    Json permit(const StoreObject& store, const Changes& changes, bool hasChanged);

    Call& _call;
    SetAnswer& _answer;
};

Json StoreSet::alreadyExists(const NewStore& store) const
{
    kc_store_query query = allStores();
    query.owner = store.owner;
    query.types = KC_STORES_OF(store.type);
    Json error = setError("alreadyExists");
    for (const StoreObject& other : listStores(_call, query))
        error["existingId"] = other.guid;
    return error.contains("existingId") ? error : setError("forbidden");
}

/// Null, or a SetError.
Json StoreSet::make(const std::string& creationId, const NewStore& store, const Json& sent)
{
    kc_id account = 0;
    const Status status = _call.stores->create(_call.context, store.owner, store.type, account);
    if (status == KC_EEXISTS)
        return alreadyExists(store);
    if (!status.ok())
        return refused(status, "owner");
    _answer.isTorn = true; // until it can be named
    kc_store_query query = allStores();
    query.account = account;
    const auto made = listStores(_call, query);
    if (made.empty())
        throw Fault{KC_EUNAVAIL, "a store that was made is not there"};
    _answer.isTorn = false;
    _call.createdIds[creationId] = made.front().guid;
    _answer.created[creationId] = unsent(toJson(_call, made.front(), usualStoreProperties()), sent);
    return nullptr;
}

void StoreSet::create(const std::string& creationId, const Json& object)
{
    NewStore store;
    const auto invalid = readNew(object, store);
    Json error = object.is_object() && invalid.empty() ? make(creationId, store, object)
                                                       : invalidProperties(invalid);
    if (!error.is_null())
        _answer.notCreated[creationId] = std::move(error);
}

/// The properties that are wrong.
std::vector<std::string> StoreSet::readNew(const Json& object, NewStore& store) const
{
    std::vector<std::string> invalid;
    const auto text = [&](const char* name)
    {
        const bool isThere = object.is_object() && object.contains(name);
        return isThere && object[name].is_string() ? object[name].get<std::string>()
                                                   : std::string{};
    };
    if (object.is_object())
        for (auto property = object.begin(); property != object.end(); ++property)
            if (property.key() != "type" && property.key() != "owner")
                invalid.push_back(property.key());
    store.type = storeTypeNamed(text("type")).value_or(KC_STORE_PRIVATE);
    store.owner = parseId(realId(_call, text("owner")));
    if (typeName(store.type) != text("type"))
        invalid.emplace_back("type");
    if (store.owner == 0)
        invalid.emplace_back("owner");
    return invalid;
}

void StoreSet::readOwner(const Json& value, Changes& changes) const
{
    changes.owner =
        value.is_string() ? parseId(realId(_call, value.get_ref<const std::string&>())) : kc_id{0};
    const bool isThere = *changes.owner != 0 && !getPrincipals(_call, {*changes.owner}).empty();
    if (!value.is_null() && !isThere)
        changes.invalid.emplace_back("owner");
}

StoreSet::Changes StoreSet::read(const StoreObject& store, const Json& patch) const
{
    Changes changes;
    for (auto entry = patch.begin(); entry != patch.end(); ++entry)
    {
        const auto path = parsePatchPath(entry.key());
        const bool isPermission = path && path->property == "permissions";
        if (!path || (!path->below.empty() && (!isPermission || path->below.size() != 2)))
            changes.isLost = true;
        else if (entry.key() == "owner")
            readOwner(*entry, changes);
        else if (isPermission && path->below.size() == 2)
        {
            auto permission = readPermission(_call, store.account, *path, *entry);
            if (permission)
                changes.permissions.push_back(std::move(*permission));
            else
                changes.invalid.push_back(entry.key());
        }
        else if (!isStoreProperty(entry.key()) ||
                 toJson(_call, store, {entry.key()})[entry.key()] != *entry)
            changes.invalid.push_back(entry.key());
    }
    return changes;
}

/// Null, or a SetError and nothing has happened.
Json StoreSet::own(const StoreObject& store, kc_id owner)
{
    if (store.owner != 0 && owner != 0)
        return setError("forbidden", kOwned);
    const Status status = owner == 0 ? _call.stores->unhook(_call.context, store.account)
                                     : _call.stores->hook(_call.context, store.account, owner);
    return status.ok() ? Json(nullptr) : refused(status, "owner");
}

Json StoreSet::permit(const StoreObject& store, const Changes& changes, bool hasChanged)
{
    for (const PermissionChange& each : changes.permissions)
    {
        const Status status = _call.stores->permit(_call.context, store.account, each.mailbox,
                                                   each.principal, each.rights);
        const bool isSoAlready = each.rights == 0 && status == KC_ENOTFOUND;
        if (status.ok() || isSoAlready)
        {
            hasChanged = true;
            continue;
        }
        if (!hasChanged)
            return refused(status, each.path.c_str());
        // RFC 8620 §5.3: an update happens as a whole. This one did not.
        _answer.isTorn = true;
        throw Fault{KC_EUNAVAIL, "a permission was refused after other changes of the store"};
    }
    return nullptr;
}

Json StoreSet::change(const StoreObject& store, const Json& patch)
{
    const Changes changes = read(store, patch);
    if (changes.isLost)
        return setError("invalidPatch");
    if (!changes.invalid.empty())
        return invalidProperties(changes.invalid);
    const bool isOwned = changes.owner && *changes.owner != store.owner;
    if (isOwned)
        if (Json error = own(store, *changes.owner); !error.is_null())
            return error;
    return permit(store, changes, isOwned);
}

void StoreSet::update(const std::string& id, const Json& patch)
{
    const auto store = findStore(_call, realId(_call, id));
    Json error;
    if (!store)
        error = setError("notFound");
    else if (!isPatchObject(patch))
        error = setError("invalidPatch");
    else
        error = change(*store, patch);
    if (error.is_null())
        _answer.updated[realId(_call, id)] = nullptr;
    else
        _answer.notUpdated[id] = std::move(error);
}

void StoreSet::destroy(const std::string& id)
{
    const auto store = findStore(_call, realId(_call, id));
    if (!store)
    {
        _answer.notDestroyed[id] = setError("notFound");
        return;
    }
    const Status status =
        store->owner != 0 ? Status{KC_EINVAL} : _call.stores->remove(_call.context, store->account);
    if (status.ok())
        _answer.destroyed.push_back(store->guid);
    else
        _answer.notDestroyed[id] = setError("forbidden", status == KC_EINVAL ? kOwned : "");
}

void runSet(Call& call, const SetArguments& arguments, SetAnswer& answer)
{
    StoreSet set{call, answer};
    if (arguments.create != nullptr)
        for (auto object = arguments.create->begin(); object != arguments.create->end(); ++object)
            set.create(object.key(), *object);
    if (arguments.update != nullptr)
        for (auto patch = arguments.update->begin(); patch != arguments.update->end(); ++patch)
        {
            if (isDoomed(call, patch.key(), arguments.destroy))
                answer.notUpdated[patch.key()] = setError("willDestroy");
            else
                set.update(patch.key(), *patch);
        }
    for (const std::string& id :
         std::set<std::string>{arguments.destroy.begin(), arguments.destroy.end()})
        set.destroy(id);
}

} // namespace

MethodResult storeSet(Call& call)
{
    const auto read = readSet(call);
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& arguments = std::get<SetArguments>(read);
    if (auto wrong = checkStores(call, arguments.account))
        return *wrong;
    // Nobody can have the state as it is now: see storeState().
    if (arguments.ifInState)
        return MethodError{"stateMismatch", ""};
    const std::string oldState = storeState();
    SetAnswer answer;
    try
    {
        runSet(call, arguments, answer);
    }
    catch (const Fault&)
    {
        if (answer.hasChanged())
            return MethodError{"serverPartialFail", ""};
        throw;
    }
    return answer.toJson(arguments.account, oldState, storeState());
}

} // namespace kc::jmap
