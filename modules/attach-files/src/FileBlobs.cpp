// SPDX-License-Identifier: Apache-2.0
// The blob store's functions. Absent is answered only where a directory itself says so.
#include "FileBlobs.h"

#include "BlobReader.h"
#include "Upload.h"

#include <cerrno>
#include <fcntl.h>

namespace kc::files
{

void FileBlobs::open(Context& context, const std::string& path, Durable durable)
{
    _tree.emplace(path, durable);
    prove(context);
}

void FileBlobs::close()
{
    _tree.reset();
}

BlobTree& FileBlobs::tree()
{
    if (!_tree)
        throw Fault{KC_EUNAVAIL, "the attachment store is closed"};
    return *_tree;
}

void FileBlobs::prove(Context& context)
{
    constexpr sv kProof = "-write-test";
    (void)remove(context, kProof);
    auto upload = std::make_unique<kc_blob_upload>(tree());
    upload->write(kProof);
    (void)upload->finish(kProof);
    upload.reset();
    {
        Reader reader;
        std::array<char, 32> buffer{};
        if (!open(context, kProof, *reader.out()).ok() ||
            sv{buffer.data(), reader.read(context, buffer)} != kProof)
            throw Fault{KC_EUNAVAIL, "what was written did not come back"};
    }
    (void)remove(context, kProof);
}

Status FileBlobs::begin(Context&, kc_blob_upload*& out)
{
    out = std::make_unique<kc_blob_upload>(tree()).release();
    return KC_OK;
}

Status FileBlobs::write(Context&, kc_blob_upload* upload, sv octets)
{
    upload->write(octets);
    return KC_OK;
}

Status FileBlobs::commit(Context&, kc_blob_upload* upload, sv name)
{
    const std::unique_ptr<kc_blob_upload> ending{upload};
    if (!isBlobName(name))
        return KC_EINVAL;
    return upload->finish(name) ? KC_OK : KC_EEXISTS;
}

void FileBlobs::abort(kc_blob_upload* upload) noexcept
{
    const std::unique_ptr<kc_blob_upload> ending{upload};
}

Status FileBlobs::open(Context&, sv name, kc_reader& out)
{
    if (!isBlobName(name))
        return KC_EINVAL;
    const Descriptor directory = tree().findShard(Shard{name});
    if (!directory)
        return KC_ENOTFOUND;
    // O_NONBLOCK: a fifo that somebody planted must not hold us up.
    Descriptor file{openat(directory.get(), std::string{name}.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!file && errno == ENOENT)
        return KC_ENOTFOUND;
    struct stat status = {};
    if (!file || fstat(file.get(), &status) != 0)
        failWithErrno("opening an attachment");
    if (!S_ISREG(status.st_mode))
        throw Fault{KC_ECORRUPT, "an attachment is not a regular file"};
    out = ReadSource::release(std::make_unique<BlobReader>(
        serviceHost, std::move(file), static_cast<std::uint64_t>(status.st_size)));
    return KC_OK;
}

Status FileBlobs::remove(Context&, sv name)
{
    if (!isBlobName(name))
        return KC_EINVAL;
    const Descriptor directory = tree().findShard(Shard{name});
    if (directory && unlinkat(directory.get(), std::string{name}.c_str(), 0) != 0 &&
        errno != ENOENT)
        failWithErrno("removing an attachment");
    return KC_OK;
}

Status FileBlobs::list(Context& context, Sink<kc_blob_info> blobs)
{
    tree().walk(
        [&](const std::string& name, const struct stat& status)
        {
            if (context.cancelled())
                throw Fault{KC_ECANCELLED, "listing attachments was cancelled"};
            return blobs(kc_blob_info{sizeof(kc_blob_info), str(name),
                                      static_cast<std::uint64_t>(status.st_size),
                                      status.st_mtim.tv_sec});
        });
    return KC_OK;
}

} // namespace kc::files
