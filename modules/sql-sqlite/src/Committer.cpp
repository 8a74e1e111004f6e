// SPDX-License-Identifier: Apache-2.0
// Batches and checkpoints. A batch is not held back for company: the next one forms while this one
// is flushed.
#include "Committer.h"

#include <pthread.h>

namespace kc::sqlite
{

namespace
{

constexpr std::size_t kMostInBatch = 256;
constexpr std::chrono::seconds kIdleAfter{3};
/// Readers that never all rest keep the log from being used anew. From this multiple on the
/// committer waits for them, a moment.
constexpr std::int64_t kLogTooLong = 4;
constexpr int kWaitForReadersMilliseconds = 100;
constexpr int kBusyMilliseconds = 5000;

} // namespace

Committer::Committer(const Settings& settings, Connection& connection, Log log,
                     std::function<void()> idle, const Histogram& batches)
    : _settings{settings},
      _connection{connection},
      _log{log},
      _idle{std::move(idle)},
      _batches{batches},
      _nextCopy{settings.checkpointPages}
{
    sqlite3_wal_hook(
        _connection.handle(),
        [](void* self, sqlite3*, const char*, int pages)
        {
            static_cast<Committer*>(self)->_logPages = pages;
            return SQLITE_OK;
        },
        this);
    // A process that was killed may have left commits that it had not flushed. They are in the
    // system's cache and would be shown from now on, so they must outlive a power cut from now on.
    emptyLog();
    _thread = std::jthread{[this] { loop(); }};
}

Committer::~Committer()
{
    _queue.close();
    _thread.join();
}

void Committer::perform(Call& call, std::int64_t deadline)
{
    if (isOwnThread())
    {
        call.status = KC_EBUG;
        call.error = "a closure called transact() or read()";
        return;
    }
    _queue.perform(call, deadline);
}

void Committer::loop()
{
    pthread_setname_np(pthread_self(), "sql-commit");
    std::vector<Call*> waiting;
    bool rested = false;
    while (true)
    {
        // What the last batch had no time for goes first; then nobody needs to be waited for.
        const std::chrono::milliseconds patience =
            waiting.empty() ? kIdleAfter : std::chrono::milliseconds{0};
        const CommitQueue::Woken woken =
            _queue.take(waiting, kMostInBatch - waiting.size(), patience);
        if (!waiting.empty())
        {
            runBatch(waiting);
            rested = false;
        }
        else if (woken == CommitQueue::Woken::Closed)
            break;
        else if (!rested)
        {
            emptyLog();
            _connection.releaseMemory();
            _idle();
            rested = true;
        }
    }
    emptyLog();
}

void Committer::runBatch(std::vector<Call*>& waiting)
{
    const std::size_t n = Batch{_connection}.run(waiting);
    _batches.observe(static_cast<double>(n));
    for (std::size_t i = 0; i < n; ++i)
        CommitQueue::answer(*waiting[i]);
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(n));
    if (_logPages >= _nextCopy)
        copyLog();
}

int Committer::checkpoint(int mode, int* inLog, int* copied)
{
    const int result = sqlite3_wal_checkpoint_v2(_connection.handle(), "main", mode, inLog, copied);
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY)
        _log.error("the write-ahead log cannot be copied into the database: " +
                   describe(_connection.handle(), result, "checkpoint"));
    return result;
}

void Committer::copyLog()
{
    int inLog = 0;
    int copied = 0;
    (void)checkpoint(SQLITE_CHECKPOINT_PASSIVE, &inLog, &copied);
    if (_logPages >= kLogTooLong * _settings.checkpointPages)
    {
        sqlite3_busy_timeout(_connection.handle(), kWaitForReadersMilliseconds);
        (void)checkpoint(SQLITE_CHECKPOINT_RESTART, &inLog, &copied);
        sqlite3_busy_timeout(_connection.handle(), kBusyMilliseconds);
    }
    // A reader's snapshot held part of it back: not again with each batch, but a little later.
    _nextCopy = _settings.checkpointPages;
    if (_logPages >= _nextCopy)
        _nextCopy = (copied < inLog ? inLog : _logPages) + _settings.checkpointPages / 8;
}

void Committer::emptyLog()
{
    sqlite3_busy_timeout(_connection.handle(), 0);
    if (checkpoint(SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK)
    {
        _logPages = 0;
        _nextCopy = _settings.checkpointPages;
    }
    sqlite3_busy_timeout(_connection.handle(), kBusyMilliseconds);
}

} // namespace kc::sqlite
