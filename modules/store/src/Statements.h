// SPDX-License-Identifier: Apache-2.0
// All SQL that the store runs, prepared once at start. Nothing here needs more than MySQL knows.
#pragma once

#include <kc/sql.hpp>

namespace kc::store
{

struct Statements
{
    Statements(const Sql& sql, Context& context);

    // Accounts
    std::int32_t accountOfPrincipal, accountById, insertAccount, saveAccount, deleteAccount;
    // Mailboxes
    std::int32_t mailboxes, mailboxByName, mailboxById, mailboxesBelow, insertMailbox,
        renameMailbox, deleteMailbox, subscribe, mailboxGrew, mailboxChanged, mailboxRecent,
        mailboxFlagged, mailboxKeywords, setMailboxKeywords;
    // Where messages go to, with the account's row
    std::int32_t targetById, targetByName;
    // Arrivals
    std::int32_t insertContent, insertEmail, copyEmail, insertMessage;
    // Reading
    std::int32_t list, listWithSummary, listBackwards, contents, uids, firstUnseen, unseenFrom,
        vanished;
    // Flags
    std::int32_t listNewer, flagsDiffer, setFlags, flagsOrKeywordsDiffer, replaceFlags, scanFlags,
        setMessage;
    // Leaving a mailbox
    std::int32_t listForTransfer, listDeleted, deleteMessages, rehomeAll, insertVanished,
        vanishedAfter, vanishedUpTo, deleteVanishedUpTo, anyMessage;
    // What was removed and can be restored
    std::int32_t insertRemoval, rehomeDeleted, removals, removal, removalBefore, deleteRemoval,
        doomRemovals, deleteRemovals;
    // Memberships of emails, and what goes with the last one
    std::int32_t shareEmail, firstShare, memberships, setMemberships, deleteShare, emailContent,
        deleteEmail, deleteContent;
    // Mailboxes whose messages are still to be removed
    std::int32_t doom, doomed, firstMessages, deleteUpTo, deleteVanished, undoom;
};

} // namespace kc::store
