# SPDX-License-Identifier: Apache-2.0
"""An attachment is kept once, however many users have it and however it came; and no longer than
needed.

Sizes are disk blocks of the whole state folder, taken with the server down and its journal folded,
so that nothing hides in a log that happens not to be written yet.
"""
import base64
import random
import time

import pytest

import generated_encodings
import kc_server
import processes

USERS = [f"share{i:02}" for i in range(30)]
ATTACHMENT = random.Random(30).randbytes(10_000_000)
ALLOWED_GROWTH = 11_000_000
LEFTOVER = 1_000_000  # rows and empty pages that stay when the attachment is gone
SWEEP_SECONDS = 60


def message_with_attachment(number):
    """The same attachment in a message of its own: another subject, id and text each time."""
    encoded = base64.encodebytes(ATTACHMENT).replace(b"\n", b"\r\n")
    head = (f"From: a@example.org\r\nSubject: shared {number}\r\nMessage-ID: <share.{number}@x>\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n"
            f"Content-Type: text/plain\r\n\r\nletter {number}\r\n--cut\r\n"
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment; filename=big.bin\r\n\r\n")
    return head.encode() + encoded + b"--cut--\r\n"


def deliver(lmtp, number, users):
    answers = lmtp.deliver(message_with_attachment(number), users)
    assert [code for code, _ in answers] == [250] * len(users), answers


def purge(server):
    """What was expunged, for good."""
    server.cli("--purge-softdelete", "0")


def expunge(server, user):
    with server.imap(user) as imap:
        assert imap.select() > 0, user
        imap.expunge_all()
        assert imap.select() == 0, user


@pytest.fixture(scope="module")
def shared(make_server):
    """A server with 30 users who have had mail before, and its disk use at that point."""
    server = make_server("sis", **kc_server.QUICK_SWEEP).start()
    server.create_users(USERS)
    with server.lmtp() as lmtp:
        answers = lmtp.deliver(b"Subject: first\r\n\r\nhello\r\n", USERS)
        assert {code for code, _ in answers} == {250}, answers
    for user in USERS:
        with server.imap(user) as imap:
            assert imap.select() == 1
    server.empty_bytes = server.settled_disk_bytes()
    return server


def growth(server):
    return server.settled_disk_bytes() - server.empty_bytes


@pytest.mark.timeout(600)
def test_thirty_copies_in_one_transaction_and_thirty_alone_take_the_room_of_one(shared):
    with shared.lmtp() as lmtp:
        deliver(lmtp, 0, USERS)
    at_once = growth(shared)
    assert len(ATTACHMENT) * 0.99 < at_once <= ALLOWED_GROWTH, f"one transaction took {at_once}"
    with shared.lmtp() as lmtp:
        for number, user in enumerate(USERS, 1):
            deliver(lmtp, number, [user])
    in_all = growth(shared)
    assert in_all <= ALLOWED_GROWTH, f"{at_once} after one transaction, {in_all} in all"


@pytest.mark.timeout(600)
def test_the_last_copy_stays_readable_when_the_others_are_expunged(shared):
    for user in USERS[:-1]:
        expunge(shared, user)
    purge(shared)
    time.sleep(2 * sweep_turn())
    assert growth(shared) > len(ATTACHMENT) * 0.99
    with shared.imap(USERS[-1]) as imap:
        assert imap.select() == 3
        for number, given in ((2, 0), (3, len(USERS))):
            assert imap.fetch_message(number)[1].endswith(message_with_attachment(given))


@pytest.mark.timeout(600)
def test_the_room_is_free_once_all_are_purged_and_swept(shared):
    expunge(shared, USERS[-1])
    time.sleep(2 * sweep_turn())
    assert growth(shared) > len(ATTACHMENT) * 0.99, "what is not purged yet can be restored"
    shared.cli("--purge-softdelete", "1")
    time.sleep(2 * sweep_turn())
    assert growth(shared) > len(ATTACHMENT) * 0.99, "it was not removed a day ago"
    purge(shared)
    processes.wait_until(lambda: processes.disk_bytes(shared.attachments) < LEFTOVER, SWEEP_SECONDS,
                         "the sweep removes the bytes", pause=0.5)
    left = growth(shared)
    assert left < LEFTOVER, f"{left} octets remain"


def test_an_attachment_that_comes_again_after_the_sweep_is_whole(shared):
    with shared.lmtp() as lmtp:
        deliver(lmtp, 99, USERS[:1])
    with shared.imap(USERS[0]) as imap:
        assert imap.select() == 1
        assert imap.fetch_message(1)[1].endswith(message_with_attachment(99))


@pytest.mark.kc_only
def test_one_attachment_in_many_layouts_is_one_copy(make_server):
    """Base64 in any regular lines is kept decoded, and each comes back in its own layout."""
    picture = generated_encodings.blob(generated_encodings.LARGE)
    layouts = [generated_encodings.base64_lines(picture, length, end) + tail
               for length in (4, 60, 64, 72, 76, 100, 996) for end in (b"\r\n", b"\n")
               for tail in (b"", end, end * 3)]
    given = [generated_encodings.attached(b"base64", text, text) for text in layouts]
    given.append(generated_encodings.attached(b"binary", picture))
    server = make_server("layouts").start()
    server.create_user("layouts")
    with server.lmtp() as lmtp:
        for octets in given:
            assert lmtp.deliver(octets, ["layouts"])[0][0] == 250
    with server.imap("layouts") as imap:
        assert imap.select() == len(given)
        for number, octets in enumerate(given, 1):
            assert imap.fetch_message(number)[1].endswith(octets), number
    server.stop()
    assert server.sql("SELECT octets FROM sis_blob") == [(str(len(picture)),)]


def sweep_turn():
    """Seconds after which a quick sweep must have looked, with its grace time over."""
    return sum(int(value.rstrip("s")) for value in kc_server.QUICK_SWEEP.values())
