// SPDX-License-Identifier: Apache-2.0
// Store/get and /query, KC's own, in the shape of RFC 8620 §5.1 and §5.5.
#include "GetArguments.h"
#include "MethodTable.h"
#include "QueryArguments.h"
#include "StoreObject.h"

#include <array>

namespace kc::jmap
{

namespace
{

struct Condition
{
    const char* name;
    bool isFlag;
};

constexpr std::array<Condition, 4> kConditions{
    {{"owner", false}, {"type", false}, {"isOrphan", true}, {"company", false}}};

std::optional<MethodError> checkCondition(const std::string& name, const Json& wanted)
{
    for (const Condition& condition : kConditions)
        if (name == condition.name)
            return (condition.isFlag ? wanted.is_boolean() : wanted.is_string())
                       ? std::nullopt
                       : std::optional{MethodError{"invalidArguments", "filter: " + name}};
    return MethodError{"unsupportedFilter", name};
}

bool isSortable(const std::string& property)
{
    return property == "name" || property == "size" || property == "type";
}

std::string keyOf(const StoreObject& store, const std::string& property)
{
    if (property == "size")
        return numberKey(store.octets);
    return property == "name" ? textKey(store.name) : typeName(store.type);
}

/// What the store is asked for; nothing: no store can be meant.
std::optional<kc_store_query> narrowed(const Call& call, const Json& filter)
{
    kc_store_query query = allStores();
    if (filter.contains("owner"))
    {
        query.owner = parseId(filter["owner"].get_ref<const std::string&>());
        if (query.owner == 0)
            return std::nullopt;
    }
    if (filter.contains("type"))
    {
        const auto type = storeTypeNamed(filter["type"]);
        if (!type)
            return std::nullopt;
        query.types = KC_STORES_OF(*type);
    }
    if (filter.contains("company"))
    {
        query.tenant = findCompany(call, filter["company"]);
        if (query.tenant == 0)
            return std::nullopt;
    }
    query.orphans = filter.value("isOrphan", false) ? 1 : 0;
    return query;
}

std::vector<StoreObject> matching(const Call& call, const Json* filter)
{
    if (filter == nullptr)
        return listStores(call, allStores());
    const auto query = narrowed(call, *filter);
    if (!query)
        return {};
    auto stores = listStores(call, *query);
    if (filter->contains("isOrphan") && !(*filter)["isOrphan"].get<bool>())
        std::erase_if(stores, [](const StoreObject& store) { return store.owner == 0; });
    return stores;
}

} // namespace

MethodResult storeGet(Call& call)
{
    const auto read = readGet(call, {usualStoreProperties(), isStoreProperty});
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& arguments = std::get<GetArguments>(read);
    if (auto wrong = checkStores(call, arguments.account))
        return *wrong;
    std::vector<StoreObject> found;
    if (!arguments.ids)
        found = listStores(call, allStores());
    else
        for (const std::string& id : *arguments.ids)
            if (auto store = findStore(call, id))
                found.push_back(std::move(*store));
    if (auto wrong = checkCount(call, found.size()))
        return *wrong;
    Json list = Json::array();
    for (const StoreObject& store : found)
        list.push_back(toJson(call, store, arguments.properties));
    return getAnswer(arguments, storeState(), std::move(list));
}

MethodResult storeQuery(Call& call)
{
    const auto read = readQuery(call);
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& query = std::get<QueryArguments>(read);
    if (auto wrong = checkStores(call, query.account))
        return *wrong;
    if (query.filter != nullptr && query.filter->contains("operator"))
        return MethodError{"unsupportedFilter", "operator"};
    if (auto wrong =
            query.filter == nullptr ? std::nullopt : checkFilter(*query.filter, checkCondition))
        return *wrong;
    if (auto wrong = query.sort == nullptr ? std::nullopt : checkSort(*query.sort, isSortable))
        return *wrong;
    std::vector<Sortable> rows;
    for (const StoreObject& store : matching(call, query.filter))
    {
        const auto key = [&](const std::string& property) { return keyOf(store, property); };
        rows.push_back({store.guid, sortKeys(query.sort, key)});
    }
    return queryAnswer(call, query, sorted(std::move(rows), query.sort));
}

} // namespace kc::jmap
