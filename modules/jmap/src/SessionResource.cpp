// SPDX-License-Identifier: Apache-2.0
#include "SessionResource.h"

#include "BlobMethods.h"
#include "Person.h"

namespace kc::jmap
{

namespace
{

Json coreCapability(const Limits& limits, bool hasBlobs)
{
    return {{"maxSizeUpload", hasBlobs ? limits.maxSizeUpload : 0},
            {"maxConcurrentUpload", limits.maxConcurrentUpload},
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

/// RFC 9404 §3.
Json blobCapability(const Limits& limits)
{
    return {{"maxSizeBlobSet", limits.maxSizeUpload},
            {"maxDataSources", kMaxDataSources},
            {"supportedTypeNames", Json::array()},
            {"supportedDigestAlgorithms", {"sha", "sha-256", "sha-512"}}};
}

Json ownAccount(const Caller& caller, const Limits& limits, bool hasBlobs)
{
    Json capabilities = Json::object();
    if (hasBlobs)
        capabilities[kBlob] = blobCapability(limits);
    return {{"name", caller.login},
            {"isPersonal", true},
            {"isReadOnly", false},
            {"accountCapabilities", std::move(capabilities)}};
}

/// What this version of the server says of itself, whoever asks.
std::string formOfSession()
{
    const Caller anyone{KC_ID_SYSTEM + 1, 0, 2, "anyone"};
    const Limits limits;
    return render(coreCapability(limits, true)) + render(directoryAccount(anyone)) +
           render(ownAccount(anyone, limits, true));
}

} // namespace

/// It stands in every answer, so it is made of what the object is made of, not of the object.
std::string sessionState(const Caller& caller, const Limits& limits, bool hasBlobs)
{
    static const std::string kForm = fingerprint(formOfSession());
    static_assert(std::has_unique_object_representations_v<Limits>);
    std::string text = kForm;
    text.append(reinterpret_cast<const char*>(&limits), sizeof limits);
    for (const std::int64_t number :
         {caller.principal, caller.tenant, std::int64_t{caller.adminLevel}, std::int64_t{hasBlobs}})
        text.append(reinterpret_cast<const char*>(&number), sizeof number);
    return fingerprint(text.append(caller.login));
}

Json makeSession(const Caller& caller, const Limits& limits, bool hasBlobs, const std::string& base)
{
    const std::string account = caller.directoryAccount();
    const std::string jmap = base + "/jmap";
    Json session{
        {"capabilities",
         {{kCore, coreCapability(limits, hasBlobs)},
          {kPrincipals, Json::object()},
          {kAdmin, Json::object()}}},
        {"accounts", {{account, directoryAccount(caller)}}},
        {"primaryAccounts", {{kPrincipals, account}}},
        {"username", caller.login},
        {"apiUrl", jmap + "/api"},
        {"downloadUrl", jmap + "/download/{accountId}/{blobId}/{name}?type={type}"},
        {"uploadUrl", jmap + "/upload/{accountId}"},
        {"eventSourceUrl", jmap + "/eventsource?types={types}&closeafter={closeafter}&ping={ping}"},
        {"state", sessionState(caller, limits, hasBlobs)}};
    if (hasBlobs)
        session["capabilities"][kBlob] = Json::object();
    if (caller.hasAccount())
        session["accounts"][caller.ownAccount()] = ownAccount(caller, limits, hasBlobs);
    if (caller.hasAccount() && hasBlobs)
        session["primaryAccounts"][kBlob] = caller.ownAccount();
    if (caller.isAdmin())
        session["primaryAccounts"][kAdmin] = account;
    return session;
}

} // namespace kc::jmap
