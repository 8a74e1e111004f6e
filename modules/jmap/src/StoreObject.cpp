// SPDX-License-Identifier: Apache-2.0
#include "StoreObject.h"

#include "QuotaRecord.h"
#include "StorePermissions.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace kc::jmap
{

namespace
{

constexpr std::array<std::pair<sv, kc_store_type>, 3> kTypes{
    {{"private", KC_STORE_PRIVATE}, {"public", KC_STORE_PUBLIC}, {"archive", KC_STORE_ARCHIVE}}};

struct Property
{
    const char* name;
    Json (*read)(const StoreObject& store);
};

Json idOrNull(kc_id id)
{
    return id == 0 ? Json(nullptr) : Json(idText(id));
}

constexpr std::array<Property, 7> kProperties{{
    {"id", [](const StoreObject& s) { return Json(s.guid); }},
    {"type", [](const StoreObject& s) { return Json(typeName(s.type)); }},
    {"owner", [](const StoreObject& s) { return idOrNull(s.owner); }},
    {"name", [](const StoreObject& s) { return Json(s.name); }},
    {"companyId", [](const StoreObject& s) { return idOrNull(s.tenant); }},
    {"size", [](const StoreObject& s) { return Json(unsignedInt(s.octets)); }},
    {"messages", [](const StoreObject& s) { return Json(unsignedInt(s.messages)); }},
}};

constexpr sv kPermissions = "permissions"; // only if asked for: a look-up each

const Property* findProperty(const std::string& name)
{
    const auto* const found = std::find_if(kProperties.begin(), kProperties.end(),
                                           [&](const Property& p) { return name == p.name; });
    return found == kProperties.end() ? nullptr : found;
}

/// The store has said that he sees it; how much is in it is for administrators.
bool isForCaller(const Call& call, const StoreObject& store)
{
    return store.owner == 0 || store.owner == KC_ID_EVERYONE || isAdministered(call, store.owner);
}

} // namespace

StoreObject::StoreObject(const kc_store_row& row)
    : account{row.account},
      guid{view(row.guid)},
      type{row.type},
      owner{row.owner},
      tenant{row.tenant},
      name{view(row.name)},
      octets{row.octets},
      messages{row.messages}
{
}

const char* typeName(kc_store_type type)
{
    const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                           [&](const auto& each) { return each.second == type; });
    return found == kTypes.end() ? "other" : found->first.data();
}

std::optional<kc_store_type> storeTypeNamed(const std::string& name)
{
    const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                           [&](const auto& each) { return each.first == name; });
    return found == kTypes.end() ? std::nullopt : std::optional{found->second};
}

bool isGuid(const std::string& text)
{
    constexpr std::size_t kDigits = 32;
    return text.size() == kDigits &&
           text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

kc_store_query allStores()
{
    kc_store_query query{};
    query.size = sizeof query;
    return query;
}

std::vector<StoreObject> listStores(const Call& call, const kc_store_query& query)
{
    std::vector<StoreObject> found;
    const auto take = [&](const kc_store_row& row) { found.emplace_back(row); };
    const Status status = call.stores->list(call.context, query, take);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the store gives no list of stores"};
    std::erase_if(found, [&](const StoreObject& store) { return !isForCaller(call, store); });
    return found;
}

std::optional<StoreObject> findStore(const Call& call, const std::string& guid)
{
    if (!isGuid(guid))
        return std::nullopt;
    kc_store_query query = allStores();
    query.guid = str(guid);
    auto found = listStores(call, query);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<std::string> usualStoreProperties()
{
    std::vector<std::string> names;
    for (const Property& property : kProperties)
        names.emplace_back(property.name);
    return names;
}

bool isStoreProperty(const std::string& name)
{
    return name == kPermissions || findProperty(name) != nullptr;
}

Json toJson(const Call& call, const StoreObject& store, const std::vector<std::string>& properties)
{
    Json object{{"id", store.guid}};
    for (const std::string& name : properties)
    {
        const Property* const property = findProperty(name);
        object[name] =
            property != nullptr ? property->read(store) : readPermissions(call, store.account);
    }
    return object;
}

std::string storeState()
{
    return std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

std::optional<MethodError> checkStores(const Call& call, const std::string& account)
{
    if (auto wrong = call.checkAccount(account))
        return wrong;
    if (!call.caller.isAdmin())
        return MethodError{"forbidden", "only administrators may look after stores"};
    if (call.stores == nullptr || call.store == nullptr)
        return MethodError{"serverUnavailable", "no store is loaded"};
    return std::nullopt;
}

} // namespace kc::jmap
