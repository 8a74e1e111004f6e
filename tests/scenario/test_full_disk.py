# SPDX-License-Identifier: Apache-2.0
"""A full disk defers mail and refuses changes, loses nothing, and is over when there is room again.

Database and attachments lie on a small file system of their own. Needs root, for mounting.
"""
import contextlib
import re
import sqlite3
import subprocess
import threading

import pytest

import processes
import small_disk
from acknowledged_load import AcknowledgedLoad, message
from mixed_load import flags_of, identity_of, uid_of
from raw_imap import ImapError, body_of, quoted
from state_check import StateCheck

DISK_MEGABYTES = 24
TEMPORARY = {450, 451, 452}
REFUSALS = 50
REFUSED = re.compile(r"^NO \[(OVERQUOTA|UNAVAILABLE|LIMIT)\]")

pytestmark = [pytest.mark.kc_only,
              pytest.mark.skipif(small_disk.why_not() is not None, reason=str(small_disk.why_not()))]


@pytest.fixture
def crowded(make_server, tmp_path):
    """A running server on a small disk, with a ballast on it that can be removed."""
    server = make_server("full")
    with small_disk.small_disk(tmp_path, DISK_MEGABYTES) as disk:
        server.database, server.attachments = disk / "kopano.db", disk / "attachments"
        server.write_configuration({"sqlite_path": server.database,
                                    "attachment_path": server.attachments})
        server.start()
        server.create_user("fay")
        server.ballast = disk / "ballast"
        server.ballast.write_bytes(bytes(6 << 20))
        yield server
        server.kill()


class Reader:
    """Reads and searches all the time, and remembers what failed."""

    def __init__(self, server, user):
        self.failures, self.rounds = [], 0
        self._server, self._user = server, user
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(60)

    def _run(self):
        try:
            with self._server.imap(self._user) as imap:
                while not self._stop.is_set():
                    count = imap.select()
                    imap.command(b"SEARCH SUBJECT x")
                    if count:
                        assert len(imap.fetch(f"1,{count}", "(BODY.PEEK[])")) == min(count, 2)
                    self.rounds += 1
        except (OSError, ImapError, AssertionError) as error:
            self.failures.append(repr(error))


def deliver_until_full(server):
    load = AcknowledgedLoad(server.lmtp_port, ["fay"], 4, "full").start()
    try:
        processes.wait_until(lambda: len(load.refused) > REFUSALS, 60, "the disk is full")
    finally:
        load.stop()
    return load


def stored_identities(server):
    with server.imap("fay") as imap:
        imap.select()
        return sorted(identity_of(pieces) for pieces in imap.fetch(
            "1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])").values())


def test_a_full_disk_defers_and_loses_nothing(crowded):
    with Reader(crowded, "fay") as reader:
        load = deliver_until_full(crowded)
        read_before = reader.rounds
        processes.wait_until(lambda: reader.rounds > read_before + 3 or reader.failures, 30,
                             "reading goes on")
    assert not reader.failures, reader.failures
    codes = {int(answer.split(": ")[1].split()[0]) for answer in load.refused}
    assert codes <= TEMPORARY, codes
    small_disk.fill(crowded.ballast.with_name("rest"))
    with crowded.lmtp() as lmtp, crowded.imap("fay") as imap:
        with pytest.raises(ImapError, match=REFUSED.pattern):
            imap.append(message("appended") * 20)
        assert imap.select() == len(load.acknowledged)
        assert lmtp.deliver(message("late") * 20, ["fay"])[0][0] in TEMPORARY
        crowded.ballast.unlink()
        # by itself, on the same connections.
        assert lmtp.deliver(message("late"), ["fay"])[0][0] == 250
        imap.append(message("appended"))
    expected = sorted([identity for _, identity in load.acknowledged] + ["appended", "late"])
    assert stored_identities(crowded) == expected, "half delivered, or lost"
    assert StateCheck(crowded.database, crowded.attachments).faults() == []


@contextlib.contextmanager
def held_log(server):
    """Somebody reads for long, so that the write-ahead log can only grow: a change needs room."""
    connection = sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM st_message").fetchone()
        yield
    finally:
        connection.close()


def store_until_full(imap):
    """Sets keyword after keyword on the first ten until that is refused; those that were set."""
    for number in range(1000):
        try:
            imap.command(b"STORE 1:10 +FLAGS.SILENT ($Key%d)" % number)
        except ImapError as refusal:
            assert REFUSED.match(str(refusal)), refusal
            return {f"$Key{i}" for i in range(number)}
    raise AssertionError("the disk is not full")


CHANGES = [rb"STORE 1:* +FLAGS.SILENT (\Seen)", b"COPY 11:20 Sent", b"MOVE 11:20 Drafts",
           b"EXPUNGE", b"UID EXPUNGE 21", b"CREATE box", b"RENAME Junk Spam", b"DELETE Trash"]


