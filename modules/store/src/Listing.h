// SPDX-License-Identifier: Apache-2.0
// Reading message rows, on a snapshot.
#pragma once

#include "Rows.h"
#include "Statements.h"

#include <kc/cross.hpp>

#include <vector>

namespace kc::store
{

class Listing
{
public:
    explicit Listing(const Statements& statements) : _statements{statements} {}

    Status list(SqlTx& tx, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                std::uint64_t sinceModseq, const Sink<kc_message>& messages) const;

    Status changes(SqlTx& tx, kc_id mailbox, std::uint64_t sinceModseq, const Sink<kc_mailbox>& now,
                   const Sink<kc_message>& messages, const Sink<kc_vanished>& vanished) const;

private:
    struct Head // what changes() looks at first
    {
        bool found = false;
        std::uint64_t modseq = 0;
        std::uint64_t changed = 0; // modseq of the last change that was no arrival
    };

    Head pushMailbox(SqlTx& tx, kc_id mailbox, const Sink<kc_mailbox>& now) const;
    std::uint32_t firstArrival(SqlTx& tx, kc_id mailbox, std::uint64_t sinceModseq) const;
    std::vector<kc_uid_range> candidates(SqlTx& tx, kc_id mailbox, const Head& head,
                                         std::uint64_t sinceModseq) const;
    Status pushVanished(SqlTx& tx, kc_id mailbox, std::uint64_t sinceModseq,
                        const Sink<kc_vanished>& vanished) const;

    const Statements& _statements;
};

} // namespace kc::store
