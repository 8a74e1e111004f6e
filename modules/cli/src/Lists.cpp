// SPDX-License-Identifier: Apache-2.0
#include "Lists.h"

#include "Documents.h"

#include <ostream>
#include <set>

namespace kc::cli
{

namespace
{

bool wantsJson(const Desk& desk)
{
    return desk.arguments.has("json");
}

Principal singleTenant()
{
    Principal company;
    company.login = kSingleTenant;
    return company;
}

/// Those that lists are made of: one, without tenants.
std::vector<Principal> everyCompany(Desk& desk)
{
    return desk.directory.isHosted() ? desk.directory.companies()
                                     : std::vector<Principal>{singleTenant()};
}

/// SYSTEM and Everyone are in the lists of each company.
void addOnce(const Json& some, std::set<std::string>& seen, Json& all)
{
    for (const Json& each : some)
        if (seen.insert(each["id"].get<std::string>()).second)
            all.push_back(each);
}

void listUsers(Desk& desk, const std::vector<Principal>& companies)
{
    Json all = Json::array();
    std::set<std::string> seen;
    const char* separator = "";
    for (const Principal& company : companies)
    {
        const UserList list = desk.directory.users(company);
        if (wantsJson(desk))
        {
            addOnce(toDocument(list), seen, all);
            continue;
        }
        desk.out << separator << userList(company.login, list);
        separator = "\n";
    }
    if (wantsJson(desk))
        desk.out << printed({{"users", all}});
}

void listGroups(Desk& desk, const std::vector<Principal>& companies)
{
    Json all = Json::array();
    std::set<std::string> seen;
    const char* separator = "";
    for (const Principal& company : companies)
    {
        const auto groups = desk.directory.groups(company);
        if (wantsJson(desk))
        {
            addOnce(toDocument(groups), seen, all);
            continue;
        }
        desk.out << separator << groupList(company.login, groups);
        separator = "\n";
    }
    if (wantsJson(desk))
        desk.out << printed({{"groups", all}});
}

/// Whom quota mail of a company comes from; SYSTEM, where nobody was named.
Names administratorsOf(Desk& desk, const std::vector<Principal>& companies)
{
    std::vector<std::string> ids{kSystemId};
    for (const Principal& company : companies)
        for (const auto& [relation, others] : company.relations)
            ids.insert(ids.end(), others.begin(), others.end());
    const Names names = desk.directory.namesOf(ids);
    Names found;
    for (const Principal& company : companies)
    {
        const auto named = company.relations.find("kc:systemAdministrator");
        const auto name =
            names.find(named == company.relations.end() ? kSystemId : named->second.front());
        if (name != names.end())
            found[company.id] = name->second;
    }
    return found;
}

void listCompanies(Desk& desk)
{
    const auto companies = desk.directory.companies();
    const Names administrators = companies.empty() ? Names{} : administratorsOf(desk, companies);
    if (!wantsJson(desk))
    {
        desk.out << companyList(companies, administrators);
        return;
    }
    Json all = Json::array();
    for (const Principal& company : companies)
    {
        Json object = toDocument(company);
        const auto administrator = administrators.find(company.id);
        object["systemAdministrator"] =
            administrator == administrators.end() ? Json(nullptr) : Json(administrator->second);
        all.push_back(object);
    }
    desk.out << printed({{"companies", all}});
}

void listStores(Desk& desk, const Json& filter)
{
    const auto stores = desk.stores.list(filter);
    desk.out << (wantsJson(desk) ? printed({{"stores", toDocument(stores)}}) : storeList(stores));
}

void listOrphans(Desk& desk)
{
    const auto orphans = desk.stores.list({{"isOrphan", true}});
    UserList without;
    for (const Principal& company : everyCompany(desk))
    {
        const UserList list = desk.directory.users(company);
        for (const Principal& user : list.users)
            if (user.hasStore() && user.id != kSystemId && !list.stores.contains(user.id))
                without.users.push_back(user);
    }
    desk.out << (wantsJson(desk) ? printed({{"stores", toDocument(orphans)},
                                            {"usersWithoutStore", toDocument(without)}})
                                 : orphanList(orphans, without));
}

void countUsers(Desk& desk)
{
    const Json answer = desk.client.call("Directory/count", Json::object());
    const auto number = [&](const char* name) { return answer.at(name).get<std::uint64_t>(); };
    const UserCount count{number("active"), number("nonActive"), number("users"),
                          number("rooms"),  number("equipment"), number("total")};
    desk.out << (wantsJson(desk) ? printed(toDocument(count)) : userCount(count));
}

} // namespace

std::string printed(const Json& document)
{
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void listMembers(Desk& desk, const Principal& group)
{
    const auto found = group.relations.find("kc:members");
    UserList list;
    if (found != group.relations.end())
        list.users = desk.directory.get(found->second);
    std::erase_if(list.users, [](const Principal& each) { return !each.isUser(); });
    std::vector<std::string> ids;
    for (const Principal& user : list.users)
        ids.push_back(user.id);
    list.stores = desk.stores.guidsOf(ids);
    desk.out << (wantsJson(desk) ? printed({{"users", toDocument(list)}})
                                 : userList(group.login, list));
}

void listOf(Desk& desk, const Principal& company)
{
    const std::string action = desk.arguments.action();
    if (action == "list-users")
        listUsers(desk, {company});
    else if (action == "list-groups")
        listGroups(desk, {company});
    else
        listStores(desk,
                   desk.directory.isHosted() ? Json{{"company", company.id}} : Json::object());
}

void listAll(Desk& desk)
{
    const std::string action = desk.arguments.action();
    if (action == "list-users")
        listUsers(desk, everyCompany(desk));
    else if (action == "list-groups")
        listGroups(desk, everyCompany(desk));
    else if (action == "list-companies")
        listCompanies(desk);
    else if (action == "list-stores")
        listStores(desk, Json::object());
    else if (action == "list-orphans")
        listOrphans(desk);
    else
        countUsers(desk);
}

} // namespace kc::cli
