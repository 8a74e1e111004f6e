// SPDX-License-Identifier: Apache-2.0
#include "Principal.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kc::jmap
{

namespace
{

struct Kind
{
    kc_user_kind kind;
    const char* name;
    const char* type; // RFC 9670 §2
    bool isMakeable;
};

constexpr std::array<Kind, 10> kKinds{{{KC_USER_ACTIVE, "active", "individual", true},
                                       {KC_USER_SHARED, "shared", "other", true},
                                       {KC_USER_ROOM, "room", "location", true},
                                       {KC_USER_EQUIPMENT, "equipment", "resource", true},
                                       {KC_USER_CONTACT, "contact", "other", true},
                                       {KC_USER_GROUP, "group", "group", true},
                                       {KC_USER_DISTRIBUTION, "distribution", "group", true},
                                       {KC_USER_DYNAMIC, "dynamic", "group", false},
                                       {KC_USER_COMPANY, "company", "other", true},
                                       {KC_USER_ADDRESS_LIST, "addressList", "other", false}}};

// For kinds that this module is too old to know.
constexpr Kind kUnknown{KC_USER_ACTIVE, "other", "other", false};

const Kind& rowOf(kc_user_kind kind)
{
    const auto* const found = std::find_if(kKinds.begin(), kKinds.end(),
                                           [&](const Kind& each) { return each.kind == kind; });
    return found == kKinds.end() ? kUnknown : *found;
}

std::vector<std::string> words(kc_str text)
{
    std::vector<std::string> found;
    eachWord(view(text), [&](sv word) { found.emplace_back(word); });
    return found;
}

} // namespace

Principal::Principal(const kc_principal& row)
    : id{row.id},
      tenant{row.tenant},
      kind{row.user->kind},
      login{view(row.login)},
      fullname{view(row.user->fullname)},
      email{view(row.user->email)},
      company{view(row.company)},
      homeServer{view(row.user->home_server)},
      aliases{words(row.user->aliases)},
      features{words(row.features)},
      featuresOn{view(row.user->features_on)},
      featuresOff{view(row.user->features_off)},
      quota{row.user->quota},
      memberQuota{row.user->member_quota},
      adminLevel{row.user->admin_level},
      isHidden{row.user->hidden != 0}
{
}

std::string idText(kc_id id)
{
    return "p" + std::to_string(id);
}

kc_id parseId(sv text, char letter)
{
    kc_id id = 0;
    if (!text.starts_with(letter))
        return 0;
    text.remove_prefix(1);
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    // One spelling each, or a client could hold the same principal twice.
    return failed == std::errc{} && id > 0 && std::to_string(id) == text ? id : 0;
}

const char* typeOf(kc_user_kind kind)
{
    return rowOf(kind).type;
}

const char* kindName(kc_user_kind kind)
{
    return rowOf(kind).name;
}

std::optional<kc_user_kind> kindNamed(sv name)
{
    const auto* const found = std::find_if(kKinds.begin(), kKinds.end(),
                                           [&](const Kind& each) { return each.name == name; });
    return found == kKinds.end() ? std::nullopt : std::optional{found->kind};
}

bool isMakeable(kc_user_kind kind)
{
    return rowOf(kind).isMakeable;
}

const std::string& nameOf(const Principal& principal)
{
    return principal.fullname.empty() ? principal.login : principal.fullname;
}

std::vector<Principal> getPrincipals(const Call& call, const std::vector<kc_id>& ids)
{
    std::vector<Principal> found;
    const auto take = [&](const kc_principal& row) { found.emplace_back(row); };
    const Status status =
        call.directory.get(call.context, call.caller.principal, {ids.data(), ids.size()}, take);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory gives no principals"};
    return found;
}

bool listPrincipals(const Call& call, kc_id tenant, std::uint32_t kinds,
                    const std::function<void(const kc_principal&)>& visit)
{
    const Status status =
        call.directory.list(call.context, call.caller.principal, membersOf(tenant, kinds), visit);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory gives no list"};
    return status.ok();
}

std::optional<Principal> findLogin(const Call& call, sv login, std::uint32_t kinds)
{
    std::optional<Principal> found;
    const auto take = [&](const kc_principal& row) { found.emplace(row); };
    const Status status = call.directory.find(call.context, call.caller.principal,
                                              named(login, KC_MATCH_LOGIN, kinds), take);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory cannot tell who has this login"};
    return found;
}

kc_id findCompany(const Call& call, const std::string& nameOrId)
{
    const auto named = findLogin(call, nameOrId, kKindsOfCompanies);
    if (named)
        return named->id;
    const kc_id id = parseId(nameOrId);
    if (id == 0)
        return 0;
    const auto found = getPrincipals(call, {id});
    return !found.empty() && found.front().kind == KC_USER_COMPANY ? id : 0;
}

bool isAdministered(const Call& call, kc_id id)
{
    std::uint32_t rights = 0;
    const Status status = call.directory.access(call.context, call.caller.principal, id, rights);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory cannot tell who administers whom"};
    return status.ok() && (rights & KC_ACCESS_ADMINISTERS) != 0;
}

std::string principalState(const Call& call)
{
    std::uint64_t changes = 0;
    if (!call.directory.state(call.context, changes).ok())
        throw Fault{KC_EUNAVAIL, "the directory does not say its state"};
    return std::to_string(changes);
}

} // namespace kc::jmap
