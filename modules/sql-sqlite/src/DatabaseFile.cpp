// SPDX-License-Identifier: Apache-2.0
// Creation is made durable here: a file whose directory entry is lost would take all its
// transactions with it.
#include "DatabaseFile.h"

#include <kc/status.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kc::sqlite
{

namespace
{

[[noreturn]] void refuse(const std::string& where, const std::string& what, int error)
{
    throw Fault{KC_EUNAVAIL, where + ": " + what + ": " + std::strerror(error)};
}

std::string parentOf(const std::string& path)
{
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

void syncDirectory(const std::string& directory, const std::string& where)
{
    const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool fine = fd >= 0 && fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0)
        close(fd);
    if (!fine)
        refuse(where, "cannot flush the directory " + directory, error);
}

void makeDirectory(const std::string& directory, const std::string& where)
{
    if (mkdir(directory.c_str(), 0750) == 0)
        syncDirectory(parentOf(directory), where);
    else if (errno != EEXIST)
        refuse(where, "cannot create the directory " + directory, errno);
}

void makeFile(const std::string& path, const std::string& where)
{
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
    {
        if (errno != EEXIST)
            refuse(where, "cannot create the database " + path, errno);
        if (access(path.c_str(), R_OK | W_OK) != 0)
            refuse(where, "cannot read and write the database " + path, errno);
        return;
    }
    close(fd);
    syncDirectory(parentOf(path), where);
}

int takeLock(const std::string& path, const std::string& where)
{
    const std::string name = path + ".lock";
    const int fd = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        refuse(where, "cannot create the lock " + name, errno);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    const int error = errno;
    close(fd);
    if (error == EWOULDBLOCK)
        throw Fault{KC_EUNAVAIL, where + ": the database " + path +
                                     " is in use by another server (it holds " + name + ")"};
    refuse(where, "cannot lock " + name, error);
}

} // namespace

DatabaseFile::DatabaseFile(const std::string& path, const std::string& where)
{
    makeDirectory(parentOf(path), where);
    _lock = takeLock(path, where);
    try
    {
        makeFile(path, where);
    }
    catch (const Fault&)
    {
        close(_lock);
        throw;
    }
}

DatabaseFile::~DatabaseFile()
{
    close(_lock);
}

} // namespace kc::sqlite
