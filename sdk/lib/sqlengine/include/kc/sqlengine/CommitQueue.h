// SPDX-License-Identifier: Apache-2.0
// Where writers wait for the committer. Each caller sleeps on a word of its own, so that an answer
// wakes nobody else.
#pragma once

#include <kc/abi/draft/sql.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace kc::sqlengine
{

/// One closure that waits, on its caller's stack. Until it is answered the committer may touch it.
struct Call
{
    Call(kc_sql_work closure, void* argument) : work{closure}, arg{argument} {}

    kc_sql_work work;
    void* arg;
    kc_status status = KC_OK;
    std::string error;
    std::atomic<std::uint32_t> answered{0};
};

class CommitQueue
{
public:
    enum class Woken
    {
        Work,
        Idle,
        Closed
    };

    /// Hands a closure in and waits for its outcome. Past the deadline (absolute, CLOCK_MONOTONIC
    /// nanoseconds) it is taken back if it still waits: KC_ETIMEOUT, never run. Once it is being
    /// run, the outcome is awaited.
    void perform(Call& call, std::int64_t deadline);

    /// Committer: moves up to `limit` waiting closures to `batch`; waits for the first, at most for
    /// `patience`. After close() it still hands out what waits.
    Woken take(std::vector<Call*>& batch, std::size_t limit, std::chrono::milliseconds patience);

    /// Committer: gives a closure its outcome. The call is gone when this returns.
    static void answer(Call& call);

    /// From now on perform() answers KC_EUNAVAIL.
    void close();

private:
    bool enter(Call& call);
    bool leave(Call& call);

    std::mutex _mutex; // guards the two below; nothing is called under it
    std::deque<Call*> _waiting;
    bool _closed = false;
    std::condition_variable _arrived;
};

} // namespace kc::sqlengine
