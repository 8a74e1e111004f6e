// SPDX-License-Identifier: Apache-2.0
#include "Rules.h"

namespace kc::store
{

namespace
{

#define KC_SUMS                                                                                    \
    "SELECT mailbox, COUNT(*) AS messages, SUM((flags & 1) = 0) AS unseen,"                        \
    " SUM((flags & 8) <> 0) AS deleted, SUM(octets) AS octets, MAX(uid) AS uid,"                   \
    " MAX(modseq) AS modseq FROM st_message GROUP BY mailbox"

constexpr Rule kRules[] = {
    {"message of email", "the email is not there",
     "SELECT DISTINCT email FROM st_message WHERE email NOT IN (SELECT id FROM st_email)", nullptr},
    {"email", "its content is not there",
     "SELECT id FROM st_email WHERE content NOT IN (SELECT id FROM st_content)", nullptr},
    {"mailbox", "it has messages, but its row is not there",
     "SELECT DISTINCT mailbox FROM st_message WHERE mailbox NOT IN (SELECT id FROM st_mailbox)"
     " AND mailbox NOT IN (SELECT mailbox FROM st_doomed)",
     nullptr},
    {"mailbox", "its account is not there",
     "SELECT id FROM st_mailbox WHERE account NOT IN (SELECT id FROM st_account)", nullptr},
    {"mailbox", "it is there, but its messages are to be removed",
     "SELECT mailbox FROM st_doomed WHERE mailbox IN (SELECT id FROM st_mailbox)",
     "DELETE FROM st_doomed WHERE mailbox = ?1"},
    {"mailbox", "messages",
     "SELECT b.id, b.messages, COALESCE(s.messages, 0) FROM st_mailbox b"
     " LEFT JOIN (" KC_SUMS ") s ON s.mailbox = b.id WHERE b.messages <> COALESCE(s.messages, 0)",
     "UPDATE st_mailbox SET messages = ?2 WHERE id = ?1"},
    {"mailbox", "unseen",
     "SELECT b.id, b.unseen, COALESCE(s.unseen, 0) FROM st_mailbox b"
     " LEFT JOIN (" KC_SUMS ") s ON s.mailbox = b.id WHERE b.unseen <> COALESCE(s.unseen, 0)",
     "UPDATE st_mailbox SET unseen = ?2 WHERE id = ?1"},
    {"mailbox", "deleted",
     "SELECT b.id, b.deleted, COALESCE(s.deleted, 0) FROM st_mailbox b"
     " LEFT JOIN (" KC_SUMS ") s ON s.mailbox = b.id WHERE b.deleted <> COALESCE(s.deleted, 0)",
     "UPDATE st_mailbox SET deleted = ?2 WHERE id = ?1"},
    {"mailbox", "octets",
     "SELECT b.id, b.octets, COALESCE(s.octets, 0) FROM st_mailbox b"
     " LEFT JOIN (" KC_SUMS ") s ON s.mailbox = b.id WHERE b.octets <> COALESCE(s.octets, 0)",
     "UPDATE st_mailbox SET octets = ?2 WHERE id = ?1"},
    {"mailbox", "uid_next",
     "SELECT b.id, b.uid_next, COALESCE(s.uid, 0) + 1 FROM st_mailbox b"
     " LEFT JOIN (" KC_SUMS ") s ON s.mailbox = b.id WHERE b.uid_next < COALESCE(s.uid, 0) + 1",
     "UPDATE st_mailbox SET uid_next = ?2 WHERE id = ?1"},
    {"mailbox", "modseq",
     "SELECT b.id, b.modseq, COALESCE(s.modseq, 0) FROM st_mailbox b"
     " LEFT JOIN (" KC_SUMS ") s ON s.mailbox = b.id WHERE b.modseq < COALESCE(s.modseq, 0)",
     "UPDATE st_mailbox SET modseq = ?2 WHERE id = ?1"},
    {"account", "mailboxes",
     "SELECT a.id, a.mailboxes, COUNT(b.id) FROM st_account a LEFT JOIN st_mailbox b"
     " ON b.account = a.id GROUP BY a.id, a.mailboxes HAVING a.mailboxes <> COUNT(b.id)",
     "UPDATE st_account SET mailboxes = ?2 WHERE id = ?1"},
    {"account", "messages",
     "SELECT a.id, a.messages, COALESCE(SUM(b.messages), 0) FROM st_account a LEFT JOIN st_mailbox "
     "b"
     " ON b.account = a.id GROUP BY a.id, a.messages"
     " HAVING a.messages <> COALESCE(SUM(b.messages), 0)",
     "UPDATE st_account SET messages = ?2 WHERE id = ?1"},
    {"account", "octets",
     "SELECT a.id, a.octets, COALESCE(SUM(b.octets), 0) FROM st_account a LEFT JOIN st_mailbox b"
     " ON b.account = a.id GROUP BY a.id, a.octets HAVING a.octets <> COALESCE(SUM(b.octets), 0)",
     "UPDATE st_account SET octets = ?2 WHERE id = ?1"},
    {"account", "modseq",
     "SELECT a.id, a.modseq, MAX(b.modseq) FROM st_account a JOIN st_mailbox b"
     " ON b.account = a.id GROUP BY a.id, a.modseq HAVING a.modseq < MAX(b.modseq)",
     "UPDATE st_account SET modseq = ?2 WHERE id = ?1"},
    {"email", "memberships",
     "SELECT c.email, COALESCE(s.memberships, 1), c.n FROM (SELECT email, COUNT(*) AS n"
     " FROM st_message GROUP BY email) c LEFT JOIN st_shared s ON s.email = c.email"
     " WHERE COALESCE(s.memberships, 1) <> c.n",
     "REPLACE INTO st_shared(email, memberships) VALUES(?1, ?2)"},
    {"email", "it counts memberships, but has one or none",
     "SELECT email FROM st_shared WHERE memberships < 2"
     " OR email NOT IN (SELECT email FROM st_message)",
     "DELETE FROM st_shared WHERE email = ?1"},
    {"email", "it is in no mailbox",
     "SELECT id FROM st_email WHERE id NOT IN (SELECT email FROM st_message)",
     "DELETE FROM st_email WHERE id = ?1"},
    {"content", "no email has it",
     "SELECT id FROM st_content WHERE id NOT IN (SELECT content FROM st_email)",
     "DELETE FROM st_content WHERE id = ?1"},
    {"mailbox", "it is gone, but what vanished from it is not",
     "SELECT DISTINCT mailbox FROM st_vanished WHERE mailbox NOT IN (SELECT id FROM st_mailbox)"
     " AND mailbox NOT IN (SELECT mailbox FROM st_doomed)",
     "DELETE FROM st_vanished WHERE mailbox = ?1"},
    {"mailbox", "a message is there that is said to have vanished",
     "SELECT DISTINCT v.mailbox FROM st_vanished v JOIN st_message m ON m.mailbox = v.mailbox"
     " AND m.uid BETWEEN v.first AND v.last",
     "DELETE FROM st_vanished WHERE mailbox = ?1 AND EXISTS(SELECT 1 FROM st_message m"
     " WHERE m.mailbox = ?1 AND m.uid BETWEEN first AND last)"},
};

#undef KC_SUMS

constexpr Rule kReferenceRules[] = {
    {"content", "attachments that it refers to",
     "SELECT c.id, COUNT(r.blob), c.attachments FROM st_content c LEFT JOIN sis_ref r"
     " ON r.owner = 'store' AND r.holder = c.id GROUP BY c.id, c.attachments"
     " HAVING COUNT(r.blob) <> c.attachments",
     nullptr},
    {"content", "it is gone, but still refers to attachments",
     "SELECT DISTINCT holder FROM sis_ref WHERE owner = 'store'"
     " AND holder NOT IN (SELECT id FROM st_content)",
     "unrefer"},
};

} // namespace

std::span<const Rule> rules()
{
    return kRules;
}

std::span<const Rule> referenceRules()
{
    return kReferenceRules;
}

} // namespace kc::store
