// SPDX-License-Identifier: Apache-2.0
#include "Administration.h"

#include "Failure.h"

#include <algorithm>
#include <map>

namespace kc::cli
{

namespace
{

constexpr std::size_t kPage = 500;

std::string textOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

User userOf(const Json& principal)
{
    User user;
    user.id = textOf(principal, "id");
    user.login = textOf(principal, "kc:login");
    user.fullname = textOf(principal, "name");
    user.email = textOf(principal, "email");
    user.homeServer = textOf(principal, "kc:homeServer");
    user.isActive = textOf(principal, "kc:kind") == "active";
    user.isHidden = principal.value("kc:hidden", false);
    user.adminLevel = principal.value("kc:adminLevel", std::uint64_t{0});
    return user;
}

bool isUser(const Json& principal)
{
    const std::string kind = textOf(principal, "kc:kind");
    return kind == "active" || kind == "shared" || kind == "contact";
}

Json toJson(const UserUpdate& update)
{
    Json object = Json::object();
    const auto put = [&](const char* name, const std::optional<std::string>& text)
    {
        if (text)
            object[name] = text->empty() ? Json(nullptr) : Json(*text);
    };
    put("kc:login", update.login);
    put("name", update.fullname);
    put("email", update.email);
    put("kc:password", update.password);
    if (update.isActive)
        object["kc:kind"] = *update.isActive ? "active" : "shared";
    if (update.adminLevel)
        object["kc:adminLevel"] = *update.adminLevel;
    return object;
}

std::string optionsOf(const Json& properties)
{
    static const std::map<std::string, std::string> kOptions{{"kc:login", "--name"},
                                                             {"name", "--fullname"},
                                                             {"email", "--email"},
                                                             {"kc:password", "--password"},
                                                             {"kc:kind", "--active"},
                                                             {"kc:aliases", "--email"},
                                                             {"kc:adminLevel", "--admin-level"}};
    std::string names;
    for (const Json& property : properties)
    {
        const auto found = kOptions.find(property.is_string() ? property.get<std::string>() : "");
        if (found != kOptions.end())
            names.append(names.empty() ? "" : ", ").append(found->second);
    }
    return names;
}

/// A SetError (RFC 8620 §5.3) in the words of the manual's tool.
[[noreturn]] void failOn(const Json& error, const std::string& name, const Json& sent)
{
    const std::string type = textOf(error, "type");
    const Json properties = error.value("properties", Json::array());
    if (type == "alreadyExists" && properties == Json::array({"email"}))
        throw Failure{"e-mail address '" + textOf(sent, "email") + "' is already in use"};
    if (type == "alreadyExists")
        throw Failure{"user '" + (sent.contains("kc:login") ? textOf(sent, "kc:login") : name) +
                      "' already exists"};
    if (type == "notFound")
        throw Failure{"no such user: '" + name + "'"};
    if (type == "invalidProperties" && !optionsOf(properties).empty())
        throw Failure{"the server refused the value of " + optionsOf(properties)};
    const std::string description = textOf(error, "description");
    if (!description.empty())
        throw Failure{description};
    throw Failure{type == "forbidden" ? "no permission to do this to user '" + name + "'"
                                      : "the server refused it (" + type + ")"};
}

const Json* errorOf(const Json& answer, const char* list, const std::string& id)
{
    const auto errors = answer.find(list);
    if (errors == answer.end() || !errors->is_object() || !errors->contains(id))
        return nullptr;
    return &(*errors)[id];
}

} // namespace

Json Administration::find(const Json& query, std::size_t& found)
{
    const Json get{{"accountId", _client.accountId()},
                   {"#ids", {{"resultOf", "q"}, {"name", "Principal/query"}, {"path", "/ids"}}}};
    const Json responses = _client.call(Json::array(
        {Json::array({"Principal/query", query, "q"}), Json::array({"Principal/get", get, "g"})}));
    found = responses[0][1].value("ids", Json::array()).size();
    return responses[1][1].value("list", Json::array());
}

std::vector<User> Administration::listUsers()
{
    std::vector<User> users;
    std::size_t position = 0;
    std::size_t found = 0;
    do
    {
        const Json query{{"accountId", _client.accountId()},
                         {"sort", Json::array({{{"property", "kc:login"}}})},
                         {"position", position},
                         {"limit", kPage}};
        for (const Json& principal : find(query, found))
            if (isUser(principal))
                users.push_back(userOf(principal));
        position += found;
    } while (found > 0);
    std::stable_sort(users.begin(), users.end(),
                     [](const User& a, const User& b) { return a.login < b.login; });
    return users;
}

User Administration::requireUser(const std::string& name)
{
    std::size_t found = 0;
    const Json query{{"accountId", _client.accountId()}, {"filter", {{"kc:login", name}}}};
    for (const Json& principal : find(query, found))
        if (isUser(principal))
            return userOf(principal);
    throw Failure{"no such user: '" + name + "'"};
}

Json Administration::set(const Json& arguments)
{
    Json whole = arguments;
    whole["accountId"] = _client.accountId();
    return _client.call(Json::array({Json::array({"Principal/set", whole, "s"})}))[0][1];
}

void Administration::createUser(const std::string& name, const UserUpdate& update)
{
    Json object = toJson(update);
    if (!update.login)
        object["kc:login"] = name;
    const Json answer = set({{"create", {{"new", object}}}});
    if (const Json* const error = errorOf(answer, "notCreated", "new"))
        failOn(*error, name, object);
}

void Administration::updateUser(const User& user, const UserUpdate& update)
{
    const Json object = toJson(update);
    const Json answer = set({{"update", {{user.id, object}}}});
    if (const Json* const error = errorOf(answer, "notUpdated", user.id))
        failOn(*error, user.login, object);
}

void Administration::deleteUser(const User& user)
{
    const Json answer = set({{"destroy", Json::array({user.id})}});
    if (const Json* const error = errorOf(answer, "notDestroyed", user.id))
        failOn(*error, user.login, Json::object());
}

void Administration::purgeRemoved(std::uint64_t days)
{
    const Json arguments{{"accountId", _client.accountId()}, {"olderThanDays", days}};
    for (bool isFinished = false; !isFinished;)
    {
        const Json answer =
            _client.call(Json::array({Json::array({"Store/purgeRemoved", arguments, "p"})}))[0][1];
        isFinished = answer.at("isFinished").get<bool>();
    }
}

} // namespace kc::cli
