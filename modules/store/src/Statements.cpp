// SPDX-License-Identifier: Apache-2.0
// The SQL texts, by subject.
#include "Statements.h"

namespace kc::store
{

namespace
{

struct Row
{
    std::int32_t Statements::*number;
    const char* sql;
};

constexpr Row kRows[] = {
    {&Statements::accountOfPrincipal, "SELECT id FROM st_account WHERE principal = ?1"},
    {&Statements::accountById,
     "SELECT id, modseq, validity, mailboxes, octets, messages FROM st_account WHERE id = ?1"},
    {&Statements::insertAccount,
     "INSERT INTO st_account(principal, modseq, validity, mailboxes) VALUES(?1, 0, ?2, 0)"},
    {&Statements::saveAccount,
     "UPDATE st_account SET modseq = ?2, validity = ?3, mailboxes = ?4, octets = ?5, messages = ?6"
     " WHERE id = ?1"},
    {&Statements::deleteAccount, "DELETE FROM st_account WHERE id = ?1"},

    {&Statements::mailboxes,
     "SELECT id, name, role, uid_validity, uid_next, modseq, messages, unseen, octets, subscribed,"
     " deleted, changed, keywords FROM st_mailbox WHERE account = ?1 ORDER BY name"},
    {&Statements::mailboxByName,
     "SELECT id, name, role, uid_validity, uid_next, modseq, messages, unseen, octets, subscribed,"
     " deleted, changed, keywords FROM st_mailbox WHERE account = ?1 AND name = ?2"},
    {&Statements::mailboxById,
     "SELECT id, name, role, uid_validity, uid_next, modseq, messages, unseen, octets, subscribed,"
     " deleted, changed, keywords FROM st_mailbox WHERE id = ?1"},
    {&Statements::mailboxesBelow, "SELECT id, name FROM st_mailbox WHERE account = ?1"
                                  " AND name >= ?2 AND name < ?3 ORDER BY name"},
    {&Statements::insertMailbox,
     "INSERT INTO st_mailbox(id, account, name, role, uid_validity, uid_next, modseq, changed,"
     " messages, unseen, octets, subscribed, recent)"
     " VALUES(?1, ?2, ?3, ?4, ?5, 1, ?6, ?6, 0, 0, 0, ?7, ?8)"},
    {&Statements::renameMailbox,
     "UPDATE st_mailbox SET name = ?2, modseq = ?3, changed = ?3 WHERE id = ?1"},
    {&Statements::deleteMailbox, "DELETE FROM st_mailbox WHERE id = ?1"},
    {&Statements::subscribe, "UPDATE st_mailbox SET subscribed = ?2 WHERE id = ?1"},
    {&Statements::mailboxGrew,
     "UPDATE st_mailbox SET modseq = ?2, uid_next = ?3, messages = messages + ?4,"
     " unseen = unseen + ?5, deleted = deleted + ?6, octets = octets + ?7 WHERE id = ?1"},
    {&Statements::mailboxChanged,
     "UPDATE st_mailbox SET modseq = ?2, changed = ?2, messages = messages + ?3,"
     " unseen = unseen + ?4, deleted = deleted + ?5, octets = octets + ?6 WHERE id = ?1"},
    {&Statements::mailboxRecent, "SELECT changed, recent FROM st_mailbox WHERE id = ?1"},
    {&Statements::mailboxFlagged,
     "UPDATE st_mailbox SET modseq = ?2, changed = ?2, unseen = unseen + ?3,"
     " deleted = deleted + ?4, recent = ?5 WHERE id = ?1"},

    {&Statements::mailboxKeywords, "SELECT keywords FROM st_mailbox WHERE id = ?1"},
    {&Statements::setMailboxKeywords, "UPDATE st_mailbox SET keywords = ?2 WHERE id = ?1"},

    {&Statements::targetById,
     "SELECT a.id, a.modseq, a.validity, a.mailboxes, a.octets, a.messages, m.id, m.uid_next"
     " FROM st_mailbox m JOIN st_account a ON a.id = m.account WHERE m.id = ?1"},
    {&Statements::targetByName,
     "SELECT a.id, a.modseq, a.validity, a.mailboxes, a.octets, a.messages, m.id, m.uid_next"
     " FROM st_account a JOIN st_mailbox m ON m.account = a.id AND m.name = ?2"
     " WHERE a.principal = ?1"},

    {&Statements::insertContent,
     "INSERT INTO st_content(attachments, layout, body) VALUES(?1, ?2, ?3)"},
    {&Statements::insertEmail, "INSERT INTO st_email(id, content, summary) VALUES(?1, ?2, ?3)"},
    {&Statements::copyEmail, "INSERT INTO st_email(id, content, summary)"
                             " SELECT ?2, content, summary FROM st_email WHERE id = ?1"},
    {&Statements::insertMessage,
     "INSERT INTO st_message(mailbox, uid, email, flags, modseq, received, octets, keywords, saved,"
     " creator) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},

    {&Statements::list, "SELECT uid, email, flags, modseq, received, octets, keywords, saved"
                        " FROM st_message WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3"
                        " AND modseq > ?4 ORDER BY uid"},
    {&Statements::listWithSummary,
     "SELECT m.uid, m.email, m.flags, m.modseq, m.received, m.octets, m.keywords, m.saved,"
     " e.summary"
     " FROM st_message m JOIN st_email e ON e.id = m.email"
     " WHERE m.mailbox = ?1 AND m.uid BETWEEN ?2 AND ?3 AND m.modseq > ?4 ORDER BY m.uid"},
    {&Statements::listBackwards, "SELECT uid, modseq FROM st_message WHERE mailbox = ?1"
                                 " AND uid < ?2 ORDER BY uid DESC LIMIT ?3"},
    {&Statements::contents,
     "SELECT m.uid, c.layout, c.body FROM st_mailbox b JOIN st_message m ON m.mailbox = b.id"
     " JOIN st_email e ON e.id = m.email JOIN st_content c ON c.id = e.content"
     " WHERE b.id = ?1 AND m.uid BETWEEN ?2 AND ?3 ORDER BY m.uid LIMIT ?4"},
    {&Statements::uids, "SELECT uid FROM st_message WHERE mailbox = ?1 ORDER BY uid"},
    {&Statements::firstUnseen, "SELECT uid FROM st_message WHERE mailbox = ?1"
                               " AND uid BETWEEN ?2 AND ?3 AND (flags & 1) = 0"
                               " ORDER BY uid LIMIT 1"},
    {&Statements::unseenFrom, "SELECT COUNT(*), MIN(uid) FROM st_message WHERE mailbox = ?1"
                              " AND uid >= ?2 AND (flags & 1) = 0"},
    {&Statements::vanished, "SELECT first, last FROM st_vanished WHERE mailbox = ?1"
                            " AND modseq > ?2 ORDER BY modseq, first"},

    {&Statements::listNewer, "SELECT uid, email, flags, keywords, modseq FROM st_message"
                             " WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3 AND modseq > ?4"
                             " ORDER BY uid"},
    {&Statements::flagsDiffer,
     "SELECT uid, email, flags, keywords FROM st_message WHERE mailbox = ?1"
     " AND uid BETWEEN ?2 AND ?3 AND modseq <= ?4 AND ((flags & ?5) | ?6) <> flags ORDER BY uid"},
    {&Statements::setFlags,
     "UPDATE st_message SET flags = (flags & ?5) | ?6, modseq = ?7 WHERE mailbox = ?1"
     " AND uid BETWEEN ?2 AND ?3 AND modseq <= ?4 AND ((flags & ?5) | ?6) <> flags"},
    {&Statements::flagsOrKeywordsDiffer,
     "SELECT uid, email, flags, keywords FROM st_message WHERE mailbox = ?1"
     " AND uid BETWEEN ?2 AND ?3 AND modseq <= ?4 AND (flags <> ?5 OR keywords <> ?6)"
     " ORDER BY uid"},
    {&Statements::replaceFlags,
     "UPDATE st_message SET flags = ?5, keywords = ?6, modseq = ?7 WHERE mailbox = ?1"
     " AND uid BETWEEN ?2 AND ?3 AND modseq <= ?4 AND (flags <> ?5 OR keywords <> ?6)"},
    {&Statements::scanFlags, "SELECT uid, email, flags, keywords FROM st_message WHERE mailbox = ?1"
                             " AND uid BETWEEN ?2 AND ?3 AND modseq <= ?4 ORDER BY uid"},
    {&Statements::setMessage, "UPDATE st_message SET flags = ?3, keywords = ?4, modseq = ?5"
                              " WHERE mailbox = ?1 AND uid = ?2"},

    {&Statements::listForTransfer,
     "SELECT uid, email, flags, received, octets, keywords FROM st_message"
     " WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3 ORDER BY uid"},
    {&Statements::listDeleted,
     "SELECT uid, email, flags, received, octets, keywords FROM st_message"
     " WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3 AND (flags & 8) <> 0"
     " AND (?4 = 0 OR creator = ?4) ORDER BY uid"},
    {&Statements::deleteMessages,
     "DELETE FROM st_message WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3"},
    {&Statements::rehomeAll, "UPDATE st_message SET mailbox = ?2, modseq = ?3, saved = ?4"
                             " WHERE mailbox = ?1"},
    {&Statements::insertVanished,
     "INSERT INTO st_vanished(mailbox, modseq, first, last) VALUES(?1, ?2, ?3, ?4)"},
    {&Statements::vanishedAfter,
     "SELECT modseq FROM st_vanished WHERE mailbox = ?1 AND modseq > (SELECT MIN(modseq)"
     " FROM st_vanished WHERE mailbox = ?1) ORDER BY modseq, first LIMIT 1 OFFSET ?2"},
    {&Statements::vanishedUpTo, "SELECT first, last FROM st_vanished WHERE mailbox = ?1"
                                " AND modseq <= ?2 ORDER BY first"},
    {&Statements::deleteVanishedUpTo,
     "DELETE FROM st_vanished WHERE mailbox = ?1 AND modseq <= ?2"},
    {&Statements::anyMessage,
     "SELECT uid FROM st_message WHERE mailbox = ?1 AND uid BETWEEN ?2 AND ?3 LIMIT 1"},

    {&Statements::insertRemoval, "INSERT INTO st_removal(id, mailbox, name, removed)"
                                 " SELECT ?1, id, name, ?3 FROM st_mailbox WHERE id = ?2"},
    {&Statements::rehomeDeleted, "UPDATE st_message SET mailbox = ?4 WHERE mailbox = ?1"
                                 " AND uid BETWEEN ?2 AND ?3 AND (flags & 8) <> 0"
                                 " AND (?5 = 0 OR creator = ?5)"},
    {&Statements::removals, "SELECT id, mailbox, name, removed FROM st_removal"
                            " WHERE id BETWEEN ?1 AND ?2 ORDER BY removed, id"},
    {&Statements::removal, "SELECT id FROM st_removal WHERE id = ?1"},
    {&Statements::removalBefore,
     "SELECT id FROM st_removal WHERE removed <= ?1 ORDER BY removed, id LIMIT 1"},
    {&Statements::deleteRemoval, "DELETE FROM st_removal WHERE id = ?1"},
    {&Statements::doomRemovals,
     "INSERT INTO st_doomed(mailbox) SELECT id FROM st_removal WHERE id BETWEEN ?1 AND ?2"},
    {&Statements::deleteRemovals, "DELETE FROM st_removal WHERE id BETWEEN ?1 AND ?2"},

    {&Statements::shareEmail,
     "UPDATE st_shared SET memberships = memberships + 1 WHERE email = ?1"},
    {&Statements::firstShare, "INSERT INTO st_shared(email, memberships) VALUES(?1, 2)"},
    {&Statements::memberships, "SELECT memberships FROM st_shared WHERE email = ?1"},
    {&Statements::setMemberships, "UPDATE st_shared SET memberships = ?2 WHERE email = ?1"},
    {&Statements::deleteShare, "DELETE FROM st_shared WHERE email = ?1"},
    {&Statements::emailContent,
     "SELECT e.content, COALESCE(c.attachments, 0), EXISTS(SELECT 1 FROM st_email o"
     " WHERE o.content = e.content AND o.id <> e.id)"
     " FROM st_email e LEFT JOIN st_content c ON c.id = e.content WHERE e.id = ?1"},
    {&Statements::deleteEmail, "DELETE FROM st_email WHERE id = ?1"},
    {&Statements::deleteContent, "DELETE FROM st_content WHERE id = ?1"},

    {&Statements::doom, "INSERT INTO st_doomed(mailbox) VALUES(?1)"},
    {&Statements::doomed, "SELECT mailbox FROM st_doomed LIMIT 1"},
    {&Statements::firstMessages,
     "SELECT uid, email FROM st_message WHERE mailbox = ?1 ORDER BY uid LIMIT ?2"},
    {&Statements::deleteUpTo, "DELETE FROM st_message WHERE mailbox = ?1 AND uid <= ?2"},
    {&Statements::deleteVanished, "DELETE FROM st_vanished WHERE mailbox = ?1"},
    {&Statements::undoom, "DELETE FROM st_doomed WHERE mailbox = ?1"},
};

} // namespace

Statements::Statements(const Sql& sql, Context& context)
{
    static_assert(std::size(kRows) * sizeof(std::int32_t) == sizeof(Statements),
                  "each statement has exactly one text");
    for (const Row& row : kRows)
        this->*row.number = sql.prepare(context, row.sql);
}

} // namespace kc::store
