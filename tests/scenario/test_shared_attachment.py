# SPDX-License-Identifier: Apache-2.0
"""Who has an attachment in common with others reads it whole whatever they do with theirs; the last one frees the room."""
import base64
import hashlib
import random
import threading

import pytest

import kc_server
import processes

READERS = ["ann", "bob"]
OTHERS = ["mover", "copier", "deleter"]
ATTACHMENT = random.Random(64).randbytes(600_000)
ROUNDS = 8

pytestmark = pytest.mark.kc_only


def message(number):
    head = (f"Subject: shared {number}\r\nMIME-Version: 1.0\r\n"
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n")
    return head.encode() + base64.encodebytes(ATTACHMENT).replace(b"\n", b"\r\n")


def deliver(server, number, users):
    with server.lmtp() as lmtp:
        assert {code for code, _ in lmtp.deliver(message(number), users)} == {250}


def has_it_whole(imap):
    octets = imap.fetch_message(1)[1]
    text = octets.partition(b"base64\r\n\r\n")[2]
    return hashlib.sha256(base64.b64decode(text)).digest() == hashlib.sha256(ATTACHMENT).digest()


class Reading(threading.Thread):
    """Reads its copy again and again."""

    def __init__(self, server, user):
        super().__init__()
        self._server, self._user = server, user
        self.stop, self.times, self.fault = threading.Event(), 0, None

    def run(self):
        try:
            with self._server.imap(self._user) as imap:
                imap.select()
                while not self.stop.is_set():
                    assert has_it_whole(imap), self._user
                    self.times += 1
        except Exception as fault:  # said by the test, in its own thread
            self.fault = fault


def change(imap, user):
    """What a user does with the copy in the inbox: it is gone from there afterwards."""
    imap.select()
    if user == "copier":
        imap.command(b"COPY 1 Archive")
    if user == "mover":
        imap.command(b"MOVE 1 Trash")
    else:
        imap.expunge_all()


def empty(server, user):
    with server.imap(user) as imap:
        for mailbox in ("INBOX", "Trash", "Archive"):
            if imap.select(mailbox):
                imap.expunge_all()


def test_readers_are_not_disturbed_and_the_last_one_frees_the_room(make_server):
    server = make_server("readers", **kc_server.QUICK_SWEEP).start()
    server.create_users(READERS + OTHERS)
    for user in READERS + OTHERS:
        with server.imap(user) as imap:
            for mailbox in (b"Archive", b"Trash"):
                if not imap.command(b"LIST \"\" " + mailbox):
                    imap.command(b"CREATE " + mailbox)
    deliver(server, 0, READERS + OTHERS)
    readings = [Reading(server, user) for user in READERS]
    for reading in readings:
        reading.start()
    try:
        for number in range(1, ROUNDS + 1):
            for user in OTHERS:
                with server.imap(user) as imap:
                    change(imap, user)
                if number % 3 == 0:
                    empty(server, user)
            server.cli("--purge-softdelete", "0")
            deliver(server, number, OTHERS)
    finally:
        for reading in readings:
            reading.stop.set()
            reading.join()
    assert [reading.fault for reading in readings] == [None] * len(READERS)
    assert min(reading.times for reading in readings) > ROUNDS
    for user in OTHERS + READERS[:1]:
        empty(server, user)
    server.cli("--purge-softdelete", "0")
    with server.imap(READERS[1]) as imap:
        imap.select()
        assert has_it_whole(imap)
    assert processes.disk_bytes(server.attachments) > len(ATTACHMENT) / 2
    empty(server, READERS[1])
    server.cli("--purge-softdelete", "0")
    processes.wait_until(lambda: processes.disk_bytes(server.attachments) < 100_000, 60, "the room is free", pause=0.5)
