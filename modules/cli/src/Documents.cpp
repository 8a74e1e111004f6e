// SPDX-License-Identifier: Apache-2.0
#include "Documents.h"

#include "Changes.h"

namespace kc::cli
{

namespace
{

Json orNull(const std::string& text)
{
    return text.empty() ? Json(nullptr) : Json(text);
}

Json levels(const Quota& quota)
{
    return {{"warn", quota.warn}, {"soft", quota.soft}, {"hard", quota.hard}};
}

Json storeDocument(const Store& store)
{
    return {{"guid", store.guid}, {"type", store.type},     {"owner", orNull(store.owner)},
            {"name", store.name}, {"octets", store.octets}, {"messages", store.messages}};
}

} // namespace

Json toDocument(const Principal& principal)
{
    Json object{{"id", principal.id}, {"login", principal.login}, {"kind", principal.kind}};
    if (!principal.company.empty())
        object["company"] = principal.company;
    if (principal.isCompany())
        return object;
    object["email"] = orNull(principal.email);
    object["hidden"] = principal.isHidden;
    if (principal.isGroup())
        return object;
    object["fullname"] = principal.fullname;
    object["adminLevel"] = principal.adminLevel;
    object["homeServer"] = orNull(principal.homeServer);
    return object;
}

Json toDocument(const UserList& list)
{
    Json all = Json::array();
    for (const Principal& user : list.users)
    {
        const auto store = list.stores.find(user.id);
        Json object = toDocument(user);
        object["store"] = store == list.stores.end() ? Json(nullptr) : Json(store->second);
        all.push_back(object);
    }
    return all;
}

Json toDocument(const std::vector<Principal>& principals)
{
    Json all = Json::array();
    for (const Principal& each : principals)
        all.push_back(toDocument(each));
    return all;
}

Json toDocument(const std::vector<Store>& stores)
{
    Json all = Json::array();
    for (const Store& store : stores)
        all.push_back(storeDocument(store));
    return all;
}

Json toDocument(const UserCount& count)
{
    return {{"active", count.active}, {"nonActive", count.nonActive}, {"users", count.users},
            {"rooms", count.rooms},   {"equipment", count.equipment}, {"total", count.total}};
}

Json toDocument(const Store& store, const Names& names)
{
    Json object = storeDocument(store);
    Json paths = Json::object();
    for (const Permission& each : store.permissions)
    {
        const auto name = names.find(each.member);
        paths[each.path][name == names.end() ? each.member : name->second] = each.rights;
    }
    object["permissions"] = paths;
    return object;
}

Json toDocument(const Page& page)
{
    const Principal& self = page.self;
    Json object = toDocument(self);
    object["store"] = page.store ? toDocument(*page.store, page.names) : Json(nullptr);
    const auto list = [&](const char* name, const char* relation)
    { object[name] = page.related(relation); };
    if (self.isCompany())
    {
        const auto administrator = page.related("kc:systemAdministrator");
        object["systemAdministrator"] = orNull(joined(administrator, ""));
        list("viewers", "kc:viewers");
        list("administrators", "kc:administrators");
        list("userQuotaRecipients", "kc:userQuotaRecipients");
        list("companyQuotaRecipients", "kc:companyQuotaRecipients");
        object["memberQuota"] = toJson(self.memberQuota);
    }
    else
        list("sendAs", "kc:sendAs");
    if (self.isGroup())
    {
        object["members"] = toDocument(page.members);
        object.erase("store");
        return object;
    }
    object["quota"] = toJson(self.quota);
    object["effectiveQuota"] = levels(self.effective);
    if (!self.isCompany())
    {
        object["aliases"] = self.aliases;
        object["features"] = self.features;
        object["groups"] = toDocument(page.groups);
    }
    return object;
}

} // namespace kc::cli
