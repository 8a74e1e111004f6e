// SPDX-License-Identifier: Apache-2.0
// The tables. st_message is what STORE, COPY and MOVE touch, so it is narrow, and it has no index
// but its key: one on modseq makes STORE three times as slow, one on email costs each delivery a
// page. st_shared exists in place of the latter: it has a row only for the few emails with more
// than one membership.
//
// A step that was released is never edited: tests/data has a database of each version, which must
// still open. MariaDB came with version 4, so that its steps find no rows.
#include "Schema.h"

namespace kc::store
{

std::span<const kc_sql_step> schema()
{
    static constexpr kc_sql_step kSteps[] = {
        {
            "CREATE TABLE st_account("
            " id INTEGER PRIMARY KEY AUTOINCREMENT,"
            " principal INTEGER NOT NULL UNIQUE,"
            " modseq INTEGER NOT NULL,"
            " validity INTEGER NOT NULL,"
            " mailboxes INTEGER NOT NULL);"
            "CREATE TABLE st_mailbox("
            " id INTEGER PRIMARY KEY,"
            " account INTEGER NOT NULL,"
            " name TEXT NOT NULL,"
            " role TEXT NOT NULL,"
            " uid_validity INTEGER NOT NULL,"
            " uid_next INTEGER NOT NULL,"
            " modseq INTEGER NOT NULL,"
            " changed INTEGER NOT NULL,"
            " messages INTEGER NOT NULL,"
            " unseen INTEGER NOT NULL,"
            " octets INTEGER NOT NULL,"
            " subscribed INTEGER NOT NULL,"
            " UNIQUE(account, name));"
            "CREATE TABLE st_message("
            " mailbox INTEGER NOT NULL,"
            " uid INTEGER NOT NULL,"
            " email INTEGER NOT NULL,"
            " flags INTEGER NOT NULL,"
            " modseq INTEGER NOT NULL,"
            " received INTEGER NOT NULL,"
            " octets INTEGER NOT NULL,"
            " keywords TEXT NOT NULL,"
            " PRIMARY KEY(mailbox, uid)) WITHOUT ROWID;"
            "CREATE TABLE st_email("
            " id INTEGER PRIMARY KEY,"
            " content INTEGER NOT NULL,"
            " summary BLOB NOT NULL);"
            "CREATE INDEX st_email_content ON st_email(content);"
            "CREATE TABLE st_shared("
            " email INTEGER PRIMARY KEY,"
            " memberships INTEGER NOT NULL);"
            "CREATE TABLE st_content("
            " id INTEGER PRIMARY KEY,"
            " attachments INTEGER NOT NULL,"
            " layout BLOB NOT NULL,"
            " body BLOB NOT NULL);"
            "CREATE TABLE st_vanished("
            " mailbox INTEGER NOT NULL,"
            " modseq INTEGER NOT NULL,"
            " first INTEGER NOT NULL,"
            " last INTEGER NOT NULL,"
            " PRIMARY KEY(mailbox, modseq, first)) WITHOUT ROWID;"
            "CREATE TABLE st_doomed("
            " mailbox INTEGER PRIMARY KEY);",
            "CREATE TABLE st_account("
            " id BIGINT PRIMARY KEY AUTO_INCREMENT,"
            " principal BIGINT NOT NULL UNIQUE,"
            " modseq BIGINT NOT NULL,"
            " validity BIGINT NOT NULL,"
            " mailboxes BIGINT NOT NULL);"
            "CREATE TABLE st_mailbox("
            " id BIGINT PRIMARY KEY,"
            " account BIGINT NOT NULL,"
            " name VARBINARY(2048) NOT NULL,"
            " role VARBINARY(64) NOT NULL,"
            " uid_validity BIGINT NOT NULL,"
            " uid_next BIGINT NOT NULL,"
            " modseq BIGINT NOT NULL,"
            " changed BIGINT NOT NULL,"
            " messages BIGINT NOT NULL,"
            " unseen BIGINT NOT NULL,"
            " octets BIGINT NOT NULL,"
            " subscribed BIGINT NOT NULL,"
            " UNIQUE(account, name));"
            "CREATE TABLE st_message("
            " mailbox BIGINT NOT NULL,"
            " uid BIGINT NOT NULL,"
            " email BIGINT NOT NULL,"
            " flags BIGINT NOT NULL,"
            " modseq BIGINT NOT NULL,"
            " received BIGINT NOT NULL,"
            " octets BIGINT NOT NULL,"
            " keywords MEDIUMBLOB NOT NULL,"
            " PRIMARY KEY(mailbox, uid));"
            "CREATE TABLE st_email("
            " id BIGINT PRIMARY KEY,"
            " content BIGINT NOT NULL,"
            " summary LONGBLOB NOT NULL);"
            "CREATE INDEX st_email_content ON st_email(content);"
            "CREATE TABLE st_shared("
            " email BIGINT PRIMARY KEY,"
            " memberships BIGINT NOT NULL);"
            "CREATE TABLE st_content("
            " id BIGINT PRIMARY KEY AUTO_INCREMENT,"
            " attachments BIGINT NOT NULL,"
            " layout LONGBLOB NOT NULL,"
            " body LONGBLOB NOT NULL);"
            "CREATE TABLE st_vanished("
            " mailbox BIGINT NOT NULL,"
            " modseq BIGINT NOT NULL,"
            " first BIGINT NOT NULL,"
            " last BIGINT NOT NULL,"
            " PRIMARY KEY(mailbox, modseq, first));"
            "CREATE TABLE st_doomed("
            " mailbox BIGINT PRIMARY KEY)",
        },
        {
            "ALTER TABLE st_message ADD COLUMN saved INTEGER;" // null: when it was received
            "ALTER TABLE st_mailbox ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;"
            "UPDATE st_mailbox SET deleted = (SELECT COUNT(*) FROM st_message m"
            " WHERE m.mailbox = st_mailbox.id AND (m.flags & 8) <> 0);"
            "ALTER TABLE st_mailbox ADD COLUMN recent BLOB;"
            "ALTER TABLE st_account ADD COLUMN octets INTEGER NOT NULL DEFAULT 0;"
            "ALTER TABLE st_account ADD COLUMN messages INTEGER NOT NULL DEFAULT 0;"
            "UPDATE st_account SET octets = (SELECT COALESCE(SUM(b.octets), 0) FROM st_mailbox b"
            " WHERE b.account = st_account.id), messages = (SELECT COALESCE(SUM(b.messages), 0)"
            " FROM st_mailbox b WHERE b.account = st_account.id);",
            "ALTER TABLE st_message ADD COLUMN saved BIGINT;"
            "ALTER TABLE st_mailbox ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0;"
            "ALTER TABLE st_mailbox ADD COLUMN recent MEDIUMBLOB;"
            "ALTER TABLE st_account ADD COLUMN octets BIGINT NOT NULL DEFAULT 0;"
            "ALTER TABLE st_account ADD COLUMN messages BIGINT NOT NULL DEFAULT 0",
        },
        {
            "ALTER TABLE st_mailbox ADD COLUMN keywords TEXT NOT NULL DEFAULT '';"
            "UPDATE st_mailbox SET keywords = COALESCE((SELECT GROUP_CONCAT(k, ' ')"
            " FROM (SELECT DISTINCT m.keywords AS k FROM st_message m"
            " WHERE m.mailbox = st_mailbox.id AND m.keywords <> '' LIMIT 100)), '');",
            "ALTER TABLE st_mailbox ADD COLUMN keywords MEDIUMBLOB NOT NULL DEFAULT ('')",
        },
        {
            "CREATE TABLE st_removal("
            " id INTEGER PRIMARY KEY," // what st_message has as the mailbox
            " mailbox INTEGER NOT NULL,"
            " name TEXT NOT NULL,"
            " removed INTEGER NOT NULL);"
            "CREATE INDEX st_removal_removed ON st_removal(removed);",
            "CREATE TABLE st_removal("
            " id BIGINT PRIMARY KEY,"
            " mailbox BIGINT NOT NULL,"
            " name VARBINARY(2048) NOT NULL,"
            " removed BIGINT NOT NULL);"
            "CREATE INDEX st_removal_removed ON st_removal(removed)",
        },
        {
            "ALTER TABLE st_message ADD COLUMN creator INTEGER;" // null: its owner, or a delivery
            "CREATE TABLE st_store("
            " account INTEGER PRIMARY KEY,"
            " guid TEXT NOT NULL UNIQUE,"
            " type INTEGER NOT NULL,"
            " tenant INTEGER NOT NULL,"
            " name TEXT NOT NULL);"
            "CREATE INDEX st_store_tenant ON st_store(tenant);"
            "INSERT INTO st_store(account, guid, type, tenant, name)"
            " SELECT id, LOWER(HEX(RANDOMBLOB(16))), 0, 0, '' FROM st_account;"
            "CREATE TABLE st_permission("
            " mailbox INTEGER NOT NULL," // local number 0: the store
            " principal INTEGER NOT NULL,"
            " rights INTEGER NOT NULL,"
            " PRIMARY KEY(mailbox, principal)) WITHOUT ROWID;",
            "ALTER TABLE st_message ADD COLUMN creator BIGINT;"
            "CREATE TABLE st_store("
            " account BIGINT PRIMARY KEY,"
            " guid VARBINARY(32) NOT NULL UNIQUE,"
            " type BIGINT NOT NULL,"
            " tenant BIGINT NOT NULL,"
            " name VARBINARY(1024) NOT NULL);"
            "CREATE INDEX st_store_tenant ON st_store(tenant);"
            "INSERT INTO st_store(account, guid, type, tenant, name)"
            " SELECT id, LOWER(HEX(RANDOM_BYTES(16))), 0, 0, '' FROM st_account;"
            "CREATE TABLE st_permission("
            " mailbox BIGINT NOT NULL,"
            " principal BIGINT NOT NULL,"
            " rights BIGINT NOT NULL,"
            " PRIMARY KEY(mailbox, principal))",
        },
        {
            "CREATE TABLE st_subscription(" // of who is not the owner
            " principal INTEGER NOT NULL,"
            " mailbox INTEGER NOT NULL,"
            " PRIMARY KEY(principal, mailbox)) WITHOUT ROWID;"
            "CREATE INDEX st_subscription_mailbox ON st_subscription(mailbox);",
            "CREATE TABLE st_subscription("
            " principal BIGINT NOT NULL,"
            " mailbox BIGINT NOT NULL,"
            " PRIMARY KEY(principal, mailbox));"
            "CREATE INDEX st_subscription_mailbox ON st_subscription(mailbox)",
        }};
    return kSteps;
}

} // namespace kc::store
