// SPDX-License-Identifier: Apache-2.0
// The directories under attachment_path: `ab/cd/<name>` for blobs, `tmp/` for what is not finished.
// Every step goes through a directory descriptor and follows no symbolic link.
#pragma once

#include "BlobName.h"
#include "Descriptor.h"

#include <functional>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <unordered_set>

namespace kc::files
{

/// Whether what is confirmed is on the disk.
enum class Durable : bool
{
    No,
    Yes
};

/// The file system is full: what is stored already can still be read.
class NoRoom : public Fault
{
public:
    using Fault::Fault;
};

/// Throws KC_EUNAVAIL: `what`, and errno's words. A NoRoom where errno says so.
[[noreturn]] void failWithErrno(const std::string& what);

class BlobTree
{
public:
    /// Opens the directory, or makes it and its parent; locks it for this process and removes what
    /// an earlier one left unfinished. Throws Fault.
    BlobTree(const std::string& path, Durable durable);

    /// The directory of unfinished uploads.
    int unfinished() const { return _unfinished.get(); }

    Durable durable() const { return _durable; }

    /// The directory that a blob is to be linked into, made if need be, with the entries that lead
    /// to it on the disk.
    Descriptor makeShard(const Shard& shard);

    /// The directory that a blob is in, or none if there is none, which proves that the blob is
    /// absent.
    Descriptor findShard(const Shard& shard) const;

    /// Visits each blob's name and status until the visitor answers false.
    void walk(const std::function<bool(const std::string&, const struct stat&)>& visit) const;

private:
    void removeUnfinished() const;

    Descriptor _root;
    Descriptor _unfinished;
    Descriptor _lock;
    Durable _durable;
    std::mutex _mutex; // guards _known; no system call under it
    /// Shards whose entries this process has flushed. One that is merely there may be not: its
    /// maker may not have come to it yet.
    std::unordered_set<std::string> _known;
};

} // namespace kc::files
