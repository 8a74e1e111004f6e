// SPDX-License-Identifier: Apache-2.0
#include "Stores.h"

#include "Failure.h"

#include <algorithm>

namespace kc::cli
{

namespace
{

constexpr std::size_t kPage = 1000;
constexpr std::size_t kCallsAtOnce = 16; // RFC 8620 §2: any server takes as many
constexpr std::size_t kGuidDigits = 32;

Store storeOf(const Json& object)
{
    Store store;
    store.guid = textOf(object, "id");
    store.type = textOf(object, "type");
    store.owner = textOf(object, "owner");
    store.name = textOf(object, "name");
    store.company = textOf(object, "companyId");
    store.octets = object.value("size", std::uint64_t{0});
    store.messages = object.value("messages", std::uint64_t{0});
    const Json permissions = objectOf(object, "permissions");
    for (auto path = permissions.begin(); path != permissions.end(); ++path)
        for (auto entry = path->begin(); entry != path->end(); ++entry)
            store.permissions.push_back(
                {path.key(), entry.key(), entry->get<std::vector<std::string>>()});
    return store;
}

const std::vector<const char*> kPlain{"type", "owner", "name", "companyId", "size", "messages"};
const std::vector<const char*> kWhole{"type", "owner",    "name",       "companyId",
                                      "size", "messages", "permissions"};

/// RFC 6901 §3.
std::string escaped(const std::string& path)
{
    std::string text;
    for (const char c : path)
        text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
}

} // namespace

std::optional<Store> Stores::ofOwner(const std::string& owner, const char* type)
{
    const Json found{{"resultOf", "0"}, {"name", "Store/query"}, {"path", "/ids"}};
    const auto answers =
        _client.call({{"Store/query", {{"filter", {{"owner", owner}, {"type", type}}}}},
                      {"Store/get", {{"#ids", found}, {"properties", kWhole}}}});
    const Json list = answers[1].value("list", Json::array());
    return list.empty() ? std::nullopt : std::optional{storeOf(list.front())};
}

Store Stores::require(const std::string& guid)
{
    std::string id = guid;
    std::transform(id.begin(), id.end(), id.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    if (id.size() != kGuidDigits || id.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw Failure{"invalid store id: '" + guid + "'"};
    const Json answer =
        _client.call("Store/get", {{"ids", Json::array({id})}, {"properties", kWhole}});
    const Json list = answer.value("list", Json::array());
    if (list.empty())
        throw Failure{"no such store: '" + guid + "'"};
    return storeOf(list.front());
}

std::vector<Store> Stores::list(const Json& filter)
{
    const Json found{{"resultOf", "0"}, {"name", "Store/query"}, {"path", "/ids"}};
    std::vector<Store> all;
    bool isMore = true;
    for (std::size_t position = 0; isMore; position += kPage)
    {
        Json query{{"position", position}, {"limit", kPage}};
        if (!filter.empty())
            query["filter"] = filter;
        const auto answers = _client.call(
            {{"Store/query", query}, {"Store/get", {{"#ids", found}, {"properties", kPlain}}}});
        for (const Json& object : answers[1].value("list", Json::array()))
            all.push_back(storeOf(object));
        isMore = answers[0].value("ids", Json::array()).size() == kPage;
    }
    std::sort(all.begin(), all.end(),
              [](const Store& a, const Store& b) { return a.guid < b.guid; });
    return all;
}

Names Stores::guidsOf(const std::vector<std::string>& owners)
{
    Names guids;
    for (std::size_t first = 0; first < owners.size(); first += kCallsAtOnce)
    {
        const std::size_t last = std::min(owners.size(), first + kCallsAtOnce);
        std::vector<MethodCall> calls;
        for (std::size_t i = first; i < last; ++i)
            calls.push_back(
                {"Store/query", {{"filter", {{"owner", owners[i]}, {"type", "private"}}}}});
        const auto answers = _client.call(calls);
        for (std::size_t i = first; i < last; ++i)
            for (const Json& guid : answers[i - first].value("ids", Json::array()))
                guids[owners[i]] = guid.get<std::string>();
    }
    return guids;
}

std::optional<Json> Stores::create(const std::string& owner, const char* type)
{
    const Json answer =
        _client.call("Store/set", {{"create", {{"new", {{"type", type}, {"owner", owner}}}}}});
    return setErrorOf(answer, "notCreated", "new");
}

std::optional<Json> Stores::update(const std::string& guid, const Json& patch)
{
    return setErrorOf(_client.call("Store/set", {{"update", {{guid, patch}}}}), "notUpdated", guid);
}

std::optional<Json> Stores::hook(const std::string& guid, const std::string& owner)
{
    return update(guid, {{"owner", owner}});
}

std::optional<Json> Stores::unhook(const std::string& guid)
{
    return update(guid, {{"owner", nullptr}});
}

std::optional<Json> Stores::remove(const std::string& guid)
{
    return setErrorOf(_client.call("Store/set", {{"destroy", Json::array({guid})}}), "notDestroyed",
                      guid);
}

std::optional<Json> Stores::permit(const std::string& guid, const Permission& permission)
{
    const std::string entry = "permissions/" + escaped(permission.path) + "/" + permission.member;
    Json patch = Json::object();
    patch[entry] = permission.rights.empty() ? Json(nullptr) : Json(permission.rights);
    return update(guid, patch);
}

} // namespace kc::cli
