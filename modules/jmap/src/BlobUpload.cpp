// SPDX-License-Identifier: Apache-2.0
// Blob/upload: RFC 9404 §4.1.
#include "ArgumentReader.h"
#include "BlobData.h"
#include "BlobMethods.h"
#include "MethodTable.h"

namespace kc::jmap
{

namespace
{

/// A piece of what is to be put together: octets of the request, or of another blob.
struct DataSource
{
    std::string octets;
    std::optional<Blob> blob;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct Creation
{
    std::vector<DataSource> sources;
    std::uint64_t octets = 0;
    Json type;
    Json error; // null: fine
};

class UploadRun
{
public:
    UploadRun(Call& call, const BlobOwner& owner) : _call{call}, _owner{owner} {}

    void create(const std::string& creationId, const Json& object);

    void writeInto(Json& answer) const
    {
        answer["created"] = _created.empty() ? Json(nullptr) : _created;
        answer["notCreated"] = _notCreated.empty() ? Json(nullptr) : _notCreated;
    }

private:
    Creation read(const Json& object);
    bool readSource(const Json& object, Creation& creation);
    bool readBlobSource(const Json& object, Creation& creation);

    Call& _call;
    const BlobOwner& _owner;
    std::uint64_t _octets = 0; // of all that were created
    Json _created = Json::object(), _notCreated = Json::object();
};

/// Nothing unless it is absent, null, or a number that fits; `present` says which.
std::optional<std::uint64_t> unsignedOf(const Json& object, const char* name, bool& isFine)
{
    const auto found = object.find(name);
    if (found == object.end() || found->is_null())
        return std::nullopt;
    if (!found->is_number_unsigned())
        isFine = false;
    return isFine ? std::optional{found->get<std::uint64_t>()} : std::nullopt;
}

const Json* textAt(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? &*found : nullptr;
}

bool UploadRun::readBlobSource(const Json& object, Creation& creation)
{
    const std::string id = realId(_call, object["blobId"].get<std::string>());
    bool isFine = true;
    const auto offset = unsignedOf(object, "offset", isFine);
    const auto length = unsignedOf(object, "length", isFine);
    if (!isFine)
        return false;
    DataSource source;
    source.blob = _call.uploads->find(_call.context, _owner, id);
    if (!source.blob)
    {
        creation.error = setError("blobNotFound");
        creation.error["notFound"] = Json::array({object["blobId"]});
        return false;
    }
    source.offset = offset.value_or(0);
    // RFC 9404 §4.1: what begins or ends past the end is not guessed at.
    if (source.offset > source.blob->octets)
        return false;
    source.length = length.value_or(source.blob->octets - source.offset);
    if (source.length > source.blob->octets - source.offset)
        return false;
    creation.octets += source.length;
    creation.sources.push_back(std::move(source));
    return true;
}

/// False if it is none; `error` may say more.
bool UploadRun::readSource(const Json& object, Creation& creation)
{
    if (!object.is_object())
        return false;
    const Json* const text = textAt(object, "data:asText");
    const Json* const base64 = textAt(object, "data:asBase64");
    const Json* const blobId = textAt(object, "blobId");
    // Exactly one of them.
    if ((text != nullptr) + (base64 != nullptr) + (blobId != nullptr) != 1)
        return false;
    if (blobId != nullptr)
        return readBlobSource(object, creation);
    auto octets = text != nullptr ? std::optional{text->get<std::string>()}
                                  : decodeBase64(base64->get_ref<const std::string&>());
    if (!octets)
        return false;
    creation.octets += octets->size();
    creation.sources.push_back({std::move(*octets), std::nullopt, 0, 0});
    return true;
}

Creation UploadRun::read(const Json& object)
{
    Creation creation;
    const auto invalid = [&](const char* name)
    {
        if (creation.error.is_null())
        {
            creation.error = setError("invalidProperties");
            creation.error["properties"] = Json::array({name});
        }
        return creation;
    };
    if (!object.is_object())
        return invalid("data");
    for (auto property = object.begin(); property != object.end(); ++property)
        if (property.key() != "data" && property.key() != "type")
            return invalid("data");
    const auto type = object.find("type");
    if (type != object.end() && !type->is_null() && !type->is_string())
        return invalid("type");
    creation.type = type == object.end() ? Json(nullptr) : *type;
    const auto data = object.find("data");
    if (data == object.end() || !data->is_array())
        return invalid("data");
    if (data->size() > kMaxDataSources)
        return invalid("data");
    for (const Json& source : *data)
        if (!readSource(source, creation))
            return invalid("data");
    if (creation.octets > _call.limits.maxSizeUpload)
        creation.error = setError("tooLarge");
    // More would push out what this very call has made.
    else if (creation.octets > _call.limits.uploadQuota - _octets)
        creation.error = setError("overQuota");
    return creation;
}

void UploadRun::create(const std::string& creationId, const Json& object)
{
    Creation creation = read(object);
    std::optional<Blob> blob;
    if (creation.error.is_null())
    {
        blob = _call.uploads->add(_call.context, _owner, _call.limits.uploadQuota,
                                  [&](const std::function<void(sv)>& piece)
                                  {
                                      for (const DataSource& source : creation.sources)
                                          if (source.blob)
                                              readBlob(_call, *source.blob, source.offset,
                                                       source.length, piece);
                                          else
                                              piece(source.octets);
                                  });
        if (!blob)
            creation.error = setError("overQuota");
    }
    if (!blob)
    {
        _notCreated[creationId] = creation.error;
        return;
    }
    _octets += blob->octets;
    _call.createdIds[creationId] = blob->id;
    _created[creationId] = {{"id", blob->id}, {"type", creation.type}, {"size", blob->octets}};
}

} // namespace

MethodResult blobUpload(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string accountId = arguments.requireText("accountId");
    const Json* const create = arguments.object("create");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (create == nullptr)
        return MethodError{"invalidArguments", "create"};
    const BlobAccount account = blobAccount(call, accountId);
    if (!account.owner)
        return MethodError{account.error, ""};
    if (create->size() > call.limits.maxObjectsInSet)
        return MethodError{"requestTooLarge", ""};
    UploadRun run{call, *account.owner};
    for (auto object = create->begin(); object != create->end(); ++object)
        run.create(object.key(), *object);
    Json answer{{"accountId", accountId}};
    run.writeInto(answer);
    return answer;
}

} // namespace kc::jmap
