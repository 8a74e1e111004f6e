// SPDX-License-Identifier: Apache-2.0
#include "PrincipalPatch.h"

#include "PatchPath.h"
#include "PrincipalFeatures.h"
#include "PrincipalProperties.h"
#include "PropertyText.h"
#include "QuotaRecord.h"

#include <algorithm>
#include <array>
#include <string.h>

namespace kc::jmap
{

namespace
{

constexpr std::size_t kMaxAliases = 1000;
constexpr std::size_t kMaxLinks = 10'000;
constexpr std::uint32_t kMaxAdminLevel = 2;

bool readLogin(const Json& value, PrincipalPatch& patch)
{
    return value.is_string() && readLine(value, patch.login) && !patch.login.empty();
}

bool readEmail(const Json& value, PrincipalPatch& patch)
{
    return readLine(value, patch.email) && (patch.email.empty() || isWord(patch.email));
}

bool readPassword(const Json& value, PrincipalPatch& patch)
{
    return value.is_string() && readLine(value, patch.password) && !patch.password.empty();
}

bool readAliases(const Json& value, PrincipalPatch& patch)
{
    patch.aliases.clear();
    if (value.is_null())
        return true;
    if (!value.is_array() || value.size() > kMaxAliases)
        return false;
    for (const Json& alias : value)
    {
        if (!alias.is_string() || !isWord(alias.get_ref<const std::string&>()))
            return false;
        patch.aliases.append(patch.aliases.empty() ? "" : " ").append(alias.get<std::string>());
    }
    return true;
}

bool readKind(const Json& value, PrincipalPatch& patch)
{
    const std::string* const name = value.get_ptr<const std::string*>();
    const auto kind = name == nullptr ? std::nullopt : kindNamed(*name);
    patch.kind = kind.value_or(KC_USER_ACTIVE);
    return kind && isMakeable(*kind);
}

bool readAdminLevel(const Json& value, PrincipalPatch& patch)
{
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMaxAdminLevel)
        return false;
    patch.adminLevel = value.get<std::uint32_t>();
    return true;
}

bool readHidden(const Json& value, PrincipalPatch& patch)
{
    patch.isHidden = value.is_boolean() && value.get<bool>();
    return value.is_boolean();
}

bool readFeatures(const Json& value, PrincipalPatch& patch)
{
    return setFeatures(value, patch.featuresOn, patch.featuresOff);
}

bool readQuota(const Json& value, PrincipalPatch& patch)
{
    return hasQuota(patch.kind) ? readQuotaRecord(value, patch.quota) : value.is_null();
}

bool readMemberQuota(const Json& value, PrincipalPatch& patch)
{
    return patch.kind == KC_USER_COMPANY ? readQuotaRecord(value, patch.memberQuota)
                                         : value.is_null();
}

struct Setter
{
    const char* name;
    bool isAdmin;
    kc_user_field field;
    bool (*read)(const Json& value, PrincipalPatch& patch);
};

constexpr std::array<Setter, 11> kSetters{{
    {"name", false, KC_USER_FULLNAME,
     [](const Json& value, PrincipalPatch& patch) { return readLine(value, patch.fullname); }},
    {"email", false, KC_USER_EMAIL, readEmail},
    {"kc:login", true, KC_USER_LOGIN, readLogin},
    {"kc:password", true, KC_USER_PASSWORD, readPassword},
    {"kc:aliases", true, KC_USER_ALIASES, readAliases},
    {"kc:kind", true, KC_USER_KIND, readKind},
    {"kc:adminLevel", true, KC_USER_ADMIN_LEVEL, readAdminLevel},
    {"kc:hidden", true, KC_USER_HIDDEN, readHidden},
    {"kc:features", true, KC_USER_FEATURES, readFeatures},
    {"kc:quota", true, KC_USER_QUOTA, readQuota},
    {"kc:memberQuota", true, KC_USER_MEMBER_QUOTA, readMemberQuota},
}};

const Setter* findSetter(const Call& call, const std::string& name)
{
    const auto* const found = std::find_if(kSetters.begin(), kSetters.end(),
                                           [&](const Setter& each) { return name == each.name; });
    const bool isAllowed = found != kSetters.end() && (!found->isAdmin || call.isAdminView());
    return isAllowed ? found : nullptr;
}

/// Null if it is no list that a client may change.
const Relation* settableRelation(const Call& call, const std::string& name)
{
    const Relation* const relation = call.isAdminView() ? findRelation(name) : nullptr;
    return relation != nullptr && relation->isSettable ? relation : nullptr;
}

/// A whole list; of a kind that has none, null only.
bool readList(const Relation& relation, const Json& value, PrincipalPatch& patch)
{
    if ((relation.holders & KC_KIND(patch.kind)) == 0)
        return value.is_null();
    patch.replaced.push_back(&relation);
    if (value.is_null())
        return true;
    if (relation.isSingle)
    {
        if (value.is_string())
            patch.links.push_back({&relation, relation.property, value.get<std::string>(), true});
        return value.is_string();
    }
    if (!value.is_object() || value.size() > kMaxLinks)
        return false;
    for (auto entry = value.begin(); entry != value.end(); ++entry)
    {
        // A set: RFC 8620 has true for whatever is in it, and nothing else.
        if (*entry != true)
            return false;
        patch.links.push_back(
            {&relation, patchKey(relation.property, entry.key()), entry.key(), true});
    }
    return true;
}

/// One member of a property that is an object. False: the value is wrong.
bool readMember(const Call& call, const PatchPath& path, const std::string& key, const Json& value,
                PrincipalPatch& patch)
{
    const Setter* const setter = findSetter(call, path.property);
    const Relation* const relation = settableRelation(call, path.property);
    const bool isOfList = relation != nullptr && !relation->isSingle &&
                          (relation->holders & KC_KIND(patch.kind)) != 0;
    const bool isOfQuota = setter != nullptr && setter->field == KC_USER_QUOTA;
    const bool isOfMemberQuota = setter != nullptr && setter->field == KC_USER_MEMBER_QUOTA;
    const bool isOfRecord =
        (isOfQuota && hasQuota(patch.kind)) || (isOfMemberQuota && patch.kind == KC_USER_COMPANY);
    const bool isOfFeatures = setter != nullptr && setter->field == KC_USER_FEATURES;
    // RFC 8620 §5.3: all but the last token must lead to something that is there.
    if (path.below.size() != 1 || (!isOfList && !isOfRecord && !isOfFeatures))
    {
        patch.isLost = true;
        return true;
    }
    const std::string& name = path.below.front();
    if (isOfList)
    {
        patch.links.push_back({relation, key, name, !value.is_null()});
        return (value.is_null() || value == true) && patch.links.size() <= kMaxLinks;
    }
    patch.fields |= setter->field;
    if (isOfFeatures)
        return setFeature(name, value, patch.featuresOn, patch.featuresOff);
    return readQuotaMember(name, value, isOfQuota ? patch.quota : patch.memberQuota);
}

bool isUnchanged(const Call& call, const std::string& name, const Json& value,
                 const Principal& current)
{
    return isProperty(call, name) && toJson(call, current, {name})[name] == value;
}

/// Only what it will be; a new one has nothing else that is the server's.
bool isAsMade(const Call& call, const std::string& name, const Json& value,
              const PrincipalPatch& patch)
{
    if (name == "id" || !isProperty(call, name))
        return false;
    return value.is_null() || (name == "type" && value == typeOf(patch.kind));
}

bool readPasswordHash(const Json& value, PrincipalPatch& patch)
{
    return value.is_string() && readLine(value, patch.passwordHash) &&
           !patch.passwordHash.empty() && patch.password.empty();
}

} // namespace

