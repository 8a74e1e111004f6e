// SPDX-License-Identifier: Apache-2.0
// The first attempt goes without savepoints, since nearly all closures succeed or fail before they
// wrote. Only if one fails after that is everything rolled back and run again with a savepoint
// each.
#include "Batch.h"

#include "Transaction.h"

#include <chrono>

namespace kc::sqlite
{

namespace
{

/// What comes after waits for the next flush: long work must not delay the answers to short work.
constexpr std::chrono::milliseconds kBatchTime{20};

void giveStatus(Call& call, kc_status status, const std::string& error)
{
    call.status = status;
    call.error = error;
}

} // namespace

std::size_t Batch::run(std::span<Call* const> calls)
{
    Outcome outcome = attempt(calls, Savepoints::No);
    if (outcome.ended == Ended::NeedsCare)
        outcome = attempt(calls, Savepoints::Yes);
    if (outcome.ended == Ended::Answered)
        return outcome.count;
    for (Call* const& call : calls)
    {
        const std::span<Call* const> single{&call, 1};
        if (attempt(single, Savepoints::Yes).ended != Ended::Answered)
            failAll(single, sqlite3_extended_errcode(_connection.handle()),
                    "running a transaction");
    }
    return calls.size();
}

Batch::Outcome Batch::attempt(std::span<Call* const> calls, Savepoints savepoints)
{
    if (const int result = _connection.control(Control::BeginImmediate); result != SQLITE_OK)
    {
        failAll(calls, result, "beginning a transaction");
        return {Ended::Answered, calls.size()};
    }
    const auto end = std::chrono::steady_clock::now() + kBatchTime;
    std::size_t count = 0;
    while (count < calls.size() && (count == 0 || std::chrono::steady_clock::now() < end))
    {
        const Ended ended = perform(*calls[count], savepoints);
        if (ended != Ended::Answered)
            return {ended, 0};
        ++count;
    }
    return {commit(calls.first(count)), count};
}

Batch::Ended Batch::perform(Call& call, Savepoints savepoints)
{
    if (savepoints == Savepoints::Yes && _connection.control(Control::Savepoint) != SQLITE_OK)
        return undo(Savepoints::No);
    kc_sql_tx tx{_connection};
    kc_status status = call.work(call.arg, &tx);
    if (status >= 0 && tx.fault() != KC_OK)
        status = tx.fault();
    giveStatus(call, status, tx.error());
    if (!_connection.inTransaction())
        return Ended::NeedsSingles;
    if (status < 0 && tx.wrote())
        return undo(savepoints);
    if (savepoints == Savepoints::Yes)
        (void)_connection.control(Control::Release);
    return Ended::Answered;
}

/// Rolls back what the last closure wrote: it alone where it has a savepoint, else everything.
Batch::Ended Batch::undo(Savepoints savepoints)
{
    if (savepoints == Savepoints::Yes && _connection.control(Control::RollbackTo) == SQLITE_OK &&
        _connection.control(Control::Release) == SQLITE_OK)
        return Ended::Answered;
    (void)_connection.control(Control::Rollback);
    return savepoints == Savepoints::Yes ? Ended::NeedsSingles : Ended::NeedsCare;
}

Batch::Ended Batch::commit(std::span<Call* const> calls)
{
    const int result = _connection.control(Control::Commit);
    if (result == SQLITE_OK)
        return Ended::Answered;
    failAll(calls, result, "committing");
    if (_connection.inTransaction())
        (void)_connection.control(Control::Rollback);
    // No room for all of them: a small one, or one that deletes, may still fit. After any other
    // fault, a failed flush above all, the outcome is unknown and nothing is run again.
    return (result & 0xff) == SQLITE_FULL && calls.size() > 1 ? Ended::NeedsSingles
                                                              : Ended::Answered;
}

void Batch::failAll(std::span<Call* const> calls, int result, const char* what)
{
    const std::string text = describe(_connection.handle(), result, what);
    for (Call* const call : calls)
        giveStatus(*call, KC_EUNAVAIL, text);
}

} // namespace kc::sqlite
