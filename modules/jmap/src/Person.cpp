// SPDX-License-Identifier: Apache-2.0
#include "Person.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kc::jmap
{

namespace
{

struct Property
{
    const char* name;
    bool isAdmin; // of the admin capability, for administrators and oneself
    Json (*read)(const Person& person);
};

Json orNull(const std::string& text)
{
    return text.empty() ? Json(nullptr) : Json(text);
}

constexpr auto kNull = [](const Person&) { return Json(nullptr); };

constexpr std::array<Property, 15> kProperties{{
    {"id", false, [](const Person& p) { return Json(idText(p.id)); }},
    {"type", false, [](const Person& p) { return Json(typeOf(p)); }},
    {"name", false, [](const Person& p) { return Json(nameOf(p)); }},
    {"description", false, kNull},
    {"email", false, [](const Person& p) { return orNull(p.email); }},
    {"timeZone", false, kNull},
    {"capabilities", false, [](const Person&) { return Json::object(); }},
    {"accounts", false, kNull},
    {"kc:login", true, [](const Person& p) { return Json(p.login); }},
    {"kc:kind", true, [](const Person& p) { return Json(kindOf(p)); }},
    {"kc:aliases", true, [](const Person& p) { return Json(p.aliases); }},
    {"kc:adminLevel", true, [](const Person& p) { return Json(p.adminLevel); }},
    {"kc:hidden", true, [](const Person& p) { return Json(p.isHidden); }},
    {"kc:company", true, [](const Person& p) { return orNull(p.company); }},
    {"kc:homeServer", true, [](const Person& p) { return orNull(p.homeServer); }},
}};

const Property* findProperty(const std::string& name)
{
    const auto found = std::find_if(kProperties.begin(), kProperties.end(),
                                    [&](const Property& p) { return name == p.name; });
    return found == kProperties.end() ? nullptr : found;
}

} // namespace

Person::Person(const kc_principal& principal)
    : id{principal.id},
      tenant{principal.tenant},
      kind{principal.user->kind},
      etag{view(principal.user->etag)},
      login{view(principal.login)},
      fullname{view(principal.user->fullname)},
      email{view(principal.user->email)},
      company{view(principal.company)},
      homeServer{view(principal.user->home_server)},
      adminLevel{principal.user->admin_level},
      isHidden{principal.user->hidden != 0}
{
    eachWord(view(principal.user->aliases), [&](sv alias) { aliases.emplace_back(alias); });
}

std::string idText(kc_id id)
{
    return "p" + std::to_string(id);
}

kc_id parseId(sv text)
{
    kc_id id = 0;
    if (!text.starts_with('p'))
        return 0;
    const auto [end, failed] = std::from_chars(text.data() + 1, text.data() + text.size(), id);
    // One spelling each, or a client could hold the same principal twice.
    return failed == std::errc{} && id > 0 && idText(id) == text ? id : 0;
}

const char* typeOf(const Person& person)
{
    switch (person.kind)
    {
    case KC_USER_ACTIVE:
        return "individual";
    case KC_USER_GROUP:
    case KC_USER_DISTRIBUTION:
    case KC_USER_DYNAMIC:
        return "group";
    case KC_USER_ROOM:
        return "location";
    case KC_USER_EQUIPMENT:
        return "resource";
    case KC_USER_SHARED:
    case KC_USER_CONTACT:
    case KC_USER_COMPANY:
    case KC_USER_ADDRESS_LIST:
        break;
    }
    return "other";
}

const char* kindOf(const Person& person)
{
    switch (person.kind)
    {
    case KC_USER_ACTIVE:
        return "active";
    case KC_USER_SHARED:
        return "shared";
    case KC_USER_ROOM:
        return "room";
    case KC_USER_EQUIPMENT:
        return "equipment";
    case KC_USER_DISTRIBUTION:
        return "distribution";
    case KC_USER_DYNAMIC:
        return "dynamic";
    case KC_USER_ADDRESS_LIST:
        return "addressList";
    case KC_USER_CONTACT:
        return "contact";
    case KC_USER_GROUP:
        return "group";
    case KC_USER_COMPANY:
        return "company";
    }
    return "other"; // a kind that this module is too old to know
}

std::optional<kc_user_kind> kindNamed(const std::string& name)
{
    constexpr std::array<std::pair<sv, kc_user_kind>, 8> kKinds{
        {{"active", KC_USER_ACTIVE},
         {"shared", KC_USER_SHARED},
         {"room", KC_USER_ROOM},
         {"equipment", KC_USER_EQUIPMENT},
         {"contact", KC_USER_CONTACT},
         {"group", KC_USER_GROUP},
         {"distribution", KC_USER_DISTRIBUTION},
         {"company", KC_USER_COMPANY}}};
    const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                    [&](const auto& each) { return each.first == name; });
    return found == kKinds.end() ? std::nullopt : std::optional{found->second};
}

const std::string& nameOf(const Person& person)
{
    return person.fullname.empty() ? person.login : person.fullname;
}

std::vector<std::string> propertyNames(const Call& call)
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
    return property != nullptr && (!property->isAdmin || call.isAdminView());
}

Json toJson(const Call& call, const Person& person, const std::vector<std::string>& properties)
{
    const bool knowsAll = call.caller.isAdmin() || call.caller.principal == person.id;
    Json object = Json::object();
    object["id"] = idText(person.id); // RFC 8620 §5.1: always there
    for (const std::string& name : properties)
    {
        const Property* const property = findProperty(name);
        if (property != nullptr && (knowsAll || !property->isAdmin))
            object[name] = property->read(person);
    }
    return object;
}

bool isVisible(const Call& call, const Person& person)
{
    return !person.isHidden || call.caller.isAdmin() || call.caller.principal == person.id;
}

bool isChangeable(const Call& call, const Person& person)
{
    const bool isBuiltIn = person.id == KC_ID_EVERYONE || person.id == KC_ID_SYSTEM;
    return call.caller.isAdmin() && !isBuiltIn && person.adminLevel <= call.caller.adminLevel;
}

std::vector<Person> listPersons(const Call& call)
{
    std::vector<Person> all;
    const auto take = [&](const kc_principal& principal) { all.emplace_back(principal); };
    const Status status =
        call.directory.list(call.context, call.caller.principal, membersOf(0), take);
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the directory gives no list"};
    return all;
}

std::vector<Person> getPersons(const Call& call, const std::vector<kc_id>& ids)
{
    std::vector<Person> found;
    const auto take = [&](const kc_principal& principal) { found.emplace_back(principal); };
    const Status status =
        call.directory.get(call.context, call.caller.principal, {ids.data(), ids.size()}, take);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory gives no principals"};
    return found;
}

std::string stateOf(const std::vector<Person>& all)
{
    std::string text;
    for (const Person& person : all)
        text.append(std::to_string(person.id)).append(":").append(person.etag).append("\n");
    return fingerprint(text);
}

} // namespace kc::jmap
