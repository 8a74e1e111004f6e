// SPDX-License-Identifier: Apache-2.0
#include "PersonPatch.h"

#include <algorithm>
#include <array>
#include <string.h>

namespace kc::jmap
{

namespace
{

constexpr std::size_t kMaxText = 1024;
constexpr std::size_t kMaxAliases = 1000;
constexpr std::uint32_t kMaxAdminLevel = 2;

bool isControl(char c)
{
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7F;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isLine(const std::string& text)
{
    return text.size() <= kMaxText && std::none_of(text.begin(), text.end(), isControl);
}

bool isWord(const std::string& text)
{
    return !text.empty() && isLine(text) && std::none_of(text.begin(), text.end(), isBlank);
}

/// Null is the default: nothing there.
bool readLine(const Json& value, std::string& to)
{
    if (value.is_null())
    {
        to.clear();
        return true;
    }
    if (!value.is_string() || !isLine(value.get_ref<const std::string&>()))
        return false;
    to = value.get<std::string>();
    return true;
}

bool readLogin(const Json& value, PersonPatch& patch)
{
    if (!value.is_string() || !isLine(value.get_ref<const std::string&>()))
        return false;
    patch.login = value.get<std::string>();
    return !patch.login.empty();
}

bool readEmail(const Json& value, PersonPatch& patch)
{
    return readLine(value, patch.email) && (patch.email.empty() || isWord(patch.email));
}

bool readPassword(const Json& value, PersonPatch& patch)
{
    return value.is_string() && readLine(value, patch.password) && !patch.password.empty();
}

bool readAliases(const Json& value, PersonPatch& patch)
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

bool readKind(const Json& value, PersonPatch& patch)
{
    const std::string* const name = value.get_ptr<const std::string*>();
    const auto kind = name == nullptr ? std::nullopt : kindNamed(*name);
    patch.kind = kind.value_or(KC_USER_ACTIVE);
    return kind.has_value();
}

bool readAdminLevel(const Json& value, PersonPatch& patch)
{
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMaxAdminLevel)
        return false;
    patch.adminLevel = value.get<std::uint32_t>();
    return true;
}

bool readHidden(const Json& value, PersonPatch& patch)
{
    patch.isHidden = value.is_boolean() && value.get<bool>();
    return value.is_boolean();
}

struct Setter
{
    const char* name;
    bool isAdmin;
    kc_user_field field;
    bool (*read)(const Json& value, PersonPatch& patch);
};

constexpr std::array<Setter, 8> kSetters{{
    {"name", false, KC_USER_FULLNAME,
     [](const Json& value, PersonPatch& patch) { return readLine(value, patch.fullname); }},
    {"email", false, KC_USER_EMAIL, readEmail},
    {"kc:login", true, KC_USER_LOGIN, readLogin},
    {"kc:password", true, KC_USER_PASSWORD, readPassword},
    {"kc:aliases", true, KC_USER_ALIASES, readAliases},
    {"kc:kind", true, KC_USER_KIND, readKind},
    {"kc:adminLevel", true, KC_USER_ADMIN_LEVEL, readAdminLevel},
    {"kc:hidden", true, KC_USER_HIDDEN, readHidden},
}};

const Setter* findSetter(const Call& call, const std::string& name)
{
    const auto found = std::find_if(kSetters.begin(), kSetters.end(),
                                    [&](const Setter& each) { return name == each.name; });
    const bool isAllowed = found != kSetters.end() && (!found->isAdmin || call.isAdminView());
    return isAllowed ? found : nullptr;
}

/// Only what it is already; a new one is an individual without anything else that is the server's.
bool isUnchanged(const Call& call, const std::string& name, const Json& value,
                 const Person* current)
{
    if (name == "id" || !isProperty(call, name))
        return current != nullptr && name == "id" && value == idText(current->id);
    if (current != nullptr)
        return toJson(call, *current, {name})[name] == value;
    return value.is_null() || (name == "type" && value == "individual");
}

} // namespace

PersonPatch::~PersonPatch()
{
    explicit_bzero(password.data(), password.size());
}

kc_user PersonPatch::user() const
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
    return user;
}

void readPatch(const Call& call, const Json& object, const Person* current, PersonPatch& patch)
{
    for (auto property = object.begin(); property != object.end(); ++property)
    {
        const Setter* const setter = findSetter(call, property.key());
        const bool isFine = setter != nullptr
                                ? setter->read(*property, patch)
                                : isUnchanged(call, property.key(), *property, current);
        if (!isFine)
            patch.invalid.push_back(property.key());
        else if (setter != nullptr)
            patch.fields |= setter->field;
    }
    if (current == nullptr && !object.contains("kc:login"))
        patch.invalid.emplace_back("kc:login");
}

} // namespace kc::jmap
