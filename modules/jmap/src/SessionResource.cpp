// SPDX-License-Identifier: Apache-2.0
#include "SessionResource.h"

#include "BlobMethods.h"
#include "Principal.h"

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

Json directoryAccount(const Caller& caller, Offers offers)
{
    // RFC 9670 §1.5.1.
    Json capabilities{{kPrincipals, {{"currentUserPrincipalId", idText(caller.principal)}}}};
    if (caller.isAdmin())
        capabilities[kAdmin] = {{"adminLevel", caller.adminLevel},
                                {"isHosted", offers.isHosted},
                                {"loginNameFormat", offers.loginFormat}};
    if (caller.isAdmin() && offers.quota)
        capabilities[kQuota] = Json::object();
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

Json ownAccount(const Caller& caller, const Limits& limits, Offers offers)
{
    Json capabilities = Json::object();
    if (offers.blobs)
        capabilities[kBlob] = blobCapability(limits);
    if (offers.quota)
        capabilities[kQuota] = Json::object(); // RFC 9425 §2.1
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
    return render(coreCapability(limits, true)) + render(directoryAccount(anyone, {true, true})) +
           render(ownAccount(anyone, limits, {true, true}));
}

} // namespace

/// It stands in every answer, so it is made of what the object is made of, not of the object.
/// Whether the caller is on a company's admin list is not asked in every request, and not in it.
std::string sessionState(const Caller& caller, const Limits& limits, Offers offers)
{
    static const std::string kForm = fingerprint(formOfSession());
    static_assert(std::has_unique_object_representations_v<Limits>);
    std::string text = kForm;
    text.append(reinterpret_cast<const char*>(&limits), sizeof limits);
    for (const std::int64_t number :
         {caller.principal, caller.tenant, std::int64_t{caller.adminLevel},
          std::int64_t{offers.blobs}, std::int64_t{offers.quota}})
        text.append(reinterpret_cast<const char*>(&number), sizeof number);
    return fingerprint(text.append(caller.login));
}

Json makeSession(const Caller& caller, const Limits& limits, Offers offers, const std::string& base)
{
    const std::string account = caller.directoryAccount();
    const std::string jmap = base + "/jmap";
    Json session{
        {"capabilities",
         {{kCore, coreCapability(limits, offers.blobs)},
          {kPrincipals, Json::object()},
          {kAdmin, Json::object()}}},
        {"accounts", {{account, directoryAccount(caller, offers)}}},
        {"primaryAccounts", {{kPrincipals, account}}},
        {"username", caller.login},
        {"apiUrl", jmap + "/api"},
        {"downloadUrl", jmap + "/download/{accountId}/{blobId}/{name}?type={type}"},
        {"uploadUrl", jmap + "/upload/{accountId}"},
        {"eventSourceUrl", jmap + "/eventsource?types={types}&closeafter={closeafter}&ping={ping}"},
        {"state", sessionState(caller, limits, offers)}};
    if (offers.blobs)
        session["capabilities"][kBlob] = Json::object();
    if (offers.quota)
        session["capabilities"][kQuota] = Json::object();
    if (caller.hasAccount())
        session["accounts"][caller.ownAccount()] = ownAccount(caller, limits, offers);
    if (caller.hasAccount() && offers.blobs)
        session["primaryAccounts"][kBlob] = caller.ownAccount();
    if (caller.hasAccount() && offers.quota)
        session["primaryAccounts"][kQuota] = caller.ownAccount();
    if (caller.isAdmin())
        session["primaryAccounts"][kAdmin] = account;
    return session;
}

} // namespace kc::jmap
