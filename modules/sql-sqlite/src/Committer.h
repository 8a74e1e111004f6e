// SPDX-License-Identifier: Apache-2.0
// The one thread that writes: runs what waits in batches, answers after the flush, and then, while
// nobody waits for it, copies the write-ahead log into the database.
#pragma once

#include "Batch.h"
#include "Options.h"

#include <kc/metrics.hpp>

#include <functional>
#include <thread>

namespace kc::sqlite
{

class Committer
{
public:
    /// `idle` is called on the committer's thread when there has been nothing to do for a while.
    Committer(const Settings& settings, Connection& connection, Log log, std::function<void()> idle,
              const Histogram& batches);

    /// Runs what still waits, then empties the write-ahead log.
    ~Committer();

    /// See CommitQueue::perform. KC_EBUG on the committer's own thread, where it would wait for
    /// itself.
    void perform(Call& call, std::int64_t deadline);

    bool isOwnThread() const { return std::this_thread::get_id() == _thread.get_id(); }

private:
    void loop();
    void runBatch(std::vector<Call*>& waiting);
    void copyLog();
    void emptyLog();
    int checkpoint(int mode, int* inLog, int* copied);

    Settings _settings;
    Connection& _connection;
    Log _log;
    std::function<void()> _idle;
    const Histogram _batches; // closures in a commit
    CommitQueue _queue;
    int _logPages = 0; // in the write-ahead log after the last commit; set by SQLite's hook
    std::int64_t _nextCopy;
    std::jthread _thread; // last: it uses all of the above
};

} // namespace kc::sqlite
