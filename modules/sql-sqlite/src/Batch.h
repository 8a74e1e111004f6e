// SPDX-License-Identifier: Apache-2.0
// Runs waiting closures in one transaction and one flush, such that a failing one leaves nothing
// and takes nobody with it.
#pragma once

#include "Connection.h"

#include <kc/sqlengine/CommitQueue.h>

#include <span>

namespace kc::sqlite
{

using sqlengine::Call;
using sqlengine::CommitQueue;

class Batch
{
public:
    explicit Batch(Connection& connection) : _connection{connection} {}

    /// Runs closures from the front, all or as many as fit in the time that one batch may take,
    /// and commits. Gives each its status; answers how many have one.
    std::size_t run(std::span<Call* const> calls);

private:
    enum class Savepoints : bool
    {
        No,
        Yes
    };
    enum class Ended
    {
        Answered,    // each closure has its status
        NeedsCare,   // a closure failed after it wrote: again, with savepoints
        NeedsSingles // the whole transaction is lost through one closure or for want of room
    };
    struct Outcome
    {
        Ended ended;
        std::size_t count;
    };

    Outcome attempt(std::span<Call* const> calls, Savepoints savepoints);
    Ended perform(Call& call, Savepoints savepoints);
    Ended commit(std::span<Call* const> calls);
    Ended undo(Savepoints savepoints);
    void failAll(std::span<Call* const> calls, int result, const char* what);

    Connection& _connection;
};

} // namespace kc::sqlite
