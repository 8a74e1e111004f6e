// SPDX-License-Identifier: Apache-2.0
// Messages that are copied, moved, expunged or restored, inside closures.
#pragma once

#include "Reclaimer.h"
#include "Rows.h"

#include "Arrivals.h"

namespace kc::store
{

/// What a transfer, an expunge or a restoration did; set anew by each run of the closure.
struct LeavingResult
{
    kc_id fromAccount = 0, toAccount = 0;
    std::vector<std::uint32_t> from, to; // uids, pairwise for a transfer
    std::int64_t octets = 0;             // of all of them
};

/// What whoever asks may, and how much of it.
struct LeavingTerms
{
    kc_id creator = 0;     ///< of what is put somewhere: see Membership
    kc_id onlyBy = 0;      ///< only messages that this one has put there may go; 0: all
    Allowance allowance{}; ///< of where they are put
};

class Leaving
{
public:
    Leaving(const Statements& statements, const AccessStatements& access, const Arrivals& arrivals,
            const Reclaimer& reclaimer)
        : _statements{statements}, _access{access}, _arrivals{arrivals}, _reclaimer{reclaimer}
    {
    }

    /// KC_ENOTFOUND if a mailbox is gone; KC_ETOOBIG if the target has not enough uids left;
    /// KC_EQUOTA; KC_EDENIED if one of the messages may not go.
    Status transfer(SqlTx& tx, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                    const LeavingTerms& terms, std::int64_t now, LeavingResult& result) const;

    /// KC_ENOTFOUND if the mailbox is gone. Messages that may not go stay.
    Status expunge(SqlTx& tx, kc_id mailbox, kc_uid_set uids, const LeavingTerms& terms,
                   std::int64_t now, LeavingResult& result) const;

    /// KC_ENOTFOUND if the removal is gone, or the mailbox, or is not in the same account;
    /// KC_ETOOBIG, KC_EQUOTA.
    Status restore(SqlTx& tx, kc_id removal, kc_uid_set uids, kc_id to, const LeavingTerms& terms,
                   std::int64_t now, LeavingResult& result) const;

private:
    struct Message
    {
        std::uint32_t uid, flags;
        kc_id email;
        std::int64_t received, octets;
        std::string keywords;
    };

    std::vector<Message> collect(SqlTx& tx, kc_id mailbox, kc_uid_set uids) const;
    std::vector<Message> collectDeleted(SqlTx& tx, kc_id mailbox, kc_uid_set uids,
                                        kc_id onlyBy) const;
    static Sums sum(const std::vector<Message>& messages);
    void removeFrom(SqlTx& tx, kc_id mailbox, AccountRow& account, std::uint64_t modseq,
                    const std::vector<Message>& messages) const;
    void insertInto(SqlTx& tx, Target& target, const std::vector<Message>& messages, kc_id creator,
                    std::int64_t now, LeavingResult& result) const;
    void share(SqlTx& tx, const std::vector<Message>& messages) const;
    void adopt(SqlTx& tx, Target& target, std::vector<Message>& messages) const;

    const Statements& _statements;
    const AccessStatements& _access;
    const Arrivals& _arrivals;
    const Reclaimer& _reclaimer;
};

} // namespace kc::store
