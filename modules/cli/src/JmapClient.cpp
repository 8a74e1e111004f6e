// SPDX-License-Identifier: Apache-2.0
#include "JmapClient.h"

#include "Failure.h"

#include <kc/status.hpp>

namespace kc::cli
{

namespace
{

constexpr const char* kCore = "urn:ietf:params:jmap:core";
constexpr const char* kAdmin = "urn:kopano:params:jmap:admin";
constexpr const char* kUnavailable = "the server cannot answer at the moment, please try again";
constexpr const char* kNotUnderstood = "the server's answer is not understood";

[[noreturn]] void failOn(const std::string& type)
{
    if (type == "serverUnavailable")
        throw Failure{kUnavailable};
    if (type == "forbidden" || type == "accountReadOnly")
        throw Failure{"no permission: the user that is logged in is no administrator"};
    if (type == "serverPartialFail")
        throw Failure{"the server failed in the middle of it: part of it has been done"};
    throw Failure{"the server refused the request (" + type + ")"};
}

} // namespace

JmapClient::JmapClient(Transport& transport) : _transport{transport}
{
    const Json session = exchange({"GET", "/jmap", "", ""});
    const Json primary = session.value("primaryAccounts", Json::object());
    if (!primary.is_object() || !primary.contains(kAdmin) || !primary[kAdmin].is_string())
        failOn("forbidden");
    _accountId = primary[kAdmin].get<std::string>();
    _apiTarget = "/jmap/api";
}

Json JmapClient::exchange(const HttpRequest& request)
{
    const HttpResponse response = _transport.send(request);
    if (response.status == 401 || response.status == 403)
        throw Failure{"Could not logon to server: username or password incorrect"};
    if (response.status == 503)
        throw Failure{kUnavailable};
    if (response.status != 200)
        throw Failure{"the server refused the request (HTTP " + std::to_string(response.status) +
                      ")"};
    Json body = Json::parse(response.body, nullptr, false);
    if (!body.is_object())
        throw Failure{kNotUnderstood};
    return body;
}

void JmapClient::checkErrors(const Json& responses) const
{
    for (const Json& response : responses)
    {
        if (!response.is_array() || response.size() != 3 || !response[1].is_object())
            throw Failure{kNotUnderstood};
        if (response[0] == "error")
            failOn(response[1].value("type", "unknown"));
    }
}

Json JmapClient::call(const Json& calls)
{
    const Json request{{"using", {kCore, kAdmin}}, {"methodCalls", calls}};
    const std::string body = request.dump(-1, ' ', false, Json::error_handler_t::replace);
    Json answer = exchange({"POST", _apiTarget, "application/json", body});
    Json responses = answer.value("methodResponses", Json());
    if (!responses.is_array())
        throw Failure{kNotUnderstood};
    checkErrors(responses);
    if (responses.size() != calls.size())
        throw Failure{kNotUnderstood};
    return responses;
}

} // namespace kc::cli
