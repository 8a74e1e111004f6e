// SPDX-License-Identifier: Apache-2.0
#include "People.h"

namespace kc::store
{

namespace
{

/// Only these two are answers; all else is that the directory cannot tell.
bool isThere(Status status)
{
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory does not tell who somebody is"};
    return status.ok();
}

} // namespace

PeopleById People::find(Context& context, std::span<const kc_id> ids, kc_id actor)
{
    PeopleById found;
    const auto take = [&](const kc_principal& principal)
    {
        found[principal.id] = {principal.id, principal.tenant, principal.user->kind,
                               principal.user->admin_level, std::string{view(principal.login)}};
    };
    if (!ids.empty() && !isThere(_directory.get(context, actor, {ids.data(), ids.size()}, take)))
        found.clear();
    return found;
}

std::optional<Person> People::find(Context& context, kc_id id)
{
    PeopleById found = find(context, {&id, 1});
    const auto person = found.find(id);
    return person == found.end() ? std::nullopt : std::optional{std::move(person->second)};
}

std::uint32_t People::access(Context& context, kc_id actor, kc_id id)
{
    std::uint32_t rights = 0;
    return isThere(_directory.access(context, actor, id, rights)) ? rights : 0;
}

std::vector<kc_id> People::groupsOf(Context& context, kc_id member)
{
    std::vector<kc_id> groups;
    const auto take = [&](const kc_principal& principal)
    {
        if (principal.user->kind == KC_USER_GROUP && principal.id != KC_ID_EVERYONE)
            groups.push_back(principal.id);
    };
    const kc_principal_relation query{sizeof query, KC_REL_MEMBER, KC_REL_HOLDERS, 1, member};
    (void)isThere(_directory.related(context, KC_ID_SYSTEM, query, take));
    return groups;
}

kc_quota_limits People::limits(Context& context, kc_id id)
{
    kc_quota_limits limits{};
    limits.size = sizeof limits;
    if (!isThere(_directory.quota(context, id, limits)))
        limits.warn = limits.soft = limits.hard = 0;
    return limits;
}

} // namespace kc::store
