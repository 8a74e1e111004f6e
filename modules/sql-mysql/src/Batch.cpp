// SPDX-License-Identifier: Apache-2.0
// The first attempt goes without savepoints, since nearly all closures succeed or fail before they
// wrote. Only if one fails after that is everything rolled back and run again with a savepoint
// each. Nothing is ever run again after COMMIT was sent and its answer did not come.
#include "Batch.h"

#include "Transaction.h"

#include <chrono>
#include <thread>

namespace kc::mysql
{

namespace
{

/// What comes after waits for the next flush: long work must not delay the answers to short work.
constexpr std::chrono::milliseconds kBatchTime{20};
constexpr unsigned kMostAttempts = 6;
/// Before another try against whoever holds the locks; grows with each.
constexpr std::chrono::milliseconds kPause{5};

void giveStatus(Call& call, kc_status status, const std::string& error)
{
    call.status = status;
    call.error = error;
}

} // namespace

std::size_t Batch::run(std::span<Call* const> calls)
{
    Savepoints savepoints = Savepoints::No;
    for (unsigned tried = 0; tried < kMostAttempts;)
    {
        if (!_connection.isUsable() && !beginAgain(tried))
            break;
        const Outcome outcome = attempt(calls, savepoints);
        if (outcome.ended == Ended::Answered)
            return outcome.count;
        if (outcome.ended == Ended::NeedsCare)
            savepoints = Savepoints::Yes;
        else if (!beginAgain(++tried))
            break;
    }
    failAll(calls, _givenUpBy);
    return calls.size();
}

/// Makes the connection ready for another attempt.
bool Batch::beginAgain(unsigned attempt)
{
    try
    {
        if (!_connection.isUsable())
            _connection.reopen();
        else
            std::this_thread::sleep_for(kPause * attempt);
        return true;
    }
    catch (const Fault& fault)
    {
        _givenUpBy = fault.what();
        return false;
    }
}

Batch::Outcome Batch::attempt(std::span<Call* const> calls, Savepoints savepoints)
{
    _wrote = false;
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
    if (savepoints == Savepoints::Yes)
        if (const Failure failure = _connection.control("SAVEPOINT c"))
            return giveUp(failure);
    kc_sql_tx tx{_connection, kc_sql_tx::Reopen::No};
    kc_status status = call.work(call.arg, &tx);
    if (status >= 0 && tx.fault() != KC_OK)
        status = tx.fault();
    giveStatus(call, status, tx.error());
    _wrote = _wrote || tx.wrote();
    if (tx.harm() != Harm::None)
        return giveUp({1, KC_EUNAVAIL, tx.harm(), tx.error()});
    if (status < 0 && tx.wrote())
        return undo(savepoints);
    if (savepoints == Savepoints::Yes)
        if (const Failure failure = _connection.control("RELEASE SAVEPOINT c"))
            return giveUp(failure);
    return Ended::Answered;
}

/// Rolls back what the last closure wrote: it alone where it has a savepoint, else everything.
Batch::Ended Batch::undo(Savepoints savepoints)
{
    if (savepoints == Savepoints::Yes)
    {
        const Failure failure = _connection.control("ROLLBACK TO SAVEPOINT c");
        return failure ? giveUp(failure) : Ended::Answered;
    }
    const Failure failure = _connection.control("ROLLBACK");
    return failure ? giveUp(failure) : Ended::NeedsCare;
}

/// The transaction is lost, and known not to be committed.
Batch::Ended Batch::giveUp(const Failure& failure)
{
    _givenUpBy = failure.text;
    if (_connection.isUsable() && _connection.control("ROLLBACK"))
        _connection.markLost();
    return Ended::GivenUp;
}

Batch::Ended Batch::commit(std::span<Call* const> calls)
{
    const Failure failure = _connection.control("COMMIT");
    if (!failure)
        return Ended::Answered;
    if (failure.harm == Harm::Rerun) // Galera's certification: the server says that it is undone
        return giveUp(failure);
    // Whether it is durable nobody can tell: an answer of success would be a lie, and a second run
    // could write twice.
    failAll(calls, failure.text);
    _connection.markLost();
    return Ended::Answered;
}

void Batch::failAll(std::span<Call* const> calls, const std::string& text)
{
    for (Call* const call : calls)
        giveStatus(*call, KC_EUNAVAIL, text);
}

} // namespace kc::mysql
