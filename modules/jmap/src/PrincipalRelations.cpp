// SPDX-License-Identifier: Apache-2.0
#include "PrincipalRelations.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

constexpr std::uint32_t kUsers = KC_KINDS_OF_USERS;
constexpr std::uint32_t kGroups = KC_KINDS_OF_GROUPS;
constexpr std::uint32_t kCompanies = kKindsOfCompanies;

constexpr std::array<Relation, 8> kRelations{{
    {"kc:members", KC_REL_MEMBER, KC_REL_HELD, kGroups, kUsers | kGroups, false, true},
    {"kc:memberOf", KC_REL_MEMBER, KC_REL_HOLDERS, kUsers | kGroups, kGroups, false, false},
    {"kc:sendAs", KC_REL_SEND_AS, KC_REL_HELD, kUsers | kGroups, kUsers | kGroups, false, true},
    {"kc:viewers", KC_REL_VIEW, KC_REL_HELD, kCompanies, kCompanies, false, true},
    {"kc:administrators", KC_REL_ADMIN, KC_REL_HELD, kCompanies, kUsers, false, true},
    {"kc:systemAdministrator", KC_REL_SYSTEM_ADMIN, KC_REL_HELD, kCompanies, kUsers, true, true},
    {"kc:userQuotaRecipients", KC_REL_USER_QUOTA_MAIL, KC_REL_HELD, kCompanies, kUsers, false,
     true},
    {"kc:companyQuotaRecipients", KC_REL_COMPANY_QUOTA_MAIL, KC_REL_HELD, kCompanies, kUsers, false,
     true},
}};

} // namespace

const Relation* findRelation(const std::string& property)
{
    const auto* const found =
        std::find_if(kRelations.begin(), kRelations.end(),
                     [&](const Relation& each) { return property == each.property; });
    return found == kRelations.end() ? nullptr : found;
}

bool eachRelated(const Call& call, kc_id holder, const Relation& relation,
                 const std::function<void(const kc_principal&)>& visit)
{
    const kc_principal_relation query{sizeof(kc_principal_relation), relation.relation,
                                      relation.direction, 0, holder};
    const Status status = call.directory.related(call.context, call.caller.principal, query, visit);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory cannot tell who is related to whom"};
    return status.ok();
}

Json readRelation(const Call& call, const Principal& principal, const Relation& relation)
{
    if (!principal.isOneOf(relation.holders))
        return nullptr;
    Json map = Json::object();
    Json last = nullptr;
    const auto add = [&](const kc_principal& row)
    {
        last = idText(row.id);
        map[idText(row.id)] = true;
    };
    (void)eachRelated(call, principal.id, relation, add);
    return relation.isSingle ? last : map;
}

} // namespace kc::jmap
