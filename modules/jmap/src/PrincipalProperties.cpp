// SPDX-License-Identifier: Apache-2.0
#include "PrincipalProperties.h"

#include "PrincipalRelations.h"
#include "QuotaRecord.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

struct Property
{
    const char* name;
    bool isAdmin; // of the admin capability, for administrators and oneself
    Json (*read)(const Principal& principal);
};

Json orNull(const std::string& text)
{
    return text.empty() ? Json(nullptr) : Json(text);
}

Json companyId(const Principal& principal)
{
    const bool isInOne = principal.tenant != 0 && principal.kind != KC_USER_COMPANY;
    return isInOne ? Json(idText(principal.tenant)) : Json(nullptr);
}

Json features(const Principal& principal)
{
    Json map = Json::object();
    for (const std::string& feature : principal.features)
        map[feature] = true;
    return map;
}

Json quota(const Principal& principal)
{
    return hasQuota(principal.kind) ? quotaRecordJson(principal.quota) : Json(nullptr);
}

Json memberQuota(const Principal& principal)
{
    return principal.kind == KC_USER_COMPANY ? quotaRecordJson(principal.memberQuota)
                                             : Json(nullptr);
}

constexpr auto kNull = [](const Principal&) { return Json(nullptr); };

constexpr std::array<Property, 19> kProperties{{
    {"id", false, [](const Principal& p) { return Json(idText(p.id)); }},
    {"type", false, [](const Principal& p) { return Json(typeOf(p.kind)); }},
    {"name", false, [](const Principal& p) { return Json(nameOf(p)); }},
    {"description", false, kNull},
    {"email", false, [](const Principal& p) { return orNull(p.email); }},
    {"timeZone", false, kNull},
    {"capabilities", false, [](const Principal&) { return Json::object(); }},
    {"accounts", false, kNull},
    {"kc:login", true, [](const Principal& p) { return Json(p.login); }},
    {"kc:kind", true, [](const Principal& p) { return Json(kindName(p.kind)); }},
    {"kc:aliases", true, [](const Principal& p) { return Json(p.aliases); }},
    {"kc:adminLevel", true, [](const Principal& p) { return Json(p.adminLevel); }},
    {"kc:hidden", true, [](const Principal& p) { return Json(p.isHidden); }},
    {"kc:company", true, [](const Principal& p) { return orNull(p.company); }},
    {"kc:companyId", true, companyId},
    {"kc:homeServer", true, [](const Principal& p) { return orNull(p.homeServer); }},
    {"kc:features", true, features},
    {"kc:quota", true, quota},
    {"kc:memberQuota", true, memberQuota},
}};

constexpr sv kEffectiveQuota = "kc:effectiveQuota";

const Property* findProperty(const std::string& name)
{
    const auto* const found = std::find_if(kProperties.begin(), kProperties.end(),
                                           [&](const Property& p) { return name == p.name; });
    return found == kProperties.end() ? nullptr : found;
}

Json effectiveQuota(const Call& call, const Principal& principal)
{
    kc_quota_limits limits{};
    limits.size = sizeof limits;
    if (!hasQuota(principal.kind))
        return nullptr;
    const Status status = call.directory.quota(call.context, principal.id, limits);
    if (status == KC_ENOTFOUND)
        return nullptr; // gone meanwhile
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the directory cannot tell the quota"};
    return quotaLimitsJson(limits);
}

} // namespace

bool hasQuota(kc_user_kind kind)
{
    return ((KC_KINDS_WITH_STORE | kKindsOfCompanies) & KC_KIND(kind)) != 0;
}

std::vector<std::string> defaultProperties(const Call& call)
{
    std::vector<std::string> names;
    for (const Property& property : kProperties)
        if (!property.isAdmin || call.isAdminView())
            names.emplace_back(property.name);
    return names;
}

bool isProperty(const Call& call, const std::string& name)
{
    const Property* const property = findProperty(name);
    if (property != nullptr && !property->isAdmin)
        return true;
    return call.isAdminView() &&
           (property != nullptr || name == kEffectiveQuota || findRelation(name) != nullptr);
}

Json toJson(const Call& call, const Principal& principal,
            const std::vector<std::string>& properties)
{
    const bool knowsAll = call.caller.isAdmin() || call.caller.principal == principal.id;
    Json object = Json::object();
    object["id"] = idText(principal.id); // RFC 8620 §5.1: always there
    for (const std::string& name : properties)
    {
        const Property* const property = findProperty(name);
        if (!knowsAll && (property == nullptr || property->isAdmin))
            continue;
        if (property != nullptr)
            object[name] = property->read(principal);
        else if (name == kEffectiveQuota)
            object[name] = effectiveQuota(call, principal);
        else if (const Relation* const relation = findRelation(name))
            object[name] = readRelation(call, principal, *relation);
    }
    return object;
}

} // namespace kc::jmap
