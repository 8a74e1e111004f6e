// SPDX-License-Identifier: Apache-2.0
// The order that keeps what was confirmed: content, then name, then the directory that holds the
// name.
#include "Upload.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>

using kc::files::BlobTree;
using kc::files::Descriptor;
using kc::files::Durable;
using kc::files::failWithErrno;

namespace
{

constexpr mode_t kFileMode = 0600;

std::string temporaryName()
{
    // The tree is locked to this process and emptied at its start, so a count is unique.
    static std::atomic<unsigned long> count{0};
    return "upload-" + std::to_string(++count);
}

} // namespace

kc_blob_upload::kc_blob_upload(BlobTree& tree)
    : _tree{tree},
      _file{openat(tree.unfinished(), ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, kFileMode)}
{
    if (_file)
        return;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        failWithErrno("creating an attachment");
    _temporary = temporaryName();
    _file = Descriptor{openat(tree.unfinished(), _temporary.c_str(),
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode)};
    if (!_file)
        failWithErrno("creating an attachment");
}

kc_blob_upload::~kc_blob_upload()
{
    if (!_temporary.empty())
        (void)unlinkat(_tree.unfinished(), _temporary.c_str(), 0);
}

void kc_blob_upload::write(kc::sv octets)
{
    while (!octets.empty())
    {
        const ssize_t n = ::write(_file.get(), octets.data(), octets.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            failWithErrno("writing an attachment");
        octets.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool kc_blob_upload::link(int directory, const std::string& name) const
{
    // A link, not a rename: it refuses to replace.
    const std::string self = "/proc/self/fd/" + std::to_string(_file.get());
    const int result =
        _temporary.empty()
            ? linkat(AT_FDCWD, self.c_str(), directory, name.c_str(), AT_SYMLINK_FOLLOW)
            : linkat(_tree.unfinished(), _temporary.c_str(), directory, name.c_str(), 0);
    if (result == 0)
        return true;
    if (errno != EEXIST)
        failWithErrno("naming an attachment");
    return false;
}

bool kc_blob_upload::finish(kc::sv name)
{
    const bool durable = _tree.durable() == Durable::Yes;
    if (durable && fdatasync(_file.get()) != 0)
        failWithErrno("flushing an attachment");
    const Descriptor directory = _tree.makeShard(kc::files::Shard{name});
    if (!link(directory.get(), std::string{name}))
        return false;
    if (durable && fsync(directory.get()) != 0)
        failWithErrno("flushing a directory of attachments");
    return true;
}
