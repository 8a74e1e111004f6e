# SPDX-License-Identifier: Apache-2.0
"""A full disk defers mail and refuses changes, loses nothing, and is over when there is room again.

Database and attachments lie on a small file system of their own. Needs root, for mounting.
"""
import threading

import pytest

import processes
import small_disk
from acknowledged_load import AcknowledgedLoad, message
from mixed_load import identity_of
from raw_imap import ImapError
from state_check import StateCheck

DISK_MEGABYTES = 24
TEMPORARY = {450, 451, 452}
REFUSALS = 50

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
        with pytest.raises(ImapError, match=r"^NO \[(OVERQUOTA|UNAVAILABLE|LIMIT)\]"):
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
            with pytest.raises(ImapError, match=r"^NO \[(OVERQUOTA|UNAVAILABLE|LIMIT)\]"):
                imap.append(large)
            rest.unlink()
            assert lmtp.deliver(large, ["tam"])[0][0] == 250
            imap.append(large)
            assert imap.select() == 3
        server.kill()
