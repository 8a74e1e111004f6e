// SPDX-License-Identifier: Apache-2.0
// Forwards all of SQLite's file methods, but for two that may fail.
#include "FaultyDisk.h"

namespace kc::sqlite::test
{

namespace
{

struct File
{
    sqlite3_file base;
    sqlite3_file* real; // lies behind this struct
};

sqlite3_file* real(sqlite3_file* file)
{
    return reinterpret_cast<File*>(file)->real;
}

/// A method that only forwards.
template <auto Method>
struct Forward;

template <class... A, int (*sqlite3_io_methods::*Method)(sqlite3_file*, A...)>
struct Forward<Method>
{
    static int call(sqlite3_file* file, A... args)
    {
        return (real(file)->pMethods->*Method)(real(file), args...);
    }
};

int write(sqlite3_file* file, const void* octets, int n, sqlite3_int64 offset)
{
    if (FaultyDisk::full)
        return SQLITE_FULL;
    return real(file)->pMethods->xWrite(real(file), octets, n, offset);
}

int sync(sqlite3_file* file, int flags)
{
    ++FaultyDisk::flushes;
    if (FaultyDisk::flushFails)
        return SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags);
}

void barrier(sqlite3_file* file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

const sqlite3_io_methods kMethods{2,
                                  Forward<&sqlite3_io_methods::xClose>::call,
                                  Forward<&sqlite3_io_methods::xRead>::call,
                                  write,
                                  Forward<&sqlite3_io_methods::xTruncate>::call,
                                  sync,
                                  Forward<&sqlite3_io_methods::xFileSize>::call,
                                  Forward<&sqlite3_io_methods::xLock>::call,
                                  Forward<&sqlite3_io_methods::xUnlock>::call,
                                  Forward<&sqlite3_io_methods::xCheckReservedLock>::call,
                                  Forward<&sqlite3_io_methods::xFileControl>::call,
                                  Forward<&sqlite3_io_methods::xSectorSize>::call,
                                  Forward<&sqlite3_io_methods::xDeviceCharacteristics>::call,
                                  Forward<&sqlite3_io_methods::xShmMap>::call,
                                  Forward<&sqlite3_io_methods::xShmLock>::call,
                                  barrier,
                                  Forward<&sqlite3_io_methods::xShmUnmap>::call,
                                  nullptr,
                                  nullptr};

sqlite3_vfs* realDisk()
{
    static sqlite3_vfs* const found = sqlite3_vfs_find("unix");
    return found;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    File& mine = *reinterpret_cast<File*>(file);
    mine.real = reinterpret_cast<sqlite3_file*>(&mine + 1);
    const int result = realDisk()->xOpen(realDisk(), name, mine.real, flags, outFlags);
    mine.base.pMethods = result == SQLITE_OK ? &kMethods : nullptr;
    return result;
}

} // namespace

void FaultyDisk::install()
{
    static sqlite3_vfs layer;
    if (layer.xOpen != nullptr)
        return;
    layer = *realDisk();
    layer.zName = "faulty";
    layer.szOsFile = static_cast<int>(sizeof(File)) + realDisk()->szOsFile;
    layer.xOpen = open;
    sqlite3_vfs_register(&layer, 1);
}

} // namespace kc::sqlite::test
