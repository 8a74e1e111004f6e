// SPDX-License-Identifier: Apache-2.0
// What SELECT tells of a mailbox, on a snapshot, without reading its messages: each uid below
// uid_next is there or is written down as vanished, so that those that are there follow from those
// that are not.
#pragma once

#include "Rows.h"
#include "Statements.h"

#include <kc/cross.hpp>

#include <vector>

namespace kc::store
{

class Selection
{
public:
    explicit Selection(const Statements& statements) : _statements{statements} {}

    /// See kc_mail.select.
    Status run(SqlTx& tx, kc_id mailbox, const Sink<kc_mailbox>& now,
               const Sink<kc_uid_range>& uids, std::uint32_t& firstUnseen) const;

private:
    using Ranges = std::vector<kc_uid_range>;

    struct Head // the mailbox's row
    {
        bool found = false;
        std::uint32_t uidNext = 1, messages = 0, unseen = 0;
    };

    Head pushMailbox(SqlTx& tx, kc_id mailbox, const Sink<kc_mailbox>& now) const;
    Ranges present(SqlTx& tx, kc_id mailbox, const Head& head) const;
    Ranges notVanished(SqlTx& tx, kc_id mailbox, std::uint32_t uidNext) const;
    Ranges listed(SqlTx& tx, kc_id mailbox) const;
    std::uint32_t firstUnseen(SqlTx& tx, kc_id mailbox, const Head& head, const Ranges& uids) const;

    const Statements& _statements;
};

} // namespace kc::store
