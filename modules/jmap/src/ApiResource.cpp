// SPDX-License-Identifier: Apache-2.0
#include "ApiResource.h"

#include "MethodTable.h"
#include "References.h"
#include "SessionResource.h"

namespace kc::jmap
{

namespace
{

class Turn
{
public:
    Turn(RunningRequests& running, kc_id principal) : _running{running}, _principal{principal} {}

    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    ~Turn() { _running.end(_principal); }

private:
    RunningRequests& _running;
    kc_id _principal;
};

bool isTransient(kc_code code)
{
    return code <= -100 && code > -200;
}

std::map<std::string, std::string> knownIds(const Json& createdIds)
{
    if (!createdIds.is_object())
        return {};
    return createdIds.get<std::map<std::string, std::string>>();
}

} // namespace

bool RunningRequests::begin(kc_id principal, std::uint64_t limit)
{
    const std::lock_guard lock{_mutex};
    std::uint64_t& count = _running[principal];
    if (count >= limit)
        return false;
    ++count;
    return true;
}

void RunningRequests::end(kc_id principal)
{
    const std::lock_guard lock{_mutex};
    const auto found = _running.find(principal);
    KC_ASSERT(found != _running.end());
    if (--found->second == 0)
        _running.erase(found);
}

std::variant<Json, Problem> ApiResource::post(Context& context, const Caller& caller,
                                              const Limits& limits, const Request& request)
{
    if (!_running.begin(caller.principal, limits.maxConcurrentRequests))
        return Problem{"limit", 400, "Too many requests at once.", "maxConcurrentRequests"};
    const Turn turn{_running, caller.principal};

    auto createdIds = knownIds(request.createdIds);
    std::size_t budget = limits.maxSizeRequest;
    Json responses = Json::array();
    for (const Invocation& invocation : request.calls)
    {
        Json arguments = invocation.arguments;
        MethodResult result;
        if (auto unresolved = resolveReferences(arguments, responses, budget))
            result = std::move(*unresolved);
        else
        {
            Call call{_services,  context,   caller, limits,         request.used,
                      createdIds, arguments, budget, request.baseUrl};
            result = runCall(context, invocation.name, call);
        }
        if (const auto* const error = std::get_if<MethodError>(&result))
            responses.push_back({"error", error->toJson(), invocation.callId});
        else
            responses.push_back(
                {invocation.name, std::move(std::get<Json>(result)), invocation.callId});
    }
    Json response{
        {"methodResponses", std::move(responses)},
        {"sessionState",
         sessionState(caller, limits, {_services.uploads != nullptr, _services.store != nullptr})}};
    if (request.createdIds.is_object())
        response["createdIds"] = createdIds;
    return response;
}

MethodResult ApiResource::runCall(Context& context, const std::string& name, Call& call)
{
    try
    {
        return runMethod(name, call);
    }
    catch (const Fault& fault)
    {
        _log.write(isTransient(fault.code()) ? KC_LOG_WARN : KC_LOG_ERROR, &context,
                   "jmap method failed",
                   {{"method", name},
                    {"code", static_cast<int>(fault.code())},
                    {"why", sv{fault.what()}}});
        return MethodError{isTransient(fault.code()) ? "serverUnavailable" : "serverFail", ""};
    }
}

} // namespace kc::jmap
