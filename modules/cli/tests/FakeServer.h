// SPDX-License-Identifier: Apache-2.0
// A server for tests of the whole tool: principals and stores in memory, as the methods of
// doc/manual/jmap-admin.md tell of them. It knows no rights and checks nothing but names.
#pragma once

#include "Failure.h"
#include "JmapClient.h"

#include <deque>
#include <vector>

namespace kc::cli
{

struct FakeServer
{
    Json principals = Json::object(); // by id
    Json stores = Json::object();
    bool isHosted = false;
    bool isReachable = true;
    std::deque<HttpResponse> answers; // come first
    std::vector<HttpRequest> requests;
    std::vector<Json> calls;
    Json refusal; // SetError to everything that is set
    unsigned last = 100;

    FakeServer()
    {
        add("p1", {{"kc:login", "Everyone"}, {"kc:kind", "group"}});
        add("p2", {{"kc:login", "SYSTEM"}, {"kc:kind", "active"}, {"kc:adminLevel", 2}});
    }

    void add(const std::string& id, Json principal)
    {
        principal["id"] = id;
        principals[id] = std::move(principal);
    }

    std::string addStore(const std::string& owner, const char* type)
    {
        const std::string digits = std::to_string(++last);
        const std::string guid = std::string(32 - digits.size(), 'a') + digits;
        stores[guid] = {{"id", guid}, {"owner", owner}, {"type", type}, {"name", owner}};
        return guid;
    }

    HttpResponse send(const HttpRequest& request)
    {
        if (!isReachable)
            throw Failure{"could not connect to server at 'x'"};
        requests.push_back(request);
        if (!answers.empty())
        {
            const HttpResponse answer = answers.front();
            answers.pop_front();
            return answer;
        }
        if (request.method == "GET")
            return {200, session().dump()};
        Json responses = Json::array();
        const Json body = Json::parse(request.body);
        for (const Json& call : body["methodCalls"])
        {
            Json arguments = call[1];
            resolve(arguments, responses);
            calls.push_back(Json::array({call[0], arguments}));
            responses.push_back(Json::array({call[0], perform(call[0], arguments), call[2]}));
        }
        return {200, Json{{"methodResponses", responses}}.dump()};
    }

    /// The arguments of the last call of a method.
    Json sent(const char* method) const
    {
        for (auto call = calls.rbegin(); call != calls.rend(); ++call)
            if ((*call)[0] == method)
                return (*call)[1];
        return nullptr;
    }

private:
    Json session() const
    {
        const char* const admin = "urn:kopano:params:jmap:admin";
        const char* const principal = "urn:ietf:params:jmap:principals";
        Json capabilities;
        capabilities[admin] = {{"isHosted", isHosted}, {"loginNameFormat", "%u@%c"}};
        capabilities[principal] = {{"currentUserPrincipalId", "p2"}};
        Json session;
        session["primaryAccounts"] = {{admin, "d0"}, {principal, "d0"}};
        session["accounts"]["d0"]["accountCapabilities"] = capabilities;
        return session;
    }

    static void resolve(Json& arguments, const Json& responses)
    {
        const auto reference = arguments.find("#ids");
        if (reference == arguments.end())
            return;
        const std::size_t at = std::stoul((*reference)["resultOf"].get<std::string>());
        arguments["ids"] = responses[at][1]["ids"];
    }

    static bool matches(const Json& object, const Json& filter)
    {
        for (auto want = filter.begin(); want != filter.end(); ++want)
            if (want.key() == "isOrphan" ? object["owner"].is_null() != *want
                                         : object.value(want.key(), Json()) != *want)
                return false;
        return true;
    }

    Json query(const Json& all, const Json& arguments) const
    {
        Json ids = Json::array();
        std::size_t skipped = arguments.value("position", std::size_t{0});
        for (const Json& object : all)
            if (matches(object, arguments.value("filter", Json::object())))
                skipped > 0 ? static_cast<void>(--skipped) : ids.push_back(object["id"]);
        const std::size_t limit = arguments.value("limit", std::size_t{1000});
        if (ids.size() > limit)
            ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(limit), ids.end());
        return {{"ids", ids}};
    }

    static Json get(const Json& all, const Json& arguments)
    {
        Json list = Json::array();
        for (const Json& id : arguments["ids"])
            if (all.contains(id.get<std::string>()))
                list.push_back(all[id.get<std::string>()]);
        return {{"list", list}};
    }

    static void patch(Json& object, const Json& changes)
    {
        for (auto change = changes.begin(); change != changes.end(); ++change)
        {
            const Json::json_pointer path{"/" + change.key()};
            if (!change->is_null())
                object[path] = *change;
            else if (path.parent_pointer().empty())
                object[change.key()] = nullptr;
            else if (object.contains(path))
                object[path.parent_pointer()].erase(path.back());
        }
    }

    Json set(Json& all, const Json& arguments, const char* key)
    {
        Json answer = Json::object();
        const Json created = objectOf(arguments, "create");
        for (auto each = created.begin(); each != created.end(); ++each)
        {
            if (refusal.is_object())
            {
                answer["notCreated"][each.key()] = refusal;
                continue;
            }
            const Json value = (*each)[key];
            if (std::any_of(all.begin(), all.end(),
                            [&](const Json& other)
                            {
                                return other.value(key, Json()) == value &&
                                       other.value("type", "") == each->value("type", "");
                            }))
            {
                answer["notCreated"][each.key()] = {{"type", "alreadyExists"},
                                                    {"properties", Json::array({key})}};
                continue;
            }
            const bool isStore = sv{key} == "owner";
            const std::string id = isStore
                                       ? addStore(value, (*each)["type"].get<std::string>().c_str())
                                       : "p" + std::to_string(++last);
            Json object = *each;
            object["id"] = id;
            if (isStore)
                object["permissions"] = Json::object();
            if (!isStore && !object.contains("kc:kind"))
                object["kc:kind"] = "active";
            all[id] = object;
            answer["created"][each.key()] = {{"id", id}};
        }
        const Json updated = objectOf(arguments, "update");
        for (auto each = updated.begin(); each != updated.end(); ++each)
            if (refusal.is_object())
                answer["notUpdated"][each.key()] = refusal;
            else
                patch(all[each.key() == "#new" ? "p" + std::to_string(last) : each.key()], *each);
        for (const Json& id : arguments.value("destroy", Json::array()))
            all.erase(id.get<std::string>());
        return answer;
    }

    Json perform(const std::string& method, const Json& arguments)
    {
        if (method == "Principal/query")
            return query(principals, arguments);
        if (method == "Principal/get")
            return get(principals, arguments);
        if (method == "Principal/set")
            return set(principals, arguments, "kc:login");
        if (method == "Store/query")
            return query(stores, arguments);
        if (method == "Store/get")
            return get(stores, arguments);
        if (method == "Store/set")
            return set(stores, arguments, "owner");
        if (method == "Store/flushDeferred")
            return {{"remaining", 0}};
        return Json::object();
    }
};

class FakeTransport final : public Transport
{
public:
    explicit FakeTransport(FakeServer& server) : _server{server} {}

    HttpResponse send(const HttpRequest& request) override { return _server.send(request); }

private:
    FakeServer& _server;
};

} // namespace kc::cli