PrincipalPatch::~PrincipalPatch()
{
    explicit_bzero(password.data(), password.size());
    explicit_bzero(passwordHash.data(), passwordHash.size());
}

kc_user PrincipalPatch::user() const
{
    kc_user user{};
    user.size = sizeof user;
    user.kind = kind;
    user.login = str(login);
    user.fullname = str(fullname);
    user.email = str(email);
    user.aliases = str(aliases);
    user.admin_level = adminLevel;
    user.hidden = isHidden ? 1 : 0;
    user.features_on = str(featuresOn);
    user.features_off = str(featuresOff);
    user.quota = quota;
    user.member_quota = memberQuota;
    return user;
}

void readNew(const Call& call, const Json& object, PrincipalPatch& patch)
{
    // What the other properties may be depends on it.
    if (object.contains("kc:kind") && call.isAdminView())
        (void)readKind(object["kc:kind"], patch);
    for (auto property = object.begin(); property != object.end(); ++property)
    {
        const std::string& name = property.key();
        const Setter* const setter = findSetter(call, name);
        const Relation* const relation = settableRelation(call, name);
        const bool isHash = name == "kc:passwordHash" && call.isAdminView();
        const bool isFine = setter != nullptr     ? setter->read(*property, patch)
                            : relation != nullptr ? readList(*relation, *property, patch)
                            : isHash              ? readPasswordHash(*property, patch)
                                                  : isAsMade(call, name, *property, patch);
        if (!isFine)
            patch.invalid.push_back(name);
        else if (setter != nullptr)
            patch.fields |= setter->field;
    }
    if (!object.contains("kc:login"))
        patch.invalid.emplace_back("kc:login");
}

void readPatch(const Call& call, const Json& object, const Principal& current,
               PrincipalPatch& patch)
{
    patch.kind = current.kind;
    patch.featuresOn = current.featuresOn;
    patch.featuresOff = current.featuresOff;
    patch.quota = current.quota;
    patch.memberQuota = current.memberQuota;
    for (auto entry = object.begin(); entry != object.end(); ++entry)
    {
        const auto path = parsePatchPath(entry.key());
        if (!path)
        {
            patch.isLost = true;
            continue;
        }
        const std::string& name = path->property;
        const Setter* const setter = findSetter(call, name);
        const Relation* const relation = settableRelation(call, name);
        const bool isWhole = path->below.empty();
        // What was read and is written back sets nothing.
        if (isWhole && relation == nullptr && isUnchanged(call, name, *entry, current))
            continue;
        const bool isFine = !isWhole ? readMember(call, *path, entry.key(), *entry, patch)
                            : setter != nullptr
                                ? setter->read(*entry, patch)
                                : relation != nullptr && readList(*relation, *entry, patch);
        if (!isFine)
            patch.invalid.push_back(entry.key());
        else if (isWhole && setter != nullptr)
            patch.fields |= setter->field;
    }
}

} // namespace kc::jmap
