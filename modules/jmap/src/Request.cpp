// SPDX-License-Identifier: Apache-2.0
#include "Request.h"

#include <Poco/String.h>

#include <algorithm>

namespace kc::jmap
{

namespace
{

bool isJsonType(sv contentType)
{
    const sv type = contentType.substr(0, contentType.find(';'));
    return Poco::icompare(Poco::trim(std::string{type}), "application/json") == 0;
}

bool isText(const Json& value)
{
    return value.is_string();
}

// RFC 8620 §3.2.
bool isInvocation(const Json& call)
{
    return call.is_array() && call.size() == 3 && call[0].is_string() && call[1].is_object() &&
           call[2].is_string();
}

bool isRequest(const Json& value)
{
    if (!value.is_object() || !value.contains("using") || !value.contains("methodCalls"))
        return false;
    const Json& used = value["using"];
    const Json& calls = value["methodCalls"];
    if (!used.is_array() || !std::all_of(used.begin(), used.end(), isText) || !calls.is_array() ||
        !std::all_of(calls.begin(), calls.end(), isInvocation))
        return false;
    if (!value.contains("createdIds"))
        return true;
    const Json& created = value["createdIds"];
    return created.is_object() && std::all_of(created.begin(), created.end(), isText);
}

bool isKnown(const std::string& capability)
{
    return capability == kCore || capability == kPrincipals || capability == kBlob ||
           capability == kQuota || capability == kAdmin;
}

} // namespace

Json Problem::toJson() const
{
    Json problem{{"status", status}, {"detail", detail}};
    problem["type"] = type == "about:blank" ? type : "urn:ietf:params:jmap:error:" + type;
    if (!limit.empty())
        problem["limit"] = limit;
    return problem;
}

std::variant<Request, Problem> parseRequest(sv contentType, sv body, const Limits& limits)
{
    if (!isJsonType(contentType))
        return Problem{"notJSON", 400, "The content type is not application/json.", ""};
    if (body.size() > limits.maxSizeRequest)
        return Problem{"limit", 400, "The request is too large.", "maxSizeRequest"};
    auto value = parseJson(body);
    if (!value)
        return Problem{"notJSON", 400, "The request is not I-JSON, or nested too deeply.", ""};
    if (!isRequest(*value))
        return Problem{"notRequest", 400, "The JSON is not a JMAP Request object.", ""};

    Request request;
    for (const Json& used : (*value)["using"])
    {
        request.used.insert(used.get<std::string>());
        if (!isKnown(used.get<std::string>()))
            return Problem{"unknownCapability", 400,
                           "The capability '" + used.get<std::string>() + "' is not supported.",
                           ""};
    }
    Json& calls = (*value)["methodCalls"];
    if (calls.size() > limits.maxCallsInRequest)
        return Problem{"limit", 400, "Too many method calls.", "maxCallsInRequest"};
    for (Json& call : calls)
        request.calls.push_back(
            {call[0].get<std::string>(), std::move(call[1]), call[2].get<std::string>()});
    if (value->contains("createdIds"))
        request.createdIds = std::move((*value)["createdIds"]);
    return request;
}

} // namespace kc::jmap