def state_of(imap):
    """What an account holds: uids, flags and octets by mailbox."""
    state = {}
    for name in ("INBOX", "Sent", "Drafts"):
        imap.command(b"EXAMINE " + quoted(name))
        state[name] = sorted((uid_of(p), flags_of(p), body_of(p)) for p in imap.fetch(
            "1:*", "(UID FLAGS BODY.PEEK[])", uid=True).values())
    return state


def test_changes_are_refused_for_now_while_the_disk_is_full(crowded):
    with crowded.lmtp() as lmtp:
        for number in range(40):
            assert lmtp.deliver(message(f"kept.{number}"), ["fay"])[0][0] == 250
    with crowded.imap("fay") as imap, crowded.imap("fay") as other:
        imap.select()
        imap.command(rb"STORE 21:30 +FLAGS.SILENT (\Deleted)")
        with held_log(crowded):
            small_disk.fill(crowded.ballast.with_name("rest"))
            keywords = store_until_full(imap)
            before = state_of(other)
            assert len(before["INBOX"]) == 40 and before["INBOX"][0][1] == keywords
            for change in CHANGES:
                with pytest.raises(ImapError, match=REFUSED.pattern):
                    imap.command(change)
            with pytest.raises(subprocess.CalledProcessError):
                crowded.cli("--create", "--user", "late")
            assert state_of(other) == before, "a refused change has changed something"
            crowded.ballast.unlink()
            # by itself, on the same connection.
            for change in CHANGES:
                imap.command(change)
        after = state_of(other)
    assert [len(after[name]) for name in ("INBOX", "Sent", "Drafts")] == [20, 10, 10]
    assert all(r"\Seen" in flags for _, flags, _ in after["INBOX"])
    assert sorted(body for box in (after["INBOX"], after["Drafts"]) for _, _, body in box) == \
        sorted(body for uid, _, body in before["INBOX"] if not 21 <= uid <= 30)
    assert StateCheck(crowded.database, crowded.attachments).faults() == []
    crowded.kill()
    crowded.start()
    with crowded.imap("fay") as imap:
        assert state_of(imap) == after


def test_a_purge_on_a_full_disk_is_gone_on_with(crowded):
    with crowded.lmtp() as lmtp, crowded.imap("fay") as imap:
        for number in range(30):
            assert lmtp.deliver(message(f"gone.{number}"), ["fay"])[0][0] == 250
        imap.select()
        imap.expunge_all("1:20")
        with held_log(crowded):
            small_disk.fill(crowded.ballast.with_name("rest"))
            store_until_full(imap)
            with pytest.raises(subprocess.CalledProcessError) as refused:
                crowded.cli("--purge-softdelete", "0")
            assert "try again" in refused.value.stderr
            assert imap.select() == 10
            crowded.ballast.unlink()
            crowded.cli("--purge-softdelete", "0")
    connection = sqlite3.connect(f"file:{crowded.database}?mode=ro", uri=True)
    assert connection.execute("SELECT count(*) FROM st_email").fetchone() == (10,)
    connection.close()
    assert StateCheck(crowded.database, crowded.attachments).faults() == []


def test_a_server_starts_on_a_full_disk_and_lets_read(crowded):
    load = deliver_until_full(crowded)
    small_disk.fill(crowded.ballast.with_name("rest"))
    crowded.kill()
    crowded.start()
    assert len(stored_identities(crowded)) == len(load.acknowledged)
    assert "attachments cannot be stored until there is room" in crowded.log_text()
    with crowded.lmtp() as lmtp:
        assert lmtp.deliver(message("late") * 20, ["fay"])[0][0] in TEMPORARY
        crowded.ballast.unlink()
        assert lmtp.deliver(message("late"), ["fay"])[0][0] == 250
    crowded.stop()
    assert StateCheck(crowded.database, crowded.attachments).faults() == []


def test_a_full_tmp_path_defers_large_messages_only(make_server, tmp_path):
    """Messages above 1 MiB wait there until they are whole."""
    server = make_server("fulltmp")
    large = b"Subject: large\r\n\r\n" + b"a line of a large message\r\n" * 100_000
    with small_disk.small_disk(tmp_path, 8) as disk:
        server.temporary = disk
        server.write_configuration()
        server.start()
        server.create_user("tam")
        rest = small_disk.fill(disk / "rest")
        with server.lmtp() as lmtp, server.imap("tam") as imap:
            assert lmtp.deliver(large, ["tam"])[0][0] in TEMPORARY
            assert lmtp.deliver(message("small"), ["tam"])[0][0] == 250
            with pytest.raises(ImapError, match=REFUSED.pattern):
                imap.append(large)
            rest.unlink()
            assert lmtp.deliver(large, ["tam"])[0][0] == 250
            imap.append(large)
            assert imap.select() == 3
        server.kill()
