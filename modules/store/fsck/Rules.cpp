// SPDX-License-Identifier: Apache-2.0
#include "Rules.h"

namespace kc::store
{

namespace
{

/// A number within its account (src/Ids.h).
#define KC_LOCAL " & 1099511627775"

#define KC_SUMS                                                                                    \
    "SELECT mailbox, COUNT(*) AS messages, SUM((flags & 1) = 0) AS unseen,"                        \
    " SUM((flags & 8) <> 0) AS deleted, SUM(octets) AS octets, MAX(uid) AS uid,"                   \
    " MAX(modseq) AS modseq FROM st_message GROUP BY mailbox"

/// What is not there any more is told once more, as of the last change (RFC 7162 §3.2.7).
#define KC_TELL_VANISHED                                                                           \
    "INSERT INTO st_vanished(mailbox, modseq, first, last)"                                        \
    " SELECT b.id, b.modseq, g.first, g.last FROM st_mailbox b JOIN"                               \
    " (SELECT COALESCE(LAG(uid) OVER (ORDER BY uid), 0) + 1 AS first, uid - 1 AS last"             \
    " FROM st_message WHERE mailbox = ?1) g ON g.first <= g.last WHERE b.id = ?1"                  \
    " UNION ALL SELECT b.id, b.modseq, g.first, b.uid_next - 1 FROM st_mailbox b JOIN"             \
    " (SELECT COALESCE(MAX(uid), 0) + 1 AS first FROM st_message WHERE mailbox = ?1) g"            \
    " ON g.first < b.uid_next WHERE b.id = ?1"

constexpr Rule kRules[] = {
    {"message of email", "the email is not there",
     "SELECT DISTINCT email FROM st_message WHERE email NOT IN (SELECT id FROM st_email)", nullptr},
    {"email", "its content is not there",
     "SELECT id FROM st_email WHERE content NOT IN (SELECT id FROM st_content)", nullptr},
    {"mailbox", "it has messages, but neither it nor its account is there",
     "SELECT DISTINCT mailbox FROM st_message WHERE mailbox NOT IN (SELECT id FROM st_mailbox)"
     " AND mailbox NOT IN (SELECT mailbox FROM st_doomed)"
     " AND mailbox NOT IN (SELECT id FROM st_removal)"
     " AND mailbox >> 40 NOT IN (SELECT id FROM st_account)",
     nullptr},
    // The inbox is the first thing in an account. Others get a name that nobody has; UIDVALIDITY is
    // a new one in any case.
    {"mailbox", "it has messages, but its row is not there",
     "SELECT DISTINCT mailbox FROM st_message WHERE mailbox NOT IN (SELECT id FROM st_mailbox)"
     " AND mailbox NOT IN (SELECT mailbox FROM st_doomed)"
     " AND mailbox NOT IN (SELECT id FROM st_removal)"
     " AND mailbox >> 40 IN (SELECT id FROM st_account)",
     "INSERT INTO st_mailbox(id, account, name, role, uid_validity, uid_next, modseq, changed,"
     " messages, unseen, octets, subscribed)"
     " SELECT ?1, id, CASE ?1" KC_LOCAL " WHEN 1 THEN 'INBOX'"
     " ELSE REPLACE('Recovered #', '#', CAST(?1" KC_LOCAL " AS CHAR)) END,"
     " CASE ?1" KC_LOCAL " WHEN 1 THEN 'inbox' ELSE '' END,"
     " validity + 1, 1, modseq, modseq, 0, 0, 0, 1 FROM st_account WHERE id = ?1 >> 40"},
    {"account", "it has no inbox",
     "SELECT id FROM st_account WHERE NOT EXISTS (SELECT 1 FROM st_mailbox b"
     " WHERE b.account = st_account.id AND b.name = 'INBOX')"
     " AND (id << 40) + 1 NOT IN (SELECT id FROM st_mailbox)"
     " AND id NOT IN (SELECT account FROM st_store WHERE type = 1)", // a public store has none
     "INSERT INTO st_mailbox(id, account, name, role, uid_validity, uid_next, modseq, changed,"
     " messages, unseen, octets, subscribed)"
     " SELECT (id << 40) + 1, id, 'INBOX', 'inbox', validity + 1, 1, modseq, modseq, 0, 0, 0, 1"
     " FROM st_account WHERE id = ?1"},
    {"account", "nothing says which store it is: it has no row of st_store",
     "SELECT id FROM st_account WHERE id NOT IN (SELECT account FROM st_store)", nullptr},
    {"store", "its account is not there",
     "SELECT account FROM st_store WHERE account NOT IN (SELECT id FROM st_account)", nullptr},
    {"permission of mailbox", "the mailbox is not there",
     "SELECT DISTINCT mailbox FROM st_permission"
     " WHERE mailbox NOT IN (SELECT id FROM st_mailbox)"
     " AND mailbox NOT IN (SELECT id << 40 FROM st_account)",
     "DELETE FROM st_permission WHERE mailbox = ?1"},
    {"subscription of mailbox", "the mailbox is not there",
     "SELECT DISTINCT mailbox FROM st_subscription"
     " WHERE mailbox NOT IN (SELECT id FROM st_mailbox)",
     "DELETE FROM st_subscription WHERE mailbox = ?1"},
    {"mailbox", "its account is not there",
     "SELECT id FROM st_mailbox WHERE account NOT IN (SELECT id FROM st_account)", nullptr},
    {"mailbox", "it is there, but its messages are to be removed",
     "SELECT mailbox FROM st_doomed WHERE mailbox IN (SELECT id FROM st_mailbox)",
     "DELETE FROM st_doomed WHERE mailbox = ?1"},
    {"mailbox", "it is there, but counts as removed",
     "SELECT id FROM st_removal WHERE id IN (SELECT id FROM st_mailbox)",
     "DELETE FROM st_removal WHERE id = ?1"},
    {"removal", "it can be restored, but its messages are to be removed",
     "SELECT id FROM st_removal WHERE id IN (SELECT mailbox FROM st_doomed)",
     "DELETE FROM st_doomed WHERE mailbox = ?1"},
    {"removal", "its account is not there",
     "SELECT id FROM st_removal WHERE id >> 40 NOT IN (SELECT id FROM st_account)", nullptr},
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
    {"mailbox", "it says of uids that are there that they vanished",
     "SELECT DISTINCT v.mailbox FROM st_vanished v JOIN st_mailbox b ON b.id = v.mailbox"
     " WHERE v.first > v.last OR v.last > 4294967294 OR EXISTS (SELECT 1 FROM st_message m"
     " WHERE m.mailbox = v.mailbox AND m.uid BETWEEN v.first AND v.last)",
     "DELETE FROM st_vanished WHERE mailbox = ?1", KC_TELL_VANISHED},
    {"mailbox", "uid_next",
     "SELECT b.id, b.uid_next, MAX(u.uid) + 1 FROM st_mailbox b JOIN"
     " (SELECT mailbox, uid FROM (" KC_SUMS ") s"
     " UNION ALL SELECT mailbox, MAX(last) FROM st_vanished GROUP BY mailbox"
     " UNION ALL SELECT r.mailbox, MAX(m.uid) FROM st_removal r JOIN st_message m"
     " ON m.mailbox = r.id GROUP BY r.mailbox) u ON u.mailbox = b.id"
     " GROUP BY b.id, b.uid_next HAVING b.uid_next <= MAX(u.uid)",
     "UPDATE st_mailbox SET uid_next = ?2 WHERE id = ?1"},
    // doc/prose.md, "What always holds", 7.
    {"mailbox", "it does not say of all uids that are gone that they vanished",
     "SELECT b.id FROM st_mailbox b LEFT JOIN (SELECT mailbox, SUM(last - first + 1) AS uids"
     " FROM st_vanished GROUP BY mailbox) v ON v.mailbox = b.id"
     " WHERE b.uid_next - 1 <> COALESCE(v.uids, 0)"
     " + (SELECT COUNT(*) FROM st_message m WHERE m.mailbox = b.id)",
     "DELETE FROM st_vanished WHERE mailbox = ?1", KC_TELL_VANISHED},
    {"mailbox", "it knows no keywords, but its messages have some",
     "SELECT id FROM st_mailbox WHERE keywords = '' AND EXISTS (SELECT 1 FROM st_message m"
     " WHERE m.mailbox = st_mailbox.id AND m.keywords <> '')",
     // A line end, which is in no keyword, makes the comma that is put between them the only one.
     "UPDATE st_mailbox SET keywords = (SELECT REPLACE(REPLACE(GROUP_CONCAT(d.k || CHAR(10)),"
     " CHAR(10) || ',', ' '), CHAR(10), '') FROM (SELECT DISTINCT m.keywords AS k FROM st_message m"
     " WHERE m.mailbox = ?1 AND m.keywords <> '' LIMIT 100) d) WHERE id = ?1"},
    // `changed`: the last change that was no arrival. Arrivals have rising modseqs.
    {"mailbox", "changed",
     "SELECT b.id, b.changed, MAX(c.modseq) FROM st_mailbox b JOIN"
     " (SELECT mailbox, MAX(modseq) AS modseq FROM st_vanished GROUP BY mailbox"
     " UNION ALL SELECT mailbox, MAX(modseq) FROM (SELECT mailbox, modseq, MIN(modseq) OVER"
     " (PARTITION BY mailbox ORDER BY uid DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
     " AS later FROM st_message) o WHERE modseq > later GROUP BY mailbox) c ON c.mailbox = b.id"
     " GROUP BY b.id, b.changed HAVING b.changed < MAX(c.modseq)",
     "UPDATE st_mailbox SET changed = ?2, recent = NULL WHERE id = ?1"},
    {"mailbox", "modseq",
     "SELECT b.id, b.modseq, MAX(n.modseq) FROM st_mailbox b JOIN"
     " (SELECT mailbox, modseq FROM (" KC_SUMS ") s"
     " UNION ALL SELECT id, changed FROM st_mailbox) n ON n.mailbox = b.id"
     " GROUP BY b.id, b.modseq HAVING b.modseq < MAX(n.modseq)",
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
    // Whatever has got a number or an id: the next one must be greater.
    {"account", "modseq",
     "SELECT a.id, a.modseq, MAX(n.local) FROM st_account a JOIN"
     " (SELECT account, MAX(modseq) AS local FROM st_mailbox GROUP BY account"
     " UNION ALL SELECT id >> 40, MAX(id" KC_LOCAL ") FROM st_mailbox GROUP BY id >> 40"
     " UNION ALL SELECT id >> 40, MAX(id" KC_LOCAL ") FROM st_email GROUP BY id >> 40"
     " UNION ALL SELECT id >> 40, MAX(id" KC_LOCAL ") FROM st_removal GROUP BY id >> 40) n"
     " ON n.account = a.id GROUP BY a.id, a.modseq HAVING a.modseq < MAX(n.local)",
     "UPDATE st_account SET modseq = ?2 WHERE id = ?1"},
    {"account", "validity",
     "SELECT a.id, a.validity, MAX(b.uid_validity) FROM st_account a JOIN st_mailbox b"
     " ON b.account = a.id GROUP BY a.id, a.validity HAVING a.validity < MAX(b.uid_validity)",
     "UPDATE st_account SET validity = ?2 WHERE id = ?1"},
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
     " AND mailbox NOT IN (SELECT mailbox FROM st_doomed)"
     " AND mailbox NOT IN (SELECT id FROM st_removal)",
     "DELETE FROM st_vanished WHERE mailbox = ?1"},
};

#undef KC_SUMS
#undef KC_LOCAL
#undef KC_TELL_VANISHED

constexpr Rule kReferenceRules[] = {
    {"content", "it is gone, but still refers to attachments",
     "SELECT DISTINCT holder FROM sis_ref WHERE owner = 'store'"
     " AND holder NOT IN (SELECT id FROM st_content)",
     "unrefer"},
};

constexpr Rule kAttachmentRules[] = {
    {"attachment", "it is referred to, but marked as not needed",
     "SELECT id FROM sis_blob WHERE marked_at IS NOT NULL AND id IN (SELECT \"blob\" FROM sis_ref)",
     "UPDATE sis_blob SET marked_at = NULL WHERE id = ?1"},
    // As if it had been marked when it was stored: the next sweep takes it.
    {"attachment", "nothing refers to it, but it is not marked",
     "SELECT id FROM sis_blob WHERE marked_at IS NULL AND id NOT IN (SELECT \"blob\" FROM sis_ref)",
     "UPDATE sis_blob SET marked_at = generation >> 20 WHERE id = ?1"},
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

std::span<const Rule> attachmentRules()
{
    return kAttachmentRules;
}

} // namespace kc::store
