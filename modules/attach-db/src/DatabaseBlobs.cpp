// SPDX-License-Identifier: Apache-2.0
#include "DatabaseBlobs.h"

#include "BlobReader.h"

#include <algorithm>

/// kc.blobstore's opaque handle. Its row is doomed unless it gets a name.
struct kc_blob_upload
{
    kc_id id = 0; // 0 until the first piece is full or the end comes
    std::uint64_t pieces = 0;
    std::uint64_t octets = 0;
    std::string rest; // less than a piece
};

namespace kc::attachdb
{

namespace
{

constexpr std::size_t kLongestName = 128;

bool isBlobName(sv name)
{
    return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
           name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.-") == sv::npos;
}

} // namespace

const BlobTable& DatabaseBlobs::table() const
{
    if (!_table)
        throw Fault{KC_EUNAVAIL, "the attachment store is closed"};
    return *_table;
}

/// What lost its name when nobody could be waited for.
void DatabaseBlobs::eraseUnread(Context& context)
{
    for (const kc_id blob : _readings->takeUnread())
        try
        {
            table().erase(context, blob);
        }
        catch (const Fault&)
        {
            _readings->doom(blob); // some other time
        }
}

Status DatabaseBlobs::begin(Context&, kc_blob_upload*& out)
{
    (void)table();
    out = new kc_blob_upload; // owned by the caller until commit() or abort()
    return KC_OK;
}

Status DatabaseBlobs::write(Context& context, kc_blob_upload* upload, sv octets)
{
    while (!octets.empty())
    {
        const std::size_t take = std::min(octets.size(), kPieceOctets - upload->rest.size());
        upload->rest += octets.substr(0, take);
        octets.remove_prefix(take);
        if (upload->rest.size() < kPieceOctets)
            break;
        if (upload->id == 0)
            upload->id = table().create(context);
        table().addPiece(context, upload->id, upload->pieces++, upload->rest);
        upload->octets += upload->rest.size();
        upload->rest.clear();
    }
    return KC_OK;
}

Status DatabaseBlobs::commit(Context& context, kc_blob_upload* upload, sv name)
{
    const auto give = [this](kc_blob_upload* ending) { abort(ending); };
    std::unique_ptr<kc_blob_upload, decltype(give)> ending{upload, give};
    if (!isBlobName(name))
        return KC_EINVAL;
    if (upload->id == 0)
        upload->id = table().create(context);
    if (!upload->rest.empty())
        table().addPiece(context, upload->id, upload->pieces++, upload->rest);
    const bool isNew =
        table().finish(context, upload->id, upload->octets + upload->rest.size(), name);
    if (isNew)
        upload->id = 0; // it is not to be doomed
    ending.reset();
    eraseUnread(context);
    return isNew ? KC_OK : KC_EEXISTS;
}

void DatabaseBlobs::abort(kc_blob_upload* upload) noexcept
{
    const std::unique_ptr<kc_blob_upload> ending{upload};
    if (upload->id != 0)
        _readings->doom(upload->id);
}

Status DatabaseBlobs::open(Context& context, sv name, kc_reader& out)
{
    if (!isBlobName(name))
        return KC_EINVAL;
    while (const auto found = table().find(context, name))
    {
        // From here on it is not erased. It may have been before, so it is looked at once more.
        _readings->begin(found->id);
        auto reader = std::make_unique<BlobReader>(serviceHost, table(), *found, _readings);
        const auto again = table().find(context, name);
        if (again && again->id == found->id)
        {
            out = ReadSource::release(std::move(reader));
            return KC_OK;
        }
    }
    return KC_ENOTFOUND;
}

Status DatabaseBlobs::remove(Context& context, sv name)
{
    if (!isBlobName(name))
        return KC_EINVAL;
    if (const auto had = table().unname(context, name))
        _readings->doom(had->id);
    eraseUnread(context);
    return KC_OK;
}

Status DatabaseBlobs::list(Context& context, Sink<kc_blob_info> blobs)
{
    table().list(context,
                 [&](const std::string& name, std::uint64_t octets, std::int64_t modified)
                 {
                     if (context.cancelled())
                         throw Fault{KC_ECANCELLED, "listing attachments was cancelled"};
                     return blobs(kc_blob_info{sizeof(kc_blob_info), str(name), octets, modified});
                 });
    return KC_OK;
}

} // namespace kc::attachdb
