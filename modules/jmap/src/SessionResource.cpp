// SPDX-License-Identifier: Apache-2.0
#include "SessionResource.h"

#include "Person.h"

namespace kc::jmap
{

namespace
{

Json coreCapability(const Limits& limits)
{
    return {{"maxSizeUpload", 0}, // no blobs yet
            {"maxConcurrentUpload", 1},
            {"maxSizeRequest", limits.maxSizeRequest},
            {"maxConcurrentRequests", limits.maxConcurrentRequests},
            {"maxCallsInRequest", limits.maxCallsInRequest},
            {"maxObjectsInGet", limits.maxObjectsInGet},
            {"maxObjectsInSet", limits.maxObjectsInSet},
            {"collationAlgorithms", Json::array()}};
}

Json directoryAccount(const Caller& caller)
{
    // RFC 9670 §1.5.1.
    Json capabilities{{kPrincipals, {{"currentUserPrincipalId", idText(caller.principal)}}}};
    if (caller.isAdmin())
        capabilities[kAdmin] = {{"adminLevel", caller.adminLevel}};
    return {{"name", "Default"},
            {"isPersonal", false},
            {"isReadOnly", !caller.isAdmin()},
            {"accountCapabilities", std::move(capabilities)}};
}

} // namespace

std::string sessionState(const Caller& caller, const Limits& limits)
{
    return fingerprint(render(coreCapability(limits)) + render(directoryAccount(caller)));
}

Json makeSession(const Caller& caller, const Limits& limits, const std::string& base)
{
    const std::string account = caller.directoryAccount();
    const std::string jmap = base + "/jmap";
    Json session{
        {"capabilities",
         {{kCore, coreCapability(limits)},
          {kPrincipals, Json::object()},
          {kAdmin, Json::object()}}},
        {"accounts", {{account, directoryAccount(caller)}}},
        {"primaryAccounts", {{kPrincipals, account}}},
        {"username", caller.login},
        {"apiUrl", jmap + "/api"},
        {"downloadUrl", jmap + "/download/{accountId}/{blobId}/{name}?type={type}"},
        {"uploadUrl", jmap + "/upload/{accountId}"},
        {"eventSourceUrl", jmap + "/eventsource?types={types}&closeafter={closeafter}&ping={ping}"},
        {"state", sessionState(caller, limits)}};
    if (caller.isAdmin())
        session["primaryAccounts"][kAdmin] = account;
    return session;
}

} // namespace kc::jmap
