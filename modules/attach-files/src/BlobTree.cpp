// SPDX-License-Identifier: Apache-2.0
// Making, finding and walking the directories.
#include "BlobTree.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>

namespace kc::files
{

namespace
{

constexpr mode_t kDirectoryMode = 0700;
constexpr const char* kUnfinished = "tmp";

Descriptor openDirectory(int parent, const char* name)
{
    return Descriptor{openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

void flush(int directory)
{
    if (fsync(directory) != 0)
        failWithErrno("flushing a directory of attachments");
}

/// A directory under `parent`, made if it is not there.
Descriptor ensureDirectory(int parent, const char* name)
{
    if (mkdirat(parent, name, kDirectoryMode) != 0 && errno != EEXIST)
        failWithErrno(std::string{"creating the directory "} + name);
    Descriptor directory = openDirectory(parent, name);
    if (!directory)
        failWithErrno(std::string{"opening the directory "} + name);
    return directory;
}

/// Makes a directory and flushes the entry in its parent.
void makeDirectory(const std::string& path)
{
    if (mkdir(path.c_str(), kDirectoryMode) != 0)
        return; // there already, or opening it will say what is wrong
    const Descriptor parent{open((path + "/..").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (parent)
        flush(parent.get());
}

/// The path's last directory may be a symbolic link of the administrator's: he set the path.
Descriptor openRoot(const std::string& path)
{
    const std::size_t slash = path.find_last_of('/');
    if (slash != std::string::npos && slash > 0)
        makeDirectory(path.substr(0, slash));
    makeDirectory(path);
    Descriptor root{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!root)
        failWithErrno("opening " + path);
    return root;
}

struct CloseDirectory
{
    void operator()(DIR* directory) const { closedir(directory); }
};

using Directory = std::unique_ptr<DIR, CloseDirectory>;

/// A stream of a directory's names, with a descriptor of its own.
Directory streamOf(const Descriptor& directory)
{
    Descriptor own = openDirectory(directory.get(), ".");
    Directory stream{own ? fdopendir(own.get()) : nullptr};
    if (stream == nullptr)
        failWithErrno("reading a directory of attachments");
    (void)own.release();
    return stream;
}

/// Calls `visit` with each name but `.` and `..` until it answers false. Answers whether it never
/// did.
template <class Visit>
bool eachName(const Descriptor& directory, Visit&& visit)
{
    const Directory stream = streamOf(directory);
    while (true)
    {
        errno = 0;
        const dirent* const entry = readdir(stream.get());
        if (entry == nullptr && errno != 0)
            failWithErrno("reading a directory of attachments");
        if (entry == nullptr)
            return true;
        const std::string name = entry->d_name;
        if (name != "." && name != ".." && !visit(name))
            return false;
    }
}

bool walkShard(const Descriptor& shard,
               const std::function<bool(const std::string&, const struct stat&)>& visit)
{
    return eachName(shard,
                    [&](const std::string& name)
                    {
                        struct stat status = {};
                        if (!isBlobName(name) ||
                            fstatat(shard.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
                            !S_ISREG(status.st_mode))
                            return true;
                        return visit(name, status);
                    });
}

} // namespace

void failWithErrno(const std::string& what)
{
    const int error = errno;
    const std::string text = what + ": " + std::strerror(error);
    if (error == ENOSPC || error == EDQUOT)
        throw NoRoom{KC_EUNAVAIL, text};
    throw Fault{KC_EUNAVAIL, text};
}

BlobTree::BlobTree(const std::string& path, Durable durable)
    : _root{openRoot(path)},
      _unfinished{ensureDirectory(_root.get(), kUnfinished)},
      _lock{openat(_root.get(), ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)},
      _durable{durable}
{
    if (!_lock)
        failWithErrno("creating the lock in " + path);
    if (flock(_lock.get(), LOCK_EX | LOCK_NB) != 0)
        throw Fault{KC_EUNAVAIL, path + " is in use by another server"};
    removeUnfinished();
}

void BlobTree::removeUnfinished() const
{
    (void)eachName(_unfinished,
                   [&](const std::string& name)
                   {
                       (void)unlinkat(_unfinished.get(), name.c_str(), 0);
                       return true;
                   });
}

Descriptor BlobTree::makeShard(const Shard& shard)
{
    const std::string key = shard.outer + shard.inner;
    bool known = false;
    {
        const std::lock_guard lock{_mutex};
        known = _known.contains(key);
    }
    Descriptor outer = ensureDirectory(_root.get(), shard.outer.c_str());
    Descriptor inner = ensureDirectory(outer.get(), shard.inner.c_str());
    if (known || _durable == Durable::No)
        return inner;
    flush(_root.get());
    flush(outer.get());
    const std::lock_guard lock{_mutex};
    _known.insert(key);
    return inner;
}

Descriptor BlobTree::findShard(const Shard& shard) const
{
    const Descriptor outer = openDirectory(_root.get(), shard.outer.c_str());
    Descriptor inner;
    if (outer)
        inner = openDirectory(outer.get(), shard.inner.c_str());
    if (!inner && errno != ENOENT)
        failWithErrno("opening a directory of attachments");
    return inner;
}

void BlobTree::walk(const std::function<bool(const std::string&, const struct stat&)>& visit) const
{
    (void)eachName(_root,
                   [&](const std::string& outerName)
                   {
                       const Descriptor outer = outerName.size() == 2
                                                    ? openDirectory(_root.get(), outerName.c_str())
                                                    : Descriptor{};
                       return !outer || eachName(outer,
                                                 [&](const std::string& innerName)
                                                 {
                                                     const Descriptor inner = openDirectory(
                                                         outer.get(), innerName.c_str());
                                                     return !inner || walkShard(inner, visit);
                                                 });
                   });
}

} // namespace kc::files
