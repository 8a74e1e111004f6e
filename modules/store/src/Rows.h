// SPDX-License-Identifier: Apache-2.0
// Rows of the tables as the structs of the interface; both borrow from the row.
#pragma once

#include "Ids.h"

namespace kc::store
{

/// A row of one of the three mailbox statements.
inline kc_mailbox mailboxOf(const kc_sql_row& row, kc_id account)
{
    kc_mailbox mailbox{};
    mailbox.size = sizeof mailbox;
    mailbox.id = column(row, 0);
    mailbox.account = account;
    mailbox.name = str(textColumn(row, 1));
    mailbox.role = str(textColumn(row, 2));
    mailbox.uid_validity = column<std::uint32_t>(row, 3);
    mailbox.uid_next = column<std::uint32_t>(row, 4);
    mailbox.modseq = column<std::uint64_t>(row, 5);
    mailbox.messages = column<std::uint32_t>(row, 6);
    mailbox.unseen = column<std::uint32_t>(row, 7);
    mailbox.octets = column<std::uint64_t>(row, 8);
    mailbox.subscribed = column<std::uint32_t>(row, 9);
    mailbox.deleted = column<std::uint32_t>(row, 10);
    mailbox.keywords = str(textColumn(row, 12));
    return mailbox;
}

/// A row of one of the list statements; the summary is there if the statement has it.
inline kc_message messageOf(const kc_sql_row& row)
{
    kc_message message{};
    message.size = sizeof message;
    message.uid = column<std::uint32_t>(row, 0);
    message.email = column(row, 1);
    message.flags = column<std::uint32_t>(row, 2);
    message.modseq = column<std::uint64_t>(row, 3);
    message.received = column(row, 4);
    message.octets = column<std::uint64_t>(row, 5);
    message.keywords = str(textColumn(row, 6));
    message.saved = row.values[7].type == KC_NULL ? message.received : column(row, 7);
    if (row.n > 8)
        message.summary = str(textColumn(row, 8));
    return message;
}

} // namespace kc::store
