// SPDX-License-Identifier: Apache-2.0
// Runs waiting closures in one transaction and one flush, such that a failing one leaves nothing
// and takes nobody with it, and that a deadlock or a lost connection costs a second run, no mail.
#pragma once

#include "Connection.h"

#include <kc/sqlengine/CommitQueue.h>

#include <span>

namespace kc::mysql
{

using sqlengine::Call;

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
    enum class Ended : unsigned char
    {
        Answered,  // each closure has its status
        NeedsCare, // a closure failed after it wrote: again, with savepoints
        GivenUp    // by the server, or the connection is lost: again, whole
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
    Ended giveUp(const Failure& failure);
    bool beginAgain(unsigned attempt);
    void failAll(std::span<Call* const> calls, const std::string& text);

    Connection& _connection;
    bool _wrote = false; // somebody in this attempt
    std::string _givenUpBy;
};

} // namespace kc::mysql
