// SPDX-License-Identifier: Apache-2.0
#include "Pages.h"

#include <algorithm>
#include <set>

namespace kc::cli
{

namespace
{

std::vector<std::string> idsOf(const Principal& principal, const char* relation)
{
    const auto found = principal.relations.find(relation);
    return found == principal.relations.end() ? std::vector<std::string>{} : found->second;
}

void addMembers(const Store& store, std::set<std::string>& ids)
{
    for (const Permission& each : store.permissions)
        ids.insert(each.member);
}

} // namespace

std::vector<std::string> Page::related(const std::string& relation) const
{
    std::vector<std::string> texts;
    const auto found = self.relations.find(relation);
    if (found != self.relations.end())
        for (const std::string& id : found->second)
            if (const auto name = names.find(id); name != names.end())
                texts.push_back(name->second);
    std::sort(texts.begin(), texts.end());
    return texts;
}

Page pageOf(Desk& desk, Principal self)
{
    Page page;
    std::set<std::string> ids;
    for (const auto& [relation, others] : self.relations)
        ids.insert(others.begin(), others.end());
    if (self.isCompany() || self.hasStore())
        page.store = desk.stores.ofOwner(self.id, self.isCompany() ? "public" : "private");
    if (page.store)
        addMembers(*page.store, ids);
    const auto others = desk.directory.get({ids.begin(), ids.end()});
    const auto pick = [&](const char* relation)
    {
        const auto wanted = idsOf(self, relation);
        std::vector<Principal> some;
        for (const Principal& each : others)
            if (std::find(wanted.begin(), wanted.end(), each.id) != wanted.end())
                some.push_back(each);
        return some;
    };
    for (const Principal& each : others)
        page.names[each.id] = each.login;
    page.members = pick("kc:members");
    page.groups = pick("kc:memberOf");
    page.self = std::move(self);
    return page;
}

Names membersOf(Desk& desk, const Store& store)
{
    std::set<std::string> ids;
    addMembers(store, ids);
    return desk.directory.namesOf({ids.begin(), ids.end()});
}

} // namespace kc::cli
