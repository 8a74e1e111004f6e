// SPDX-License-Identifier: Apache-2.0
// The envelope of an API request (RFC 8620 §3.3), and the problems that end it as a whole (§3.6.1).
#pragma once

#include "Json.h"

#include <set>
#include <string>
#include <variant>
#include <vector>

namespace kc::jmap
{

inline constexpr const char* kCore = "urn:ietf:params:jmap:core";
inline constexpr const char* kPrincipals = "urn:ietf:params:jmap:principals";
inline constexpr const char* kQuota = "urn:ietf:params:jmap:quota"; // RFC 9425
inline constexpr const char* kBlob = "urn:ietf:params:jmap:blob";   // RFC 9404
/// KC's own: what the administrator's tools need beyond RFC 9670.
inline constexpr const char* kAdmin = "urn:kopano:params:jmap:admin";

/// A problem of the whole request, answered as application/problem+json (RFC 7807).
struct Problem
{
    std::string type; // the last word of urn:ietf:params:jmap:error:…, or "about:blank"
    int status;
    std::string detail;
    std::string limit; // the limit's name when type is "limit"

    Json toJson() const;
};

struct Invocation
{
    std::string name;
    Json arguments;
    std::string callId;
};

struct Request
{
    std::set<std::string> used; // capabilities
    std::vector<Invocation> calls;
    Json createdIds;     // object, or null if the client gave none
    std::string baseUrl; // of the server, as the client sees it; the caller sets it
};

std::variant<Request, Problem> parseRequest(sv contentType, sv body, const Limits& limits);

} // namespace kc::jmap
