// SPDX-License-Identifier: Apache-2.0
// The API resource (RFC 8620 §3): runs the method calls of a request in order.
#pragma once

#include "Call.h"

#include <kc/log.hpp>

#include <mutex>
#include <variant>

namespace kc::jmap
{

/// How many requests each caller has running. Mutex: guards the map, taken alone and briefly.
class RunningRequests
{
public:
    /// False if the caller has `limit` of them already.
    bool begin(kc_id principal, std::uint64_t limit);
    void end(kc_id principal);

private:
    std::mutex _mutex;
    std::map<kc_id, std::uint64_t> _running;
};

class ApiResource
{
public:
    ApiResource(Services services, Log log) : _services{std::move(services)}, _log{log} {}

    /// The Response object, or the problem that kept the request from being run.
    std::variant<Json, Problem> post(Context& context, const Caller& caller, const Limits& limits,
                                     const Request& request);

private:
    MethodResult runCall(Context& context, const std::string& name, Call& call);

    Services _services;
    Log _log;
    RunningRequests _running;
};

} // namespace kc::jmap
