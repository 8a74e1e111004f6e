// SPDX-License-Identifier: Apache-2.0
// Removes emails whose last membership is gone, and contents whose last email is. Few at once in
// the closure that takes the memberships away; many by way of a doomed mailbox: a row in st_doomed
// names a mailbox id that nobody can reach any more, and its messages are removed by and by, a
// bounded batch in each transaction, so that no delivery waits for it.
#pragma once

#include "Statements.h"

#include <kc/attach.hpp>
#include <kc/log.hpp>

#include <span>

namespace kc::store
{

/// Memberships that one transaction takes away directly.
inline constexpr std::size_t kReclaimBatch = 500;

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

private:
    void releaseOne(SqlTx& tx, kc_id email) const;
    void removeEmail(SqlTx& tx, kc_id email) const;
    bool reclaimBatch(SqlTx& tx) const;
    bool hasWork(Context& context) const;

    Sql _sql;
    const Statements& _statements;
    AttachStore* _attachments;
    Log _log;
};

/// The owner of the store's references in the attachment store.
inline constexpr sv kOwner = "store";

} // namespace kc::store
