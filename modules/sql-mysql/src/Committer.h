// SPDX-License-Identifier: Apache-2.0
// The one thread that writes: runs what waits in batches and answers after the flush.
#pragma once

#include "Batch.h"

#include <kc/metrics.hpp>

#include <functional>
#include <thread>

namespace kc::mysql
{

class Committer
{
public:
    /// `idle` is called on the committer's thread when there has been nothing to do for a while.
    Committer(Connection& connection, std::function<void()> idle, const Histogram& batches);

    /// Runs what still waits.
    ~Committer();

    /// See CommitQueue::perform. KC_EBUG on the committer's own thread, where it would wait for
    /// itself.
    void perform(Call& call, std::int64_t deadline);

    bool isOwnThread() const { return std::this_thread::get_id() == _thread.get_id(); }

private:
    void loop();
    void runBatch(std::vector<Call*>& waiting);

    Connection& _connection;
    const std::function<void()> _idle;
    const Histogram _batches; // closures in a commit
    sqlengine::CommitQueue _queue;
    std::jthread _thread; // last: it uses all of the above
};

} // namespace kc::mysql
