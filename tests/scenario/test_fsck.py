# SPDX-License-Identifier: Apache-2.0
"""kopano-fsck finds nothing after honest work, and says and mends what was damaged."""
import base64
import random
import re
import shutil

import pytest

import kc_server

USERS = ["ann", "bob"]
ATTACHMENT = base64.encodebytes(random.Random(4).randbytes(90_000)).replace(b"\n", b"\r\n")
LETTER = (b"Subject: one\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
          b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
          + ATTACHMENT + b"--b--\r\n")

# damage, what is said of it, whether it can be mended
DAMAGES = {
    "messages": ("UPDATE st_mailbox SET messages = 77 WHERE name = 'INBOX'",
                 r"mailbox \d+: messages: 77, should be \d", True),
    "unseen": ("UPDATE st_mailbox SET unseen = unseen + 1 WHERE name = 'Sent'",
               r"mailbox \d+: unseen: ", True),
    "deleted": ("UPDATE st_mailbox SET deleted = 9 WHERE name = 'Sent'",
                r"mailbox \d+: deleted: 9, should be 0", True),
    "octets": ("UPDATE st_mailbox SET octets = 1 WHERE name = 'INBOX'",
               r"mailbox \d+: octets: 1, should be ", True),
    "uid_next": ("UPDATE st_mailbox SET uid_next = 1 WHERE name = 'INBOX'",
                 r"mailbox \d+: uid_next: 1, should be ", True),
    "modseq": ("UPDATE st_mailbox SET modseq = 1 WHERE name = 'INBOX'",
               r"mailbox \d+: modseq: 1, should be ", True),
    "quota": ("UPDATE st_account SET octets = 5, messages = 5, mailboxes = 1, modseq = 1",
              r"account \d+: octets: 5, should be ", True),
    "memberships": ("UPDATE st_shared SET memberships = 7",
                    r"email \d+: memberships: 7, should be 2", True),
    "lost membership count": ("DELETE FROM st_shared",
                              r"email \d+: memberships: 1, should be 2", True),
    "too many counts": ("INSERT INTO st_shared SELECT id + 1000, 2 FROM st_email LIMIT 1",
                        r"email \d+: it counts memberships", True),
    "forgotten email": ("INSERT INTO st_email SELECT id + 1000, content, summary FROM st_email"
                        " LIMIT 1", r"email \d+: it is in no mailbox", True),
    "forgotten content": ("INSERT INTO st_content SELECT id + 1000, 0, layout, body"
                          " FROM st_content WHERE attachments = 0 LIMIT 1",
                          r"content \d+: no email has it", True),
    "doomed": ("INSERT INTO st_doomed SELECT id FROM st_mailbox WHERE name = 'INBOX'",
               r"mailbox \d+: it is there, but its messages are to be removed", True),
    "vanished": ("INSERT INTO st_vanished VALUES(5, 1, 1, 1)",
                 r"mailbox 5: it is gone, but what vanished", True),
    "summary": ("UPDATE st_email SET summary = x'00'",
                r"email \d+: its summary is not what the message says", True),
    "reference": ('INSERT INTO sis_ref SELECT owner, 4711, "blob" FROM sis_ref LIMIT 1',
                  r"content 4711: it is gone, but still refers", True),
    "lost references": ("DELETE FROM sis_ref",
                        r"content \d+: it refers to other attachments than it has", True),
    "wrong number of attachments": ("UPDATE st_content SET attachments = 0",
                                    r"content \d+: it refers to other attachments", True),
    "lost attachment": ("DELETE FROM sis_blob",
                        r"content \d+: it refers to other attachments than it has", False),
    "needed, but marked": ("UPDATE sis_blob SET marked_at = 1",
                           r"attachment \d+: it is referred to, but marked", True),
    "not needed, not marked": (f"INSERT INTO sis_blob SELECT id + 1000, x'{'00' * 32}', generation, 1, 1,"
                               " 0, NULL FROM sis_blob LIMIT 1",
                               r"attachment \d+: nothing refers to it, but it is not marked", True),
    "layout": ("UPDATE st_content SET layout = x'02'", r"content \d+: its layout", False),
    "text": ("UPDATE st_content SET body = x'28B52FFD00' WHERE attachments = 0",
             r"content \d+: it cannot be read|wrong length", False),
    "lost email": ("DELETE FROM st_email", r"message of email \d+: the email is not", False),
    "lost content": ("DELETE FROM st_content", r"email \d+: its content is not there", False),
    "lost inbox": ("DELETE FROM st_mailbox WHERE name = 'INBOX'",
                   r"mailbox \d+: it has messages, but its row", True),
    "lost mailbox": ("DELETE FROM st_mailbox WHERE name IN ('Sent', 'Drafts')",
                     r"mailbox \d+: it has messages, but its row", True),
    "lost empty inbox": ("UPDATE st_message SET mailbox = mailbox + 1000000 WHERE mailbox IN"
                         " (SELECT id FROM st_mailbox WHERE name = 'INBOX');"
                         "UPDATE st_mailbox SET name = 'box', id = id + 1000000 WHERE name = 'INBOX'",
                         r"account \d+: it has no inbox", True),
    "lost account": ("DELETE FROM st_account", r"mailbox \d+: its account", False),
    "lost account and mailboxes": ("DELETE FROM st_account; DELETE FROM st_mailbox",
                                   r"mailbox \d+: it has messages, but neither", False),
    "lost row of the store": ("DELETE FROM st_store", r"account \d+: nothing says which store", False),
    "permission of no mailbox": ("INSERT INTO st_permission VALUES((1 << 40) + 99999, 3, 1)",
                                 r"permission of mailbox \d+: the mailbox is not there", True),
    "lost removal": ("DELETE FROM st_removal", r"mailbox \d+: it has messages, but its row", True),
    "removal of a mailbox": ("INSERT INTO st_removal SELECT id, id, name, 1 FROM st_mailbox",
                             r"mailbox \d+: it is there, but counts as removed", True),
    "doomed removal": ("INSERT INTO st_doomed SELECT id FROM st_removal",
                       r"removal \d+: it can be restored, but", True),
    "removal of no account": ("UPDATE st_removal SET id = id + (99 << 40) WHERE id ="
                              " (SELECT MIN(id) FROM st_removal)",
                              r"removal \d+: its account is not there", False),
    "vanished, but there": ("INSERT INTO st_vanished SELECT id, 1, 1, 3 FROM st_mailbox"
                            " WHERE name = 'INBOX'", r"mailbox \d+: it says of uids", True),
    "vanished the wrong way round": ("INSERT INTO st_vanished SELECT id, 1, 99, 98 FROM st_mailbox"
                                     " WHERE name = 'Junk'", r"mailbox \d+: it says of uids", True),
    "uid of what vanished": ("UPDATE st_mailbox SET uid_next = 1 WHERE name = 'Trash'; INSERT INTO"
                             " st_vanished SELECT id, 1, 5, 6 FROM st_mailbox WHERE name = 'Trash'",
                             r"mailbox \d+: uid_next: 1, should be 7", True),
    "not told to have vanished": ("DELETE FROM st_vanished",
                                  r"mailbox \d+: it does not say of all uids", True),
    "keywords": ("UPDATE st_mailbox SET keywords = ''",
                 r"mailbox \d+: it knows no keywords", True),
    "changed": ("UPDATE st_mailbox SET changed = 0 WHERE name = 'INBOX'",
                r"mailbox \d+: changed: 0, should be ", True),
    "account's numbers": ("UPDATE st_account SET modseq = 1, validity = 1",
                          r"account \d+: validity: 1, should be ", True),
    "recent flags": ("UPDATE st_mailbox SET recent = x'0000000000000000' WHERE name = 'INBOX'",
                     r"mailbox \d+: what it says of the last changes of flags is wrong", True),
}


