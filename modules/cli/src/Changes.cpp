// SPDX-License-Identifier: Apache-2.0
#include "Changes.h"

#include "Failure.h"

#include <algorithm>
#include <array>

namespace kc::cli
{

namespace
{

constexpr std::uint64_t kMegabyte = 1024 * 1024;
constexpr std::array<sv, 5> kFeatures{"imap", "pop3", "mobile", "outlook", "webapp"};

enum class Member
{
    User,
    Any, // user or group
    Company
};

/// --add-OPTION and --remove-OPTION. In the texts, %m is the member and %s what it is a member of.
struct ListRule
{
    const char* option;
    unsigned legal;
    const char* property;
    Member member;
    const char *already, *absent;
};

constexpr std::array kLists{
    ListRule{"sendas", kUser | kGroup, "kc:sendAs", Member::Any,
             "user '%m' already in send-as for %s", "no user '%m' in send-as for %s"},
    ListRule{"user", kGroup, "kc:members", Member::Any, "%s already contains user '%m'",
             "%s does not contain user '%m'"},
    ListRule{"admin", kCompany, "kc:administrators", Member::User, "user '%m' already admin for %s",
             "user '%m' no admin for %s"},
    ListRule{"view", kCompany, "kc:viewers", Member::Company,
             "company '%m' already in view-list for %s", "company '%m' not in view-list for %s"},
    ListRule{"userquota-recipient", kCompany, "kc:userQuotaRecipients", Member::User,
             "user '%m' already in userquota recipients", "user '%m' not in userquota recipients"},
    ListRule{"companyquota-recipient", kCompany, "kc:companyQuotaRecipients", Member::User,
             "user '%m' already in companyquota recipients",
             "user '%m' not in companyquota recipients"},
};

Legal kindOf(const Principal& principal)
{
    return principal.isGroup() ? kGroup : principal.isCompany() ? kCompany : kUser;
}

std::string filled(std::string text, const std::string& member, const Subject& subject)
{
    // The member last: its name may have a % of its own.
    if (const std::size_t at = text.find("%s"); at != std::string::npos)
        text.replace(at, 2, subject.text());
    const std::size_t at = text.find("'%m'");
    return text.replace(at + 1, 2, member);
}

Principal requireMember(Directory& directory, Member kind, const std::string& name)
{
    if (kind == Member::Company)
        return directory.requireCompany(name);
    return kind == Member::User ? directory.requireUser(name) : directory.requireMember(name);
}

void changeList(Desk& desk, const Principal& before, const ListRule& rule, Patch& patch)
{
    const auto found = before.relations.find(rule.property);
    const auto has = [&](const std::string& id)
    {
        return found != before.relations.end() &&
               std::find(found->second.begin(), found->second.end(), id) != found->second.end();
    };
    for (const bool adds : {true, false})
        for (const std::string& name :
             desk.arguments.values((adds ? "add-" : "remove-") + std::string{rule.option}))
        {
            const Principal member = requireMember(desk.directory, rule.member, name);
            if (has(member.id) == adds)
                throw Failure{filled(adds ? rule.already : rule.absent, name, subjectOf(before))};
            patch.put(rule.property, member.id, adds ? Json(true) : Json(nullptr));
        }
}

void changeFeatures(const Arguments& arguments, const Principal& user, Patch& patch)
{
    for (const bool adds : {true, false})
        for (const std::string& name : arguments.values(adds ? "add-feature" : "remove-feature"))
        {
            if (std::find(kFeatures.begin(), kFeatures.end(), name) == kFeatures.end())
                throw Failure{"no such feature: '" + name + "'"};
            const bool has =
                std::find(user.features.begin(), user.features.end(), name) != user.features.end();
            if (!user.id.empty() && has == adds)
                throw Failure{
                    adds ? "feature '" + name + "' already enabled for user '" + user.login + "'"
                         : "no feature '" + name + "' enabled for user '" + user.login + "'"};
            patch.put("kc:features", name, adds);
        }
}

/// Options of a quota record; null: it has no such level.
struct Levels
{
    const char *isOverride, *warn, *soft, *hard;
};

/// A level without a word about the override is meant to count.
void changeQuota(const Arguments& arguments, const Levels& levels, Quota& quota)
{
    const auto take = [&](const char* option, std::uint64_t& level)
    {
        if (option == nullptr || !arguments.has(option))
            return;
        level = arguments.number(option).value_or(0) * kMegabyte;
        quota.isOverride = true;
    };
    take(levels.warn, quota.warn);
    take(levels.soft, quota.soft);
    take(levels.hard, quota.hard);
    if (arguments.has(levels.isOverride))
        quota.isOverride = arguments.yes(levels.isOverride);
}

bool hasAny(const Arguments& arguments, std::initializer_list<const char*> options)
{
    return std::any_of(options.begin(), options.end(),
                       [&](sv option) { return arguments.has(option); });
}

/// The manual has one spelling for two records (6.2.5): with a soft or hard level the default of
/// the company's users is meant, else the company's own. --quota-override alone is about both.
void changeCompanyQuota(const Arguments& arguments, const Principal& company, Patch& patch)
{
    const bool isOfUsers = hasAny(arguments, {"quota-soft", "quota-hard"});
    const bool hasOwn =
        hasAny(arguments, {"company-quota-hard"}) || (!isOfUsers && arguments.has("quota-warn"));
    const bool isBoth = arguments.has("quota-override") && !isOfUsers && !hasOwn;
    if (hasOwn || isBoth)
    {
        Quota own = company.quota;
        changeQuota(
            arguments,
            {"quota-override", isOfUsers ? nullptr : "quota-warn", nullptr, "company-quota-hard"},
            own);
        patch.set("kc:quota", toJson(own));
    }
    const bool isNamed = hasAny(arguments, {"member-quota-override", "member-quota-warn",
                                            "member-quota-soft", "member-quota-hard"});
    Quota members = company.memberQuota;
    if (isOfUsers || isBoth)
        changeQuota(arguments, {"quota-override", "quota-warn", "quota-soft", "quota-hard"},
                    members);
    if (isNamed)
        changeQuota(arguments,
                    {"member-quota-override", "member-quota-warn", "member-quota-soft",
                     "member-quota-hard"},
                    members);
    if (isOfUsers || isBoth || isNamed)
        patch.set("kc:memberQuota", toJson(members));
}

void changeTexts(Desk& desk, const Principal& before, Patch& patch)
{
    const Arguments& arguments = desk.arguments;
    const auto take = [&](const char* option, const char* property)
    {
        if (const auto text = arguments.value(option))
            patch.set(property, text->empty() ? Json(nullptr) : Json(*text));
    };
    take("name", "kc:login");
    take("fullname", "name");
    take("email", "email");
    take("password", "kc:password");
    if (arguments.has("password-prompt"))
        patch.set("kc:password", desk.askPassword(before.login));
}

void changeUser(Desk& desk, const Principal& user, Patch& patch)
{
    const Arguments& arguments = desk.arguments;
    // A room stays one when it is told that nobody logs in.
    if (arguments.has("active") && (arguments.yes("active") || user.isActive()))
        patch.set("kc:kind", arguments.yes("active") ? "active" : "shared");
    if (const auto level = arguments.number("admin-level"))
        patch.set("kc:adminLevel", *level);
    changeFeatures(arguments, user, patch);
    if (!hasAny(arguments, {"quota-override", "quota-warn", "quota-soft", "quota-hard"}))
        return;
    Quota quota = user.quota;
    changeQuota(arguments, {"quota-override", "quota-warn", "quota-soft", "quota-hard"}, quota);
    patch.set("kc:quota", toJson(quota));
}

} // namespace

Json toJson(const Quota& quota)
{
    return {{"override", quota.isOverride},
            {"warn", quota.warn},
            {"soft", quota.soft},
            {"hard", quota.hard}};
}

Subject subjectOf(const Principal& principal)
{
    return {principal.isGroup()     ? "group"
            : principal.isCompany() ? "company"
                                    : "user",
            principal.login};
}

Patch changesOf(Desk& desk, const Principal& before)
{
    Patch patch;
    changeTexts(desk, before, patch);
    const Legal kind = kindOf(before);
    if (kind == kUser)
        changeUser(desk, before, patch);
    if (kind == kCompany)
    {
        changeCompanyQuota(desk.arguments, before, patch);
        if (const auto name = desk.arguments.value("admin"))
            patch.set("kc:systemAdministrator", desk.directory.requireUser(*name).id);
    }
    for (const ListRule& rule : kLists)
        if ((rule.legal & kind) != 0)
            changeList(desk, before, rule, patch);
    return patch;
}

} // namespace kc::cli
