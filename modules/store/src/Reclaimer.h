// SPDX-License-Identifier: Apache-2.0
// Removes emails whose last membership is gone, and contents whose last email is. Few at once in
// the closure that takes the memberships away; many by way of mailbox ids that nobody can reach
// (removals, and what st_doomed names): their messages are removed by and by, a bounded batch in
// each transaction, so that no delivery waits for it.
#pragma once

#include "Statements.h"

#include <kc/attach.hpp>
#include <kc/log.hpp>

#include <span>

namespace kc::store
{

/// Memberships that one transaction takes away, or empty mailboxes.
inline constexpr std::size_t kReclaimBatch = 100;

class Reclaimer
{
public:
    /// `attachments` null: there is no attachment store.
    Reclaimer(Sql sql, const Statements& statements, AttachStore* attachments, Log log)
        : _sql{sql}, _statements{statements}, _attachments{attachments}, _log{log}
    {
    }

    /// In a closure: a membership of each of these emails is gone.
    void release(SqlTx& tx, std::span<const kc_id> emails) const;

    /// Empties all doomed mailboxes. A fault is logged, not thrown: what made the work is durable
    /// already, and what is left is left to the next call. Several threads may call it; they take
    /// turns by batch.
    void reclaim(Context& context) const;

    /// Empties removals of that time and before, oldest first, of up to `limit` messages; how many
    /// it was, less only if there are no more. What is left after a fault or a crash is a shorter
    /// removal. Throws Fault, also when the call is cancelled.
    std::uint32_t purge(Context& context, std::int64_t before, std::uint32_t limit) const;

    /// In a closure: of a removal that is empty.
    void forgetRemoval(SqlTx& tx, kc_id removal) const;

private:
    struct Batch
    {
        std::uint32_t messages = 0;
        bool isLast = false; // there is nothing more to take
    };

    void releaseOne(SqlTx& tx, kc_id email) const;
    void removeEmail(SqlTx& tx, kc_id email) const;
    /// Takes away the first messages under an id, at most so many; how many there were.
    std::uint32_t empty(SqlTx& tx, kc_id mailbox, std::size_t most) const;
    bool reclaimBatch(SqlTx& tx) const;
    Batch purgeBatch(SqlTx& tx, std::int64_t before, std::size_t most) const;
    bool hasWork(Context& context) const;

    Sql _sql;
    const Statements& _statements;
    AttachStore* _attachments;
    Log _log;
};

/// The owner of the store's references in the attachment store.
inline constexpr sv kOwner = "store";

} // namespace kc::store
