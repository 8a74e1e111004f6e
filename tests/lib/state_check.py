# SPDX-License-Identifier: Apache-2.0
"""What must hold in the state folder, whatever happened: database, counters, references, octets.

Reads a snapshot beside a running server and changes nothing. `faults()` names each thing that is
wrong; the invariants are those of modules/store/doc/prose.md and modules/sis/doc/prose.md.
"""
import ctypes
import ctypes.util
import hashlib
import pathlib
import sqlite3

PLAIN, ZSTD = 0, 1
LONGEST = 1 << 28

# Each query finds what is wrong; its columns are told.
RULES = {
    "counters of a mailbox are not those of its messages":
        """SELECT m.id, m.messages, m.unseen, m.deleted, m.octets, count(s.uid),
                  coalesce(sum(s.flags & 1 = 0), 0) AS unseen_now,
                  coalesce(sum(s.flags & 8 <> 0), 0) AS deleted_now,
                  coalesce(sum(s.octets), 0) AS octets_now
           FROM st_mailbox m LEFT JOIN st_message s ON s.mailbox = m.id GROUP BY m.id
           HAVING m.messages <> count(s.uid) OR m.unseen <> unseen_now
               OR m.deleted <> deleted_now OR m.octets <> octets_now""",
    "counters of an account are not those of its mailboxes":
        """SELECT a.id, a.mailboxes, a.messages, a.octets, count(m.id),
                  coalesce(sum(m.messages), 0) AS messages_now,
                  coalesce(sum(m.octets), 0) AS octets_now
           FROM st_account a LEFT JOIN st_mailbox m ON m.account = a.id GROUP BY a.id
           HAVING a.mailboxes <> count(m.id) OR a.messages <> messages_now
               OR a.octets <> octets_now""",
    "a uid is not below uid_next":
        """SELECT m.id, m.uid_next, max(s.uid) FROM st_mailbox m
           JOIN st_message s ON s.mailbox = m.id GROUP BY m.id HAVING max(s.uid) >= m.uid_next""",
    "a modseq is above that of its mailbox":
        """SELECT m.id, m.modseq, max(s.modseq) FROM st_mailbox m
           JOIN st_message s ON s.mailbox = m.id GROUP BY m.id HAVING max(s.modseq) > m.modseq""",
    "a mailbox's modseq is above that of its account":
        """SELECT m.id, m.modseq, a.modseq FROM st_mailbox m
           JOIN st_account a ON a.id = m.account WHERE m.modseq > a.modseq""",
    "a mailbox of no account":
        "SELECT id FROM st_mailbox WHERE account NOT IN (SELECT id FROM st_account)",
    "a message of no mailbox":
        """SELECT mailbox, uid FROM st_message WHERE mailbox NOT IN (SELECT id FROM st_mailbox)
           AND mailbox NOT IN (SELECT mailbox FROM st_doomed)
           AND mailbox NOT IN (SELECT id FROM st_removal)""",
    "a removal that is a mailbox, or of no account":
        """SELECT id FROM st_removal WHERE id IN (SELECT id FROM st_mailbox)
           OR id IN (SELECT mailbox FROM st_doomed) OR id >> 40 NOT IN (SELECT id FROM st_account)""",
    "a message without its email":
        "SELECT mailbox, uid FROM st_message WHERE email NOT IN (SELECT id FROM st_email)",
    "memberships of an email are counted wrong":
        """SELECT e.id, count(s.uid), h.memberships FROM st_email e
           LEFT JOIN st_message s ON s.email = e.id LEFT JOIN st_shared h ON h.email = e.id
           GROUP BY e.id HAVING count(s.uid) <> coalesce(h.memberships, 1)""",
    "shared, but no email":
        "SELECT email FROM st_shared WHERE email NOT IN (SELECT id FROM st_email)",
    "an email without its content":
        "SELECT id, content FROM st_email WHERE content NOT IN (SELECT id FROM st_content)",
    "a content of no email":
        "SELECT id FROM st_content WHERE id NOT IN (SELECT content FROM st_email)",
    "a content without references to its attachments":
        """SELECT id FROM st_content c WHERE attachments > 0
           AND NOT EXISTS (SELECT 1 FROM sis_ref r WHERE r.owner = 'store' AND r.holder = c.id)""",
    "a reference of no content":
        """SELECT holder, blob FROM sis_ref WHERE owner = 'store'
           AND holder NOT IN (SELECT id FROM st_content WHERE attachments > 0)""",
    "a reference to no copy":
        "SELECT owner, holder, blob FROM sis_ref WHERE blob NOT IN (SELECT id FROM sis_blob)",
    "a copy that is referred to, but marked":
        """SELECT id FROM sis_blob WHERE marked_at IS NOT NULL
           AND id IN (SELECT blob FROM sis_ref)""",
    "a copy that nothing refers to, not marked":
        "SELECT id FROM sis_blob WHERE marked_at IS NULL AND id NOT IN (SELECT blob FROM sis_ref)",
    "a uid that vanished is there":
        """SELECT s.mailbox, s.uid FROM st_vanished v JOIN st_message s
           ON s.mailbox = v.mailbox AND s.uid BETWEEN v.first AND v.last""",
}