@pytest.fixture(scope="module")
def used(make_server):
    """A server that has done a bit of everything, and is down."""
    server = make_server("fsck").start()
    server.create_users(USERS)
    with server.lmtp() as lmtp:
        for number in range(6):
            lmtp.deliver(b"Subject: %d\r\n\r\nhello %d\r\n" % (number, number), USERS)
        lmtp.deliver(LETTER, USERS)
    with server.imap("ann") as imap:
        imap.select()
        imap.append(LETTER, "Sent")
        imap.command(rb"STORE 1:3 +FLAGS (\Seen $Label)")
        imap.command(b"COPY 2 Sent")
        imap.command(b"MOVE 3 Drafts")
        imap.expunge_all("1")
        # the first one changes last: modseqs no longer rise with uids
        imap.command(rb"STORE 1 +FLAGS (\Flagged)")
        imap.command(b"CREATE a/b")
        imap.command(b"COPY 1:* a/b")
        imap.command(b"DELETE a/b")
    server.stop()
    return server


def damaged_on_mariadb(used):
    tables = [name for name, in used.sql("SELECT table_name FROM information_schema.tables"
                                         " WHERE table_schema = DATABASE()")
              if not name.startswith("kept_")]
    used.sql(";".join(f"CREATE TABLE kept_{name} LIKE {name};"
                      f"INSERT INTO kept_{name} SELECT * FROM {name}" for name in tables))

    def damage(sql):
        used.sql(sql)
        return used

    yield damage
    used.sql(";".join(f"DROP TABLE {name}; RENAME TABLE kept_{name} TO {name}" for name in tables))


@pytest.fixture
def damaged(used):
    """Runs SQL on the database; afterwards it is as it was."""
    if kc_server.runs_on_mariadb():
        yield from damaged_on_mariadb(used)
        return
    kept = used.directory / "kept.db"
    used.fold_journal()
    shutil.copy(used.database, kept)

    def damage(sql):
        used.sql(sql)
        return used

    yield damage
    for suffix in ("-wal", "-shm"):
        used.database.with_name(used.database.name + suffix).unlink(missing_ok=True)
    shutil.copy(kept, used.database)


def test_nothing_is_wrong_after_honest_work(used):
    assert used.fsck() == (0, "0 found, 0 mended\n")
    assert used.fsck("--repair") == (0, "0 found, 0 mended\n")


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_and_mended(damaged, name):
    sql, said, mends = DAMAGES[name]
    server = damaged(sql)
    code, told = server.fsck("--checkonly")
    assert code == 1 and re.search(said, told), told
    assert ", mended\n" not in told
    code, told = server.fsck("--autofix", "yes")
    assert re.search(said, told), told
    assert code == (2 if mends else 1), told
    if mends:
        assert server.fsck() == (0, "0 found, 0 mended\n")


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_attachment_that_is_not_what_it_was_is_named(used, harm):
    files = [p for p in used.attachments.rglob("*") if p.is_file() and p.stat().st_size > 50_000]
    assert len(files) == 1
    octets = files[0].read_bytes()
    try:
        files[0].unlink()
        if harm == "changed":
            files[0].write_bytes(octets[:40_000] + b"\0\1\2\3" + octets[40_004:])
        code, told = used.fsck("--repair")
        assert code == 1, told
        assert len(re.findall(r"content \d+: it cannot be read", told)) == 2, told
    finally:
        files[0].write_bytes(octets)
    assert used.fsck() == (0, "0 found, 0 mended\n")


def test_running_server_keeps_it_out(used):
    used.start()
    try:
        assert used.fsck()[0] not in (0, 2)
    finally:
        used.stop()
    assert used.fsck("--nonsense")[0] == 8
