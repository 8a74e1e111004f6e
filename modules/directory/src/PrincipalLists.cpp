// SPDX-License-Identifier: Apache-2.0
// list() and related().
#include "Principals.h"

#include <algorithm>

namespace kc::directory
{

namespace
{

constexpr std::uint32_t kCompanies = KC_KIND(KC_USER_COMPANY);
constexpr int kMaxLevels = 10; // of groups in groups

void sortByLogin(std::vector<PrincipalPtr>& principals)
{
    std::vector<std::pair<std::string, PrincipalPtr>> keyed;
    keyed.reserve(principals.size());
    for (PrincipalPtr& each : principals)
        keyed.emplace_back(fold(each->login()), std::move(each));
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::transform(keyed.begin(), keyed.end(), principals.begin(),
                   [](auto& pair) { return std::move(pair.second); });
}

kc_user_query objects(std::uint32_t kinds, sv company)
{
    kc_user_query query = within(everybody(), company);
    query.kinds = kinds;
    return query;
}

void require(Status status)
{
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the user backend gives no list"};
}

} // namespace

/// In the order of their names. Without tenants: none. KC_ENOTFOUND: no such company for the actor.
Status Principals::companiesToList(Context& context, const Asking& asking, kc_id tenant,
                                   std::vector<PrincipalPtr>& companies)
{
    if (!asking.settings->isHosted)
        return tenant == 0 ? KC_OK : KC_ENOTFOUND;
    if (tenant != 0)
    {
        const PrincipalPtr company = seen(context, asking, tenant);
        if (!company || !company->isCompany())
            return KC_ENOTFOUND;
        companies = {company};
        return KC_OK;
    }
    if (!asking.viewer->seesAll)
    {
        for (const auto& [name, company] : asking.viewer->companies)
            companies.push_back(company);
        return KC_OK;
    }
    kc_user_query all = everybody();
    all.kinds = kCompanies;
    const Status status = _resolver.list(context, all, companies);
    sortByLogin(companies);
    return status;
}

Status Principals::list(Context& context, kc_id actor, const kc_principal_query& query,
                        Sink<kc_principal> principals)
{
    const Asking asking = this->asking(context, actor);
    if (asking.viewer->id == 0)
        return KC_OK;
    const std::uint32_t kinds = query.kinds == 0 ? ~kCompanies : query.kinds;
    std::vector<PrincipalPtr> companies;
    const Status status = companiesToList(context, asking, query.tenant, companies);
    if (!status.ok())
        return status;
    if ((kinds & kCompanies) != 0 && query.tenant == 0)
        for (const PrincipalPtr& company : companies)
            if (asking.sees(*company) && !asking.push(*company, principals))
                return KC_OK;
    if ((kinds & ~kCompanies) == 0)
        return KC_OK;
    std::vector<std::string> places;
    for (const PrincipalPtr& company : companies)
        places.push_back(company->fields().externalId);
    if (places.empty()) // without tenants; or there are none
        places.emplace_back();
    std::vector<PrincipalPtr> batch;
    for (const std::string& place : places)
    {
        const Status read = _resolver.list(context, objects(kinds & ~kCompanies, place), batch);
        if (!read.ok())
            return read;
        if (&place == &places.front())
            for (const kc_id id : {KC_ID_EVERYONE, KC_ID_SYSTEM})
                if (builtIn(kc_id{id})->isKindOf(kinds))
                    batch.push_back(builtIn(kc_id{id}));
        sortByLogin(batch);
        for (const PrincipalPtr& each : batch)
        {
            const bool isListed = each->fields().hidden == 0 || asking.viewer->isSystem;
            if (isListed && asking.sees(*each) && !asking.push(*each, principals))
                return KC_OK;
        }
    }
    return KC_OK;
}

/// Everyone's: the users of the actor's company; for SYSTEM, of all.
std::vector<PrincipalPtr> Principals::members(Context& context, const Asking& asking)
{
    std::vector<PrincipalPtr> all;
    kc_user_query users = objects(KC_KINDS_WITH_STORE, asking.viewer->company);
    if (asking.settings->isHosted && asking.viewer->isSystem)
        users.in_company = 0;
    require(_resolver.list(context, users, all));
    sortByLogin(all);
    return all;
}

/// Level by level, each once, so that groups in a circle end.
Status Principals::relatives(Context& context, const Principal& of,
                             const kc_principal_relation& query, std::vector<PrincipalPtr>& found)
{
    std::set<kc_id> known{of.id()};
    std::vector<std::string> level{of.fields().externalId};
    for (int depth = 0; depth < (query.recursive != 0 ? kMaxLevels : 1) && !level.empty(); ++depth)
    {
        std::vector<std::string> next;
        for (const std::string& external : level)
        {
            std::vector<PrincipalPtr> near;
            const Status status =
                _resolver.related(context, external, query.relation, query.direction, near);
            if (!status.ok() && (status != KC_ENOTFOUND || depth == 0))
                return status;
            for (PrincipalPtr& each : near)
            {
                if (!known.insert(each->id()).second)
                    continue;
                if (each->isKindOf(KC_KINDS_OF_GROUPS))
                    next.push_back(each->fields().externalId);
                found.push_back(std::move(each));
            }
        }
        level = std::move(next);
    }
    sortByLogin(found);
    return KC_OK;
}

Status Principals::related(Context& context, kc_id actor, const kc_principal_relation& query,
                           Sink<kc_principal> principals)
{
    const Asking asking = this->asking(context, actor);
    const PrincipalPtr of = seen(context, asking, query.id);
    if (!of)
        return KC_ENOTFOUND;
    std::vector<PrincipalPtr> found;
    const bool isMember = query.relation == KC_REL_MEMBER;
    if (of->id() == KC_ID_EVERYONE && isMember && query.direction == KC_REL_HELD)
        found = members(context, asking);
    else if (!of->isBuiltIn())
    {
        const Status status = relatives(context, *of, query, found);
        if (!status.ok())
            return status;
        if (isMember && query.direction == KC_REL_HOLDERS && of->isKindOf(KC_KINDS_WITH_STORE))
            found.insert(found.begin(), builtIn(kc_id{KC_ID_EVERYONE}));
    }
    for (const PrincipalPtr& each : found)
        if (asking.sees(*each) && !asking.push(*each, principals))
            break;
    return KC_OK;
}

} // namespace kc::directory
