// SPDX-License-Identifier: Apache-2.0
// Blob/copy (RFC 8620 §6.3) and Blob/lookup (RFC 9404 §4.3).
#include "ArgumentReader.h"
#include "BlobMethods.h"
#include "MethodTable.h"

namespace kc::jmap
{

namespace
{

Json orNull(const Json& value)
{
    return value.empty() ? Json(nullptr) : value;
}

} // namespace

MethodResult blobCopy(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string fromId = arguments.requireText("fromAccountId");
    const std::string toId = arguments.requireText("accountId");
    const auto ids = arguments.texts("blobIds");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (!ids)
        return MethodError{"invalidArguments", "blobIds"};
    const BlobAccount from = blobAccount(call, fromId);
    const BlobAccount to = blobAccount(call, toId);
    if (!from.owner)
        return MethodError{"fromAccountNotFound", ""};
    if (!to.owner)
        return MethodError{to.error, ""};
    if (ids->size() > call.limits.maxObjectsInSet)
        return MethodError{"requestTooLarge", ""};
    Json copied = Json::object();
    Json notCopied = Json::object();
    for (const std::string& id : std::set<std::string>{ids->begin(), ids->end()})
    {
        const auto blob = call.uploads->find(call.context, *from.owner, realId(call, id));
        const auto made =
            blob ? call.uploads->copy(call.context, *blob, *to.owner, call.limits.uploadQuota)
                 : std::nullopt;
        if (made)
            copied[id] = made->id;
        else
            notCopied[id] = setError(blob ? "overQuota" : "notFound");
    }
    return Json{{"fromAccountId", fromId},
                {"accountId", toId},
                {"copied", orNull(copied)},
                {"notCopied", orNull(notCopied)}};
}

/// No type here refers to blobs yet, and the capability says so: supportedTypeNames is empty.
MethodResult blobLookup(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string accountId = arguments.requireText("accountId");
    const auto types = arguments.texts("typeNames");
    const auto ids = arguments.texts("ids");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (!types || !ids)
        return MethodError{"invalidArguments", types ? "ids" : "typeNames"};
    const BlobAccount account = blobAccount(call, accountId);
    if (!account.owner)
        return MethodError{account.error, ""};
    if (!types->empty())
        return MethodError{"unknownDataType", types->front()};
    if (ids->size() > call.limits.maxObjectsInGet)
        return MethodError{"requestTooLarge", ""};
    Json list = Json::array();
    Json notFound = Json::array();
    for (const std::string& id : std::set<std::string>{ids->begin(), ids->end()})
    {
        const auto blob = call.uploads->find(call.context, *account.owner, realId(call, id));
        if (blob)
            list.push_back({{"id", blob->id}, {"matchedIds", Json::object()}});
        else
            notFound.push_back(id);
    }
    return Json{{"accountId", accountId}, {"list", list}, {"notFound", notFound}};
}

} // namespace kc::jmap
