// SPDX-License-Identifier: Apache-2.0
#include "Directory.h"

#include "Failure.h"

#include <algorithm>

namespace kc::cli
{

namespace
{

constexpr std::size_t kPage = 1000;

using Properties = std::vector<const char*>;

const Properties kBasic{"kc:login",      "name",      "email",      "kc:kind",
                        "kc:adminLevel", "kc:hidden", "kc:company", "kc:homeServer"};

Properties with(std::initializer_list<const char*> more)
{
    Properties all = kBasic;
    all.insert(all.end(), more);
    return all;
}

const Properties kUser = with(
    {"kc:aliases", "kc:features", "kc:quota", "kc:effectiveQuota", "kc:memberOf", "kc:sendAs"});
const Properties kGroup = with({"kc:aliases", "kc:members", "kc:sendAs"});
const Properties kCompany =
    with({"kc:quota", "kc:memberQuota", "kc:effectiveQuota", "kc:systemAdministrator", "kc:viewers",
          "kc:administrators", "kc:userQuotaRecipients", "kc:companyQuotaRecipients"});

Quota quotaOf(const Json& object)
{
    return {object.value("override", false), object.value("warn", std::uint64_t{0}),
            object.value("soft", std::uint64_t{0}), object.value("hard", std::uint64_t{0})};
}

/// Of a map from names to true.
std::vector<std::string> keysOf(const Json& object, const char* map)
{
    const Json entries = objectOf(object, map);
    std::vector<std::string> keys;
    for (auto entry = entries.begin(); entry != entries.end(); ++entry)
        if (*entry == true)
            keys.push_back(entry.key());
    return keys;
}

Principal principalOf(const Json& object)
{
    Principal one;
    one.id = textOf(object, "id");
    one.login = textOf(object, "kc:login");
    one.fullname = textOf(object, "name");
    one.email = textOf(object, "email");
    one.kind = textOf(object, "kc:kind");
    one.homeServer = textOf(object, "kc:homeServer");
    one.company = textOf(object, "kc:company");
    one.isHidden = object.value("kc:hidden", false);
    one.adminLevel = object.value("kc:adminLevel", std::uint64_t{0});
    one.aliases = object.value("kc:aliases", std::vector<std::string>{});
    one.features = keysOf(object, "kc:features");
    one.quota = quotaOf(objectOf(object, "kc:quota"));
    one.memberQuota = quotaOf(objectOf(object, "kc:memberQuota"));
    one.effective = quotaOf(objectOf(object, "kc:effectiveQuota"));
    for (const char* relation :
         {"kc:members", "kc:memberOf", "kc:sendAs", "kc:viewers", "kc:administrators",
          "kc:userQuotaRecipients", "kc:companyQuotaRecipients"})
        if (object.contains(relation))
            one.relations[relation] = keysOf(object, relation);
    if (const std::string id = textOf(object, "kc:systemAdministrator"); !id.empty())
        one.relations["kc:systemAdministrator"].push_back(id);
    return one;
}

Json reference(const char* to, const char* method)
{
    return {{"resultOf", to}, {"name", method}, {"path", "/ids"}};
}

Principal singleTenant()
{
    Principal company;
    company.id = kEveryoneId;
    company.login = kSingleTenant;
    company.kind = "company";
    return company;
}

void sortByLogin(std::vector<Principal>& all)
{
    std::stable_sort(all.begin(), all.end(),
                     [](const Principal& a, const Principal& b) { return a.login < b.login; });
}

} // namespace

std::string formatHint(const JmapClient& client, const std::string& name)
{
    const std::string& format = client.loginFormat();
    const std::size_t user = format.find("%u");
    const std::size_t company = format.find("%c");
    if (!client.isHosted() || user == std::string::npos || company == std::string::npos)
        return {};
    const std::size_t middle = std::min(user, company) + 2;
    const std::string separator = format.substr(middle, std::max(user, company) - middle);
    return name.find(separator) == std::string::npos ? " (names are written as " + format + " here)"
                                                     : "";
}

void Directory::failNotFound(const Subject& subject) const
{
    const std::string hint = subject.kind == "company" ? "" : formatHint(_client, subject.name);
    throw Failure{"no such " + subject.kind + ": '" + subject.name + "'" + hint};
}

std::optional<Principal> Directory::find(const Json& filter, const Properties& properties)
{
    const auto answers =
        _client.call({{"Principal/query", {{"filter", filter}}},
                      {"Principal/get",
                       {{"#ids", reference("0", "Principal/query")}, {"properties", properties}}}});
    const Json found = answers[1].value("list", Json::array());
    return found.empty() ? std::nullopt : std::optional{principalOf(found.front())};
}

Principal Directory::requireUser(const std::string& name)
{
    const auto found = find({{"kc:login", name}}, kUser);
    if (!found || !found->isUser())
        failNotFound({"user", name});
    return *found;
}

Principal Directory::requireGroup(const std::string& name)
{
    const auto found = find({{"kc:login", name}}, kGroup);
    if (!found || !found->isGroup())
        failNotFound({"group", name});
    return *found;
}

Principal Directory::requireCompany(const std::string& name)
{
    if (!isHosted() && name == kSingleTenant)
        return singleTenant();
    const auto found =
        isHosted() ? find({{"kc:kind", "company"}, {"kc:login", name}}, kCompany) : std::nullopt;
    if (!found)
        failNotFound({"company", name});
    return *found;
}

Principal Directory::requireMember(const std::string& name)
{
    auto found = find({{"kc:login", name}}, kBasic);
    if (!found && isHosted())
        found = find({{"kc:kind", "company"}, {"kc:login", name}}, kBasic);
    if (!found)
        failNotFound({"user", name});
    return *found;
}

/// Page by page; with the stores of the users in the same requests, if they are asked for.
std::vector<Principal> Directory::list(const Json& filter, const Properties& properties,
                                       Names* stores)
{
    std::vector<Principal> all;
    bool isMore = true;
    for (std::size_t position = 0; isMore; position += kPage)
    {
        Json query{{"sort", Json::array({{{"property", "kc:login"}}})},
                   {"position", position},
                   {"limit", kPage}};
        if (!filter.empty())
            query["filter"] = filter;
        std::vector<MethodCall> calls{
            {"Principal/query", query},
            {"Principal/get",
             {{"#ids", reference("0", "Principal/query")}, {"properties", properties}}}};
        if (stores != nullptr)
        {
            Json owned{{"type", "private"}, {"isOrphan", false}};
            if (filter.contains("kc:company"))
                owned["company"] = filter["kc:company"];
            calls.push_back(
                {"Store/query", {{"filter", owned}, {"position", position}, {"limit", kPage}}});
            calls.push_back({"Store/get",
                             {{"#ids", reference("2", "Store/query")},
                              {"properties", Json::array({"owner"})}}});
        }
        const auto answers = _client.call(calls);
        for (const Json& object : answers[1].value("list", Json::array()))
            all.push_back(principalOf(object));
        isMore = answers[0].value("ids", Json::array()).size() == kPage;
        if (stores == nullptr)
            continue;
        for (const Json& store : answers[3].value("list", Json::array()))
            (*stores)[textOf(store, "owner")] = textOf(store, "id");
        isMore = isMore || answers[2].value("ids", Json::array()).size() == kPage;
    }
    return all;
}

std::vector<Principal> Directory::companies()
{
    if (!isHosted())
        return {};
    auto all = list({{"kc:kind", "company"}}, with({"kc:systemAdministrator"}));
    sortByLogin(all);
    return all;
}

std::vector<Principal> Directory::groups(const Principal& company)
{
    auto all = list(isHosted() ? Json{{"kc:company", company.id}} : Json::object(), kBasic);
    std::erase_if(all, [](const Principal& each) { return !each.isGroup(); });
    const auto isEveryone = [](const Principal& each) { return each.id == kEveryoneId; };
    if (std::none_of(all.begin(), all.end(), isEveryone))
        for (Principal& everyone : get({kEveryoneId}))
            all.push_back(std::move(everyone));
    sortByLogin(all);
    return all;
}

UserList Directory::users(const Principal& company)
{
    UserList list;
    list.users = this->list(isHosted() ? Json{{"kc:company", company.id}} : Json::object(), kBasic,
                            &list.stores);
    std::erase_if(list.users, [](const Principal& each) { return !each.isUser(); });
    const auto isSystem = [](const Principal& each) { return each.id == kSystemId; };
    if (std::none_of(list.users.begin(), list.users.end(), isSystem))
        for (Principal& system : get({kSystemId}))
            list.users.push_back(std::move(system));
    sortByLogin(list.users);
    return list;
}

std::vector<Principal> Directory::get(const std::vector<std::string>& ids)
{
    std::vector<Principal> all;
    for (std::size_t first = 0; first < ids.size(); first += kPage)
    {
        const std::size_t last = std::min(ids.size(), first + kPage);
        Json some = Json::array();
        for (std::size_t i = first; i < last; ++i)
            some.push_back(ids[i]);
        const Json answer = _client.call("Principal/get", {{"ids", some}, {"properties", kBasic}});
        for (const Json& object : answer.value("list", Json::array()))
            all.push_back(principalOf(object));
    }
    sortByLogin(all);
    return all;
}

Names Directory::namesOf(const std::vector<std::string>& ids)
{
    Names names;
    for (const Principal& each : get(ids))
        names[each.id] = each.login;
    return names;
}

std::string Directory::create(const Subject& subject, const Json& object, const Json& patch)
{
    Json arguments{{"create", {{"new", object}}}};
    if (!patch.empty())
        arguments["update"]["#new"] = patch;
    const Json answer = _client.call("Principal/set", arguments);
    if (const auto error = setErrorOf(answer, "notCreated", "new"))
    {
        const std::string hint = subject.kind == "company" ? "" : formatHint(_client, subject.name);
        if (!hint.empty() && textOf(*error, "type") == "invalidProperties")
            throw Failure{"'" + subject.name + "' is no name of a " + subject.kind + hint};
        failOn(*error, subject, object);
    }
    if (const auto error = setErrorOf(answer, "notUpdated", "#new"))
        failOn(*error, subject, patch);
    return textOf(objectOf(objectOf(answer, "created"), "new"), "id");
}

void Directory::update(const Subject& subject, const std::string& id, const Json& patch)
{
    const Json answer = _client.call("Principal/set", {{"update", {{id, patch}}}});
    if (const auto error = setErrorOf(answer, "notUpdated", id))
        failOn(*error, subject, patch);
}

void Directory::destroy(const Subject& subject, const std::string& id)
{
    const Json answer = _client.call("Principal/set", {{"destroy", Json::array({id})}});
    if (const auto error = setErrorOf(answer, "notDestroyed", id))
        failOn(*error, subject, Json::object());
}

} // namespace kc::cli