def _zstd():
    name = ctypes.util.find_library("zstd")
    library = ctypes.CDLL(name)
    library.ZSTD_decompress.restype = ctypes.c_size_t
    library.ZSTD_isError.argtypes = [ctypes.c_size_t]
    return library


def _decoded(octets, encoding, length):
    """The content of a copy, None where it cannot be had."""
    if encoding == PLAIN:
        return octets
    library = _zstd()
    out = ctypes.create_string_buffer(max(length, 1))
    done = library.ZSTD_decompress(out, ctypes.c_size_t(length), octets,
                                   ctypes.c_size_t(len(octets)))
    return None if library.ZSTD_isError(done) else out.raw[:done]


def blob_path(attachments, digest, generation):
    name = f"{digest.hex()}-{generation & (1 << 64) - 1:016x}"
    return pathlib.Path(attachments) / name[:2] / name[2:4] / name


def copy_fault(attachments, row):
    """What is wrong with the octets of a copy, or None."""
    digest, generation, octets, stored, encoding = row
    path = blob_path(attachments, digest, generation)
    try:
        found = path.read_bytes()
    except OSError as error:
        return f"octets of a copy: {error}"
    if len(found) != stored:
        return f"{path.name} has {len(found)} octets, not {stored}"
    content = _decoded(found, encoding, min(octets, LONGEST))
    if content is None or len(content) != octets or hashlib.sha256(content).digest() != digest:
        return f"{path.name} has other octets than its digest says"
    return None


class StateCheck:
    """Remembers the copies that it has read, since those never change."""

    def __init__(self, database, attachments):
        self._database = database
        self._attachments = attachments
        self._proven = set()

    def faults(self):
        connection = sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=30)
        try:
            connection.execute("BEGIN")
            found = [f"integrity: {row[0]}" for row in connection.execute("PRAGMA integrity_check")
                     if row[0] != "ok"]
            for rule, query in RULES.items():
                found += [f"{rule}: {row}" for row in connection.execute(query)]
            return found + self._copy_faults(connection)
        finally:
            connection.close()

    def _copy_faults(self, connection):
        """Octets of what is referred to; the rest may go at any time."""
        found = []
        for row in connection.execute(
                "SELECT digest, generation, octets, stored, encoding FROM sis_blob"
                " WHERE id IN (SELECT blob FROM sis_ref)"):
            fault = None if row[:2] in self._proven else copy_fault(self._attachments, row)
            if fault:
                found.append(fault)
            elif blob_path(self._attachments, *row[:2]).exists():
                self._proven.add(row[:2])
            else:
                found.append(f"a copy has gone: {row[0].hex()}")
        return found
