# SPDX-License-Identifier: Apache-2.0
"""Who is over quota gets nothing more, and nobody else notices."""
import pytest

from raw_imap import ImapError

USERS = ["ann", "bob", "eve"]
BIG = b"Subject: big\r\n\r\n" + b"0123456789abcdef" * 4 * 1024 * 17 + b"\r\n"  # above a megabyte
SMALL = b"Subject: small\r\n\r\nhello\r\n"


@pytest.fixture(scope="module")
def full(make_server):
    """A server with a limit of one megabyte, which bob has gone beyond."""
    server = make_server("quota", quota_hard="1").start()
    server.create_users(USERS)
    with server.lmtp() as lmtp:
        assert [code for code, _ in lmtp.deliver(BIG, ["bob"])] == [250]
    return server


def test_only_the_full_recipient_is_refused(full):
    with full.lmtp() as lmtp:
        answers = lmtp.deliver(SMALL, USERS)
        assert [code for code, _ in answers] == [250, 552, 250], answers
        assert answers[1][1].startswith("5.2.2 <bob> "), answers
    for user in USERS:
        with full.imap(user) as imap:
            assert imap.select() == 1, user


def test_full_account_takes_no_append_and_no_copy(full):
    with full.imap("bob") as imap:
        imap.select()
        with pytest.raises(ImapError, match="OVERQUOTA"):
            imap.command(b"COPY 1 Sent")
        with pytest.raises(ImapError, match="OVERQUOTA"):
            imap.append(SMALL, "Sent")
        assert imap.select("Sent") == 0


def test_full_account_gets_mail_again_once_it_has_room(full):
    with full.imap("bob") as imap:
        assert imap.select() == 1
        imap.command(b"MOVE 1 Trash")
        assert imap.select("Trash") == 1
        imap.expunge_all()
    with full.lmtp() as lmtp:
        assert [code for code, _ in lmtp.deliver(SMALL, ["bob"])] == [250]
