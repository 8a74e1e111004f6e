// SPDX-License-Identifier: Apache-2.0
// The row of an account inside a closure: where all its numbers come from. Read, advanced, saved in
// one transaction, so that a closure may run again from the start.
#pragma once

#include "Ids.h"
#include "Statements.h"

namespace kc::store
{

/// Seconds since 1970, for a closure that must not look at the clock itself.
std::int64_t currentTime();

class AccountRow
{
public:
    /// From accountById or the same columns of a target statement.
    explicit AccountRow(const kc_sql_row& row);

    /// Nothing when it is gone.
    static std::optional<AccountRow> find(SqlTx& tx, const Statements& statements, kc_id account);

    /// The row of a mailbox's account. Nothing when either is gone.
    static std::optional<AccountRow> ofMailbox(SqlTx& tx, const Statements& statements,
                                               kc_id mailbox);

    kc_id id() const { return _id; }

    /// The number of the current change; the local id of what it creates.
    std::uint64_t modseq() const { return _modseq; }

    /// A number for the next change.
    std::uint64_t next();

    /// A UIDVALIDITY greater than any before it in this account.
    std::uint32_t nextValidity(std::int64_t now);

    std::uint64_t mailboxes = 0;
    /// What all its mailboxes hold together.
    std::int64_t octets = 0, messages = 0;

    void save(SqlTx& tx, const Statements& statements) const;

private:
    kc_id _id;
    std::uint64_t _modseq;
    std::uint32_t _validity;
};

} // namespace kc::store
