// SPDX-License-Identifier: Apache-2.0
#include "StoreChanges.h"

#include "Changes.h"
#include "Failure.h"
#include "Rights.h"

#include <algorithm>
#include <ostream>

namespace kc::cli
{

namespace
{

/// What a store is called in messages.
struct Place
{
    explicit Place(const Principal& owner)
        : type{owner.isCompany() ? "public" : "private"},
          subject{subjectOf(owner)},
          suffix{owner.id == kEveryoneId ? "" : " for " + subject.text()}
    {
    }

    bool isPublic() const { return sv{type} == "public"; }

    std::string exists() const
    {
        return isPublic() ? "public store already exists" + suffix
                          : subject.text() + " already has store";
    }

    std::string isHooked() const
    {
        return isPublic() ? "hooked public store already exists" + suffix
                          : subject.text() + " already has hooked store";
    }

    std::string hasNone() const
    {
        return isPublic() ? "no hooked public store" + suffix
                          : subject.text() + " has no hooked store";
    }

    const char* type;
    Subject subject;
    std::string suffix;
};

void failUnless(const std::optional<Json>& error, const std::string& taken, const Subject& subject)
{
    if (!error)
        return;
    if (textOf(*error, "type") == "alreadyExists")
        throw Failure{taken};
    failOn(*error, subject, Json::object());
}

void hook(Desk& desk, const Principal& owner, const Place& place, const std::string& guid)
{
    const Store store = desk.stores.require(guid);
    if (!store.isOrphan())
        throw Failure{"store '" + guid + "' is no orphan: detach it first"};
    if (store.type != place.type)
        throw Failure{"store '" + guid + "' is a " + store.type + " store"};
    failUnless(desk.stores.hook(store.guid, owner.id), place.isHooked(), {"store", guid});
}

/// The manual's clients write Inbox; its name is INBOX in any case (RFC 9051 §5.1).
std::string pathOf(const std::string& folder)
{
    std::string path = folder;
    while (path.starts_with('/'))
        path.erase(0, 1);
    std::string first = path.substr(0, path.find('/'));
    std::transform(first.begin(), first.end(), first.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return first == "INBOX" ? first + path.substr(first.size()) : path;
}

Permission& entryOf(Store& store, const std::string& path, const std::string& member)
{
    const auto found = std::find_if(store.permissions.begin(), store.permissions.end(),
                                    [&](const Permission& each)
                                    { return each.path == path && each.member == member; });
    if (found != store.permissions.end())
        return *found;
    return store.permissions.emplace_back(Permission{path, member, {}});
}

void permit(Desk& desk, Store& store, const std::string& folder, const std::string& text, bool adds)
{
    const Grant grant = parseGrant(text);
    if (adds && grant.rights.empty())
        throw Failure{"--add-permission option requires MEMBER:RIGHTS"};
    const Principal member = desk.directory.requireMember(grant.member);
    Permission& entry = entryOf(store, pathOf(folder), member.id);
    if (!adds && entry.rights.empty())
        throw Failure{"no permissions for '" + grant.member + "'"};
    entry.rights = adds ? joined(entry.rights, grant.rights) : without(entry.rights, grant.rights);
    const auto error = desk.stores.permit(store.guid, entry);
    if (error && textOf(*error, "type") == "invalidProperties" && !folder.empty())
        throw Failure{"no such folder: '" + folder + "'"};
    if (error)
        failOn(*error, {"store", store.guid}, Json::object());
}

bool changesPermissions(const Arguments& arguments)
{
    return arguments.has("add-permission") || arguments.has("remove-permission");
}

/// A private store is there as soon as it is used, and this is a use.
Store requireStore(Desk& desk, const Principal& owner, const Place& place)
{
    auto store = desk.stores.ofOwner(owner.id, place.type);
    if (!store && !place.isPublic())
    {
        failUnless(desk.stores.create(owner.id, place.type), place.exists(), place.subject);
        store = desk.stores.ofOwner(owner.id, place.type);
    }
    if (!store)
        throw Failure{"no public store" + place.suffix};
    return *store;
}

} // namespace

void changeStore(Desk& desk, Store store)
{
    std::vector<std::string> folders = desk.arguments.values("folder");
    if (folders.empty())
        folders.emplace_back();
    for (const std::string& folder : folders)
    {
        for (const std::string& text : desk.arguments.values("add-permission"))
            permit(desk, store, folder, text, true);
        for (const std::string& text : desk.arguments.values("remove-permission"))
            permit(desk, store, folder, text, false);
    }
}

void changeStoresOf(Desk& desk, const Principal& owner)
{
    const Arguments& arguments = desk.arguments;
    const Place place{owner};
    if (owner.id == kEveryoneId && desk.directory.isHosted())
        desk.err << "warning: tenants are on: this public store is only used without them\n";
    if (arguments.has("unhook-store"))
    {
        const auto store = desk.stores.ofOwner(owner.id, place.type);
        if (!store)
            throw Failure{place.hasNone()};
        failUnless(desk.stores.unhook(store->guid), place.hasNone(), place.subject);
    }
    if (const auto guid = arguments.value("hook-store"))
        hook(desk, owner, place, *guid);
    if (arguments.has("create-store"))
        failUnless(desk.stores.create(owner.id, place.type), place.exists(), place.subject);
    if (changesPermissions(arguments))
        changeStore(desk, requireStore(desk, owner, place));
}

void removeStore(Desk& desk, const std::string& guid)
{
    const Store store = desk.stores.require(guid);
    if (!store.isOrphan() || desk.stores.remove(store.guid))
        throw Failure{"cannot remove store with GUID '" + guid + "'"};
}

void makePublicStore(Desk& desk, const std::string& company)
{
    const auto error = desk.stores.create(company, "public");
    if (error && textOf(*error, "type") != "alreadyExists")
        throw Failure{"the company is there, but not its public store: " +
                      textOfError(*error, {"public store", ""}, Json::object())};
}

} // namespace kc::cli
