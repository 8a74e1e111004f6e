// SPDX-License-Identifier: Apache-2.0
#include "MethodTable.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

// RFC 8620 §4.
MethodResult coreEcho(Call& call)
{
    return call.arguments;
}

// RFC 8620 §5.6: no results of queries are kept, so the client has to read anew.
MethodResult noChanges(Call&)
{
    return MethodError{"cannotCalculateChanges", ""};
}

struct Method
{
    const char* name;
    const char* capability;
    const char* orCapability;
    MethodResult (*run)(Call& call);
};

constexpr std::array<Method, 23> kMethods{{
    {"Core/echo", kCore, nullptr, coreEcho},
    {"Blob/copy", kCore, kBlob, blobCopy}, // RFC 8620 itself has this one
    {"Blob/get", kBlob, nullptr, blobGet},
    {"Blob/lookup", kBlob, nullptr, blobLookup},
    {"Blob/upload", kBlob, nullptr, blobUpload},
    {"Directory/clearCache", kAdmin, nullptr, directoryClearCache},
    {"Directory/count", kAdmin, nullptr, directoryCount},
    {"Directory/sync", kAdmin, nullptr, directorySync},
    {"Node/get", kAdmin, nullptr, nodeGet},
    {"Principal/get", kPrincipals, kAdmin, principalGet},
    {"Principal/changes", kPrincipals, kAdmin, principalChanges},
    {"Principal/query", kPrincipals, kAdmin, principalQuery},
    {"Principal/queryChanges", kPrincipals, kAdmin, noChanges},
    {"Principal/set", kPrincipals, kAdmin, principalSet},
    {"Quota/changes", kQuota, kAdmin, quotaChanges},
    {"Quota/get", kQuota, kAdmin, quotaGet},
    {"Quota/query", kQuota, kAdmin, quotaQuery},
    {"Quota/queryChanges", kQuota, kAdmin, noChanges},
    {"Store/flushDeferred", kAdmin, nullptr, storeFlushDeferred},
    {"Store/get", kAdmin, nullptr, storeGet},
    {"Store/purgeRemoved", kAdmin, nullptr, storePurgeRemoved},
    {"Store/query", kAdmin, nullptr, storeQuery},
    {"Store/set", kAdmin, nullptr, storeSet},
}};

} // namespace

MethodResult runMethod(const std::string& name, Call& call)
{
    const auto method = std::find_if(kMethods.begin(), kMethods.end(),
                                     [&](const Method& each) { return name == each.name; });
    const bool isUsed =
        method != kMethods.end() &&
        (call.used.contains(method->capability) ||
         (method->orCapability != nullptr && call.used.contains(method->orCapability)));
    if (!isUsed)
        return MethodError{"unknownMethod", ""};
    return method->run(call);
}

} // namespace kc::jmap
