// SPDX-License-Identifier: Apache-2.0
#include "PrincipalLinks.h"

#include "SetArguments.h"

#include <algorithm>
#include <map>

namespace kc::jmap
{

namespace
{

struct Change
{
    const Relation* relation;
    kc_id other;
    bool on;
    std::string path;
};

std::map<kc_id, kc_user_kind> kindsOf(const Call& call, const std::vector<Link>& links)
{
    std::set<kc_id> ids;
    for (const Link& link : links)
        if (const kc_id id = parseId(realId(call, link.other)); id != 0 && link.on)
            ids.insert(id);
    std::map<kc_id, kc_user_kind> kinds;
    if (ids.empty())
        return kinds;
    for (const Principal& each : getPrincipals(call, {ids.begin(), ids.end()}))
        kinds[each.id] = each.kind;
    return kinds;
}

/// Those in a list that is replaced who are not named; drops from `wanted` who is in it already.
void replace(const Call& call, kc_id holder, const Relation& relation, std::vector<Change>& wanted,
             std::vector<Change>& changes)
{
    const auto isSame = [&](kc_id id)
    {
        return [&relation, id](const Change& change)
        { return change.relation == &relation && change.other == id; };
    };
    const auto look = [&](const kc_principal& row)
    {
        if (std::erase_if(wanted, isSame(row.id)) == 0)
            changes.push_back({&relation, row.id, false, relation.property});
    };
    (void)eachRelated(call, holder, relation, look);
}

std::vector<Change> changesOf(const Call& call, kc_id holder, const PrincipalPatch& patch)
{
    std::vector<Change> wanted;
    for (const Link& link : patch.links)
        if (const kc_id other = parseId(realId(call, link.other)))
            wanted.push_back({link.relation, other, link.on, link.path});
    std::vector<Change> changes;
    for (const Relation* relation : patch.replaced)
        replace(call, holder, *relation, wanted, changes);
    changes.insert(changes.end(), wanted.begin(), wanted.end());
    return changes;
}

} // namespace

std::vector<std::string> wrongLinks(const Call& call, const std::vector<Link>& links,
                                    const Json* pending)
{
    std::vector<std::string> wrong;
    const auto kinds = kindsOf(call, links);
    for (const Link& link : links)
    {
        // Who is not there is not in the list either.
        if (!link.on)
            continue;
        const std::string id = realId(call, link.other);
        const auto found = kinds.find(parseId(id));
        const bool isPending =
            pending != nullptr && id.starts_with('#') && pending->contains(id.substr(1));
        const bool fits =
            found != kinds.end() && (link.relation->others & KC_KIND(found->second)) != 0;
        if (!isPending && !fits)
            wrong.push_back(link.path);
    }
    return wrong;
}

LinkResult applyLinks(const Call& call, kc_id holder, const PrincipalPatch& patch)
{
    bool hasChanged = false;
    for (const Change& change : changesOf(call, holder, patch))
    {
        const kc_principal_link link{sizeof(kc_principal_link), change.relation->relation, holder,
                                     change.other, change.on ? std::uint64_t{1} : 0};
        const Status status = call.directory.relate(call.context, call.caller.principal, link);
        const bool isSoAlready = status == (change.on ? KC_EEXISTS : KC_ENOTFOUND);
        if (!status.ok() && !isSoAlready)
            return {hasChanged ? LinkOutcome::Torn : LinkOutcome::Refused, status, change.path};
        hasChanged = hasChanged || status.ok();
    }
    return {LinkOutcome::Done, KC_OK, ""};
}

} // namespace kc::jmap
