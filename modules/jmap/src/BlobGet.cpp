// SPDX-License-Identifier: Apache-2.0
// Blob/get: RFC 9404 §4.2.
#include "ArgumentReader.h"
#include "BlobData.h"
#include "BlobMethods.h"
#include "MethodTable.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

constexpr sv kDigestPrefix = "digest:";

/// The properties that were asked for.
struct Wanted
{
    bool isText = false, isBase64 = false, isEither = false, isSize = false;
    std::vector<std::string> digests; // names of algorithms

    bool isData() const { return isText || isBase64 || isEither; }

    /// False if there is no such property.
    bool add(const std::string& name);
};

bool Wanted::add(const std::string& name)
{
    if (name == "data")
        isEither = true;
    else if (name == "data:asText")
        isText = true;
    else if (name == "data:asBase64")
        isBase64 = true;
    else if (name == "size")
        isSize = true;
    else if (name.starts_with(kDigestPrefix) &&
             Digest::named(sv{name}.substr(kDigestPrefix.size())))
        digests.push_back(name.substr(kDigestPrefix.size()));
    else
        return name == "id";
    return true;
}

struct Range
{
    std::uint64_t offset;
    std::optional<std::uint64_t> length;
};

/// The part of a blob that a range means.
struct Part
{
    std::uint64_t offset, length;
    bool isTruncated; // RFC 9404 §4.2: the range ends past the end
};

Part partOf(const Blob& blob, const Range& range)
{
    const std::uint64_t offset = std::min(range.offset, blob.octets);
    const std::uint64_t rest = blob.octets - offset;
    const std::uint64_t wanted = range.length.value_or(rest);
    return {offset, std::min(wanted, rest), range.offset > blob.octets || wanted > rest};
}

void writeData(Json& object, const Wanted& wanted, const std::string& octets)
{
    const bool isFine = isUtf8(octets);
    if (!isFine && (wanted.isText || wanted.isEither))
        object["isEncodingProblem"] = true;
    if (wanted.isText || (wanted.isEither && isFine))
        object["data:asText"] = isFine ? Json(octets) : Json(nullptr);
    if (wanted.isBase64 || (wanted.isEither && !isFine))
        object["data:asBase64"] = encodeBase64(octets);
}

Json describe(Call& call, const Blob& blob, const Wanted& wanted, const Part& part)
{
    Json object{{"id", blob.id}};
    if (wanted.isSize)
        object["size"] = blob.octets;
    if (!wanted.isData() && wanted.digests.empty())
        return object;
    std::vector<Digest> digests;
    for (const std::string& name : wanted.digests)
        digests.push_back(std::move(*Digest::named(name)));
    std::string octets;
    readBlob(call, blob, part.offset, part.length,
             [&](sv piece)
             {
                 for (Digest& digest : digests)
                     digest.add(piece);
                 if (wanted.isData())
                     octets += piece;
             });
    for (std::size_t i = 0; i < digests.size(); ++i)
        object[std::string{kDigestPrefix} + wanted.digests[i]] = digests[i].finish();
    if (wanted.isData())
        writeData(object, wanted, octets);
    if (part.isTruncated)
        object["isTruncated"] = true;
    return object;
}

MethodResult getBlobs(Call& call, const BlobOwner& owner, const Ids& ids, const Wanted& wanted,
                      const Range& range)
{
    Json list = Json::array();
    Json notFound = Json::array();
    for (const std::string& id : std::set<std::string>{ids.begin(), ids.end()})
    {
        const auto blob = call.uploads->find(call.context, owner, realId(call, id));
        if (!blob)
        {
            notFound.push_back(id);
            continue;
        }
        const Part part = partOf(*blob, range);
        // Base64 is a third longer, and all of a request's answers are in memory at once.
        const std::uint64_t cost = wanted.isData() ? part.length + part.length / 3 : 0;
        if (cost > call.budget)
            return MethodError{"requestTooLarge", "download them instead"};
        call.budget -= static_cast<std::size_t>(cost);
        list.push_back(describe(call, *blob, wanted, part));
    }
    return Json{{"list", std::move(list)}, {"notFound", std::move(notFound)}};
}

} // namespace

MethodResult blobGet(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string accountId = arguments.requireText("accountId");
    const auto ids = arguments.texts("ids");
    const auto properties = arguments.texts("properties");
    const auto offset = arguments.unsignedInteger("offset");
    const auto length = arguments.unsignedInteger("length");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (!ids)
        return MethodError{"invalidArguments", "ids"}; // there is no list of all blobs
    Wanted wanted;
    for (const std::string& name : properties.value_or(Ids{"data", "size"}))
        if (!wanted.add(name))
            return MethodError{"invalidArguments", "properties: " + name};
    const BlobAccount account = blobAccount(call, accountId);
    if (!account.owner)
        return MethodError{account.error, ""};
    if (ids->size() > call.limits.maxObjectsInGet)
        return MethodError{"requestTooLarge", ""};
    MethodResult result =
        getBlobs(call, *account.owner, *ids, wanted, {offset.value_or(0), length});
    if (auto* const answer = std::get_if<Json>(&result))
        (*answer)["accountId"] = accountId;
    return result;
}

} // namespace kc::jmap
