/* SPDX-License-Identifier: Apache-2.0 */
/* To be preloaded: records, in their order, all calls that change files below KC_RECORD_ROOT, with
   their octets, and the flushes between them. power_cut.py reads the record and says which states
   of the disk a power cut at any place may leave.

   A changing call and its record are one step under a lock, so the record's order is the true one.
   A flush has two records, since it covers what was changed before it began and holds once it
   ended; other threads change files meanwhile. Maps are not recorded: SQLite maps only its -shm.
   Whoever opens the FIFO KC_RECORD_KILL kills the process between two steps, so that a later one
   may go on with the record. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum
{
    kMostDescriptors = 1 << 20,
    kPathOctets = 2 * PATH_MAX
};

/* One record: this head, then the octets of both paths and of the data. */
struct Head
{
    char kind; /* o pen, c lose, w rite, t runcate, r ename, l ink, u nlink, m kdir, f/F lush */
    char reserved[3];
    int32_t descriptor;
    int64_t number; /* offset, size, flags of open, or the position of the flush's beginning */
    uint32_t first, second, data;
    uint32_t reserved2;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char below[kMostDescriptors]; /* descriptors of what lies below the root */
static const char* root;
static int out = -1;
static int64_t position; /* of the next record */

#define REAL(name) ((__typeof__(&name))real(#name))

static void* real(const char* name)
{
    return dlsym(RTLD_NEXT, name);
}

static void* waitForKill(void* fifo)
{
    if (REAL(open64)(fifo, O_RDONLY | O_CLOEXEC) < 0)
        abort();
    pthread_mutex_lock(&lock);
    kill(getpid(), SIGKILL);
    return NULL;
}

__attribute__((constructor)) static void begin(void)
{
    char* fifo = getenv("KC_RECORD_KILL");
    pthread_t waiting;
    sigset_t all, before;
    const char* path = getenv("KC_RECORD_TO");
    root = getenv("KC_RECORD_ROOT");
    if (path == NULL || root == NULL)
        return;
    out = REAL(open64)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (out < 0)
        abort();
    position = lseek(out, 0, SEEK_END);
    /* A signal for the process must not be taken by this thread: it would end the process. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (fifo != NULL && pthread_create(&waiting, NULL, waitForKill, fifo) != 0)
        abort();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    const int high = fcntl(out, F_DUPFD_CLOEXEC, 900);
    if (high >= 0)
        out = high;
}

static int isBelow(const char* path)
{
    const size_t n = root == NULL ? 0 : strlen(root);
    return out >= 0 && strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static int isTracked(int descriptor)
{
    return descriptor >= 0 && descriptor < kMostDescriptors && below[descriptor];
}

static void linkText(int descriptor, char* text)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    const ssize_t n = readlink(name, text, PATH_MAX - 1);
    text[n < 0 ? 0 : n] = '\0';
}

/* The whole path of a name that a call was given. */
static void wholePath(int folder, const char* name, char* text)
{
    char parent[PATH_MAX] = "";
    if (name[0] == '/')
    {
        snprintf(text, kPathOctets, "%s", name);
        return;
    }
    if (folder == AT_FDCWD && getcwd(parent, sizeof parent) == NULL)
        abort();
    if (folder != AT_FDCWD)
        linkText(folder, parent);
    snprintf(text, kPathOctets, "%s/%s", parent, name);
}

static void record(char kind, int descriptor, int64_t number, const char* first, const char* second,
                   const void* data, size_t octets)
{
    struct Head head = {kind, {0}, descriptor, number, 0, 0, (uint32_t)octets, 0};
    head.first = first == NULL ? 0 : (uint32_t)strlen(first);
    head.second = second == NULL ? 0 : (uint32_t)strlen(second);
    const struct iovec parts[] = {{&head, sizeof head},
                                  {(void*)first, head.first},
                                  {(void*)second, head.second},
                                  {(void*)data, octets}};
    const ssize_t whole = (ssize_t)(sizeof head + head.first + head.second + octets);
    if (REAL(writev)(out, parts, 4) != whole)
        abort();
    position += whole;
}

static int opened(int descriptor, int flags)
{
    char path[PATH_MAX];
    if (descriptor < 0 || descriptor >= kMostDescriptors)
        return descriptor;
    linkText(descriptor, path);
    below[descriptor] = (char)isBelow(path);
    if (below[descriptor])
        record('o', descriptor, flags, path, NULL, NULL, 0);
    return descriptor;
}

#define OPEN(name, parameters, arguments)                                                          \
    int name parameters                                                                            \
    {                                                                                              \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;       \
        va_end(rest);                                                                              \
        pthread_mutex_lock(&lock);                                                                 \
        const int result = opened(REAL(name) arguments, flags);                                    \
        pthread_mutex_unlock(&lock);                                                               \
        return result;                                                                             \
    }

OPEN(open, (const char* path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char* path, int flags, ...), (path, flags, mode))
OPEN(openat, (int folder, const char* path, int flags, ...), (folder, path, flags, mode))
OPEN(openat64, (int folder, const char* path, int flags, ...), (folder, path, flags, mode))

int close(int descriptor)
{
    if (descriptor == out)
        return 0;
    pthread_mutex_lock(&lock);
    if (isTracked(descriptor))
        record('c', descriptor, 0, NULL, NULL, NULL, 0);
    if (descriptor >= 0 && descriptor < kMostDescriptors)
        below[descriptor] = 0;
    const int result = REAL(close)(descriptor);
    pthread_mutex_unlock(&lock);
    return result;
}

/* -1: where the descriptor stands (the end, if it appends). */
#define WRITE(name, parameters, arguments, place)                                                  \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        if (!isTracked(descriptor))                                                                \
            return REAL(name) arguments;                                                           \
        pthread_mutex_lock(&lock);                                                                 \
        const ssize_t result = REAL(name) arguments;                                               \
        if (result > 0)                                                                            \
            record('w', descriptor, place, NULL, NULL, data, (size_t)result);                      \
        pthread_mutex_unlock(&lock);                                                               \
        return result;                                                                             \
    }

WRITE(write, (int descriptor, const void* data, size_t size), (descriptor, data, size),
      lseek(descriptor, 0, SEEK_CUR) - result)
WRITE(pwrite, (int descriptor, const void* data, size_t size, off_t offset),
      (descriptor, data, size, offset), offset)
WRITE(pwrite64, (int descriptor, const void* data, size_t size, off64_t offset),
      (descriptor, data, size, offset), offset)

/* Not expected below the root: a record without them would be a lie. */
ssize_t writev(int descriptor, const struct iovec* parts, int count)
{
    if (isTracked(descriptor))
        abort();
    return REAL(writev)(descriptor, parts, count);
}

#define TRUNCATE(name, type)                                                                       \
    int name(int descriptor, type size)                                                            \
    {                                                                                              \
        pthread_mutex_lock(&lock);                                                                 \
        const int result = REAL(name)(descriptor, size);                                           \
        if (result == 0 && isTracked(descriptor))                                                  \
            record('t', descriptor, size, NULL, NULL, NULL, 0);                                    \
        pthread_mutex_unlock(&lock);                                                               \
        return result;                                                                             \
    }

TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define FLUSH(name)                                                                                \
    int name(int descriptor)                                                                       \
    {                                                                                              \
        if (!isTracked(descriptor))                                                                \
            return REAL(name)(descriptor);                                                         \
        pthread_mutex_lock(&lock);                                                                 \
        const int64_t began = position;                                                            \
        record('f', descriptor, 0, NULL, NULL, NULL, 0);                                           \
        pthread_mutex_unlock(&lock);                                                               \
        const int result = REAL(name)(descriptor);                                                 \
        pthread_mutex_lock(&lock);                                                                 \
        if (result == 0)                                                                           \
            record('F', descriptor, began, NULL, NULL, NULL, 0);                                   \
        pthread_mutex_unlock(&lock);                                                               \
        return result;                                                                             \
    }

FLUSH(fsync)
FLUSH(fdatasync)

static int named(char kind, int result, int folder, const char* name, int otherFolder,
                 const char* other)
{
    const int error = errno;
    char first[kPathOctets] = "";
    char second[kPathOctets] = "";
    wholePath(folder, name, first);
    if (other != NULL)
        wholePath(otherFolder, other, second);
    if (result == 0 && (isBelow(first) || isBelow(second)))
        record(kind, -1, 0, first, second, NULL, 0);
    errno = error;
    return result;
}

#define NAME(kind, name, parameters, arguments, ...)                                               \
    int name parameters                                                                            \
    {                                                                                              \
        pthread_mutex_lock(&lock);                                                                 \
        const int result = named(kind, REAL(name) arguments, __VA_ARGS__);                         \
        pthread_mutex_unlock(&lock);                                                               \
        return result;                                                                             \
    }

NAME('r', rename, (const char* from, const char* to), (from, to), AT_FDCWD, from, AT_FDCWD, to)
NAME('r', renameat, (int folder, const char* from, int target, const char* to),
     (folder, from, target, to), folder, from, target, to)
NAME('l', link, (const char* from, const char* to), (from, to), AT_FDCWD, from, AT_FDCWD, to)
NAME('l', linkat, (int folder, const char* from, int target, const char* to, int flags),
     (folder, from, target, to, flags), folder, from, target, to)
NAME('u', unlink, (const char* path), (path), AT_FDCWD, path, 0, NULL)
NAME('u', unlinkat, (int folder, const char* path, int flags), (folder, path, flags), folder, path,
     0, NULL)
NAME('u', rmdir, (const char* path), (path), AT_FDCWD, path, 0, NULL)
NAME('m', mkdir, (const char* path, mode_t mode), (path, mode), AT_FDCWD, path, 0, NULL)
NAME('m', mkdirat, (int folder, const char* path, mode_t mode), (folder, path, mode), folder, path,
     0, NULL)
