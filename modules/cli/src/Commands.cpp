// SPDX-License-Identifier: Apache-2.0
#include "Commands.h"

#include "Changes.h"
#include "Details.h"
#include "Documents.h"
#include "Failure.h"
#include "Import.h"
#include "Lists.h"
#include "Pages.h"
#include "StoreChanges.h"

#include <ostream>

namespace kc::cli
{

namespace
{

bool wantsJson(const Desk& desk)
{
    return desk.arguments.has("json");
}

void showPage(Desk& desk, const Page& page)
{
    if (wantsJson(desk))
        desk.out << printed(toDocument(page));
    else
        desk.out << (page.self.isGroup()     ? groupDetails(page)
                     : page.self.isCompany() ? companyDetails(page, desk.directory.isHosted())
                                             : userDetails(page));
}

Principal newOne(const std::string& name, const char* kind)
{
    Principal one;
    one.login = name;
    one.kind = kind;
    return one;
}

/// Returns what it is called then.
std::string create(Desk& desk, const Principal& one, std::string& id)
{
    Patch patch = changesOf(desk, one);
    if (one.kind != "active")
        patch.set("kc:kind", one.kind);
    const std::string login = desk.arguments.value("name").value_or(one.login);
    patch.set("kc:login", login);
    id = desk.directory.create(subjectOf(one), patch.asCreation(), patch.afterCreation());
    return login;
}

bool changesStores(const Arguments& arguments)
{
    for (const char* option :
         {"create-store", "hook-store", "unhook-store", "add-permission", "remove-permission"})
        if (arguments.has(option))
            return true;
    return false;
}

void update(Desk& desk, const Principal& one)
{
    const Patch patch = changesOf(desk, one);
    if (!patch.isEmpty())
        desk.directory.update(subjectOf(one), one.id, patch.asUpdate());
    if (changesStores(desk.arguments))
        changeStoresOf(desk, one);
}

void refuseSingleTenant(const Desk& desk, const char* verb)
{
    if (!desk.directory.isHosted())
        throw Failure{"cannot " + std::string{verb} + " company in single-tenant mode"};
}

Principal ownerOfAll()
{
    Principal all = newOne(kSingleTenant, "company");
    all.id = kEveryoneId;
    return all;
}

} // namespace

void actOnUser(Desk& desk, const std::string& name)
{
    const std::string action = desk.arguments.action();
    if (action == "create")
    {
        std::string id;
        const std::string login = create(desk, newOne(name, "active"), id);
        if (changesStores(desk.arguments) || wantsJson(desk))
        {
            const Principal user = desk.directory.requireUser(login);
            changeStoresOf(desk, user);
            if (wantsJson(desk))
                showPage(desk, pageOf(desk, user));
        }
        return;
    }
    const Principal user = desk.directory.requireUser(name);
    if (action == "delete")
        desk.directory.destroy(subjectOf(user), user.id);
    else if (desk.arguments.hasUpdates())
        update(desk, user);
    else
        showPage(desk, pageOf(desk, user));
}

void actOnGroup(Desk& desk, const std::string& name)
{
    const std::string action = desk.arguments.action();
    if (action == "create")
    {
        std::string id;
        const std::string login = create(desk, newOne(name, "group"), id);
        if (wantsJson(desk))
            showPage(desk, pageOf(desk, desk.directory.requireGroup(login)));
        return;
    }
    const Principal group = desk.directory.requireGroup(name);
    if (action == "list-users")
        listMembers(desk, group);
    else if (action == "delete")
        desk.directory.destroy(subjectOf(group), group.id);
    else if (desk.arguments.hasUpdates())
        update(desk, group);
    else
        showPage(desk, pageOf(desk, group));
}

void actOnCompany(Desk& desk, const std::string& name)
{
    const std::string action = desk.arguments.action();
    if (action == "create")
    {
        refuseSingleTenant(desk, "create");
        std::string id;
        const std::string login = create(desk, newOne(name, "company"), id);
        makePublicStore(desk, id);
        if (wantsJson(desk))
            showPage(desk, pageOf(desk, desk.directory.requireCompany(login)));
        return;
    }
    if (action == "delete")
        refuseSingleTenant(desk, "remove");
    const Principal company = desk.directory.requireCompany(name);
    if (action == "delete")
        desk.directory.destroy(subjectOf(company), company.id);
    else if (!action.empty())
        listOf(desk, company);
    else if (desk.arguments.hasUpdates())
        update(desk, company);
    else
        showPage(desk, pageOf(desk, company));
}

void actOnStore(Desk& desk, const std::string& guid)
{
    const Store store = desk.stores.require(guid);
    if (desk.arguments.hasUpdates())
    {
        changeStore(desk, store);
        return;
    }
    const Names names = membersOf(desk, store);
    desk.out << (wantsJson(desk) ? printed(toDocument(store, names)) : storeDetails(store, names));
}

void actOnAll(Desk& desk)
{
    const Arguments& arguments = desk.arguments;
    const std::string action = arguments.action();
    if (action.empty())
        changeStoresOf(desk, ownerOfAll());
    else if (action == "create")
        createFrom(desk, *arguments.value("from"));
    else if (action == "sync")
        desk.client.call("Directory/sync", Json::object());
    else if (action == "clear-cache")
        desk.client.call("Directory/clearCache", Json::object());
    else if (action == "purge-deferred")
    {
        const Json answer = desk.client.call("Store/flushDeferred", Json::object());
        desk.out << "Remaining deferred records: " << answer.at("remaining") << "\n";
    }
    else if (action == "purge-softdelete")
        for (bool isFinished = false; !isFinished;)
            isFinished =
                desk.client
                    .call("Store/purgeRemoved", {{"olderThanDays", *arguments.number(action)}})
                    .at("isFinished")
                    .get<bool>();
    else if (action == "remove-store")
        removeStore(desk, *arguments.value(action));
    else
        listAll(desk);
}

} // namespace kc::cli
