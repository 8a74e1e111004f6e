// SPDX-License-Identifier: Apache-2.0
#include "JmapClient.h"

#include "Failure.h"

#include <kc/status.hpp>

#include <algorithm>
#include <ostream>

namespace kc::cli
{

namespace
{

constexpr const char* kCore = "urn:ietf:params:jmap:core";
constexpr const char* kPrincipals = "urn:ietf:params:jmap:principals";
constexpr const char* kAdmin = "urn:kopano:params:jmap:admin";
constexpr const char* kUnavailable = "the server cannot answer at the moment, please try again";
constexpr const char* kNotUnderstood = "the server's answer is not understood";

[[noreturn]] void failOn(const Json& error)
{
    const std::string type = textOf(error, "type");
    const std::string description = textOf(error, "description");
    if (type == "serverUnavailable")
        throw Unavailable{kUnavailable};
    if (type == "serverPartialFail")
        throw Unavailable{"the server failed in the middle of it: part of it has been done"};
    if (type == "forbidden" || type == "accountReadOnly")
        throw Failure{description.empty()
                          ? "no permission: the user that is logged in is no administrator"
                          : "no permission: " + description};
    throw Failure{"the server refused the request (" + type +
                  (description.empty() ? "" : ": " + description) + ")"};
}

void hidePasswords(Json& value)
{
    if (!value.is_structured())
        return;
    for (auto entry = value.begin(); entry != value.end(); ++entry)
        if (value.is_object() && entry.key().starts_with("kc:password"))
            *entry = "…";
        else
            hidePasswords(*entry);
}

std::string text(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string textOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Json objectOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_object() ? *found : Json::object();
}

JmapClient::JmapClient(Transport& transport, std::ostream* trace, As as)
    : _transport{transport}, _trace{trace}
{
    readSession(exchange({"GET", "/jmap", "", ""}), as);
}

void JmapClient::readSession(const Json& session, As as)
{
    _accountId = textOf(objectOf(session, "primaryAccounts"),
                        as == As::Administrator ? kAdmin : kPrincipals);
    if (_accountId.empty())
        failOn({{"type", "forbidden"}});
    const Json account = objectOf(objectOf(session, "accounts"), _accountId.c_str());
    const Json capabilities = objectOf(account, "accountCapabilities");
    _self = textOf(objectOf(capabilities, kPrincipals), "currentUserPrincipalId");
    const Json facts = objectOf(capabilities, kAdmin);
    _isHosted = facts.value("isHosted", false);
    _loginFormat = textOf(facts, "loginNameFormat");
    const Json core = objectOf(objectOf(session, "capabilities"), kCore);
    _maxObjectsInSet = std::max<std::size_t>(1, core.value("maxObjectsInSet", _maxObjectsInSet));
}

Json JmapClient::exchange(const HttpRequest& request)
{
    const HttpResponse response = _transport.send(request);
    if (response.status == 401 || response.status == 403)
        throw Failure{"Could not logon to server: username or password incorrect"};
    if (response.status == 503)
        throw Unavailable{kUnavailable};
    if (response.status != 200)
        throw Failure{"the server refused the request (HTTP " + std::to_string(response.status) +
                      ")"};
    Json body = Json::parse(response.body, nullptr, false);
    if (!body.is_object())
        throw Failure{kNotUnderstood};
    return body;
}

void JmapClient::trace(const char* direction, const Json& calls) const
{
    if (_trace == nullptr)
        return;
    for (Json call : calls)
    {
        hidePasswords(call);
        *_trace << direction << " " << text(call) << "\n";
    }
}

std::vector<Json> JmapClient::call(const std::vector<MethodCall>& calls)
{
    Json methodCalls = Json::array();
    for (const MethodCall& each : calls)
    {
        Json arguments = each.arguments;
        arguments["accountId"] = _accountId;
        methodCalls.push_back(
            Json::array({each.method, arguments, std::to_string(methodCalls.size())}));
    }
    trace(">", methodCalls);
    const Json request{{"using", Json::array({kCore, kPrincipals, kAdmin})},
                       {"methodCalls", methodCalls}};
    const Json answer = exchange({"POST", "/jmap/api", "application/json", text(request)});
    const Json responses = answer.value("methodResponses", Json());
    if (!responses.is_array())
        throw Failure{kNotUnderstood};
    trace("<", responses);
    std::vector<Json> all;
    for (const Json& response : responses)
    {
        if (!response.is_array() || response.size() != 3 || !response[1].is_object())
            throw Failure{kNotUnderstood};
        if (response[0] == "error")
            failOn(response[1]);
        all.push_back(response[1]);
    }
    if (all.size() != calls.size())
        throw Failure{kNotUnderstood};
    return all;
}

Json JmapClient::call(const char* method, Json arguments)
{
    const std::vector<MethodCall> calls{MethodCall{method, std::move(arguments)}};
    return call(calls).front();
}

} // namespace kc::cli
