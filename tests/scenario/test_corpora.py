# SPDX-License-Identifier: Apache-2.0
"""Every message comes back as it was given: octet for octet, with its true size.

By LMTP trace headers may be put in front, and nothing else may change; by APPEND nothing at all.
"""
import pytest

import messages
from raw_imap import ImapError
from raw_lmtp import LmtpError

FOLDERS = messages.corpus_folders()


@pytest.fixture(scope="module", autouse=True)
def users(server):
    server.create_users(["lisa", "paul"])


def sets():
    """The named sets of messages: our own always, one for each corpus that is there."""
    yield pytest.param(messages.odd_messages, id="odd")
    for folder in FOLDERS:
        yield pytest.param(lambda folder=folder: messages.corpus(folder), id=folder.name)
    if not FOLDERS:
        yield pytest.param(None, id="corpora", marks=pytest.mark.skip(
            reason=f"no corpora under {messages.SHARED}"))


def report(faults, total):
    assert not faults, f"{len(faults)} of {total} messages:\n" + "\n".join(faults)


def for_lmtp(name_and_octets, load):
    """Files have UNIX line ends and are normalised; our own messages are sent as they stand."""
    name, octets = name_and_octets
    return name, octets if load is messages.odd_messages else messages.with_crlf(octets)


@pytest.mark.parametrize("load", sets())
def test_message_delivered_by_lmtp_comes_back_octet_for_octet(server, load):
    sent = [for_lmtp(item, load) for item in load()]
    faults = []
    with server.imap("lisa") as imap:
        count = imap.select()
        lmtp = server.lmtp()
        for name, octets in sent:
            try:
                code, text = lmtp.deliver(octets, ["lisa"])[0]
                assert code == 250, f"answered {code} {text}"
                assert imap.select() == count + 1, "not exactly one message more"
                check_stored(imap, count + 1, octets, server.trace_headers)
            except (AssertionError, LmtpError) as fault:
                # What follows on a connection that lost its way would blame the next message.
                faults.append(f"{name}: {fault}")
                lmtp.close()
                lmtp = server.lmtp()
            count = imap.select()
        lmtp.close()
    report(faults, len(sent))


@pytest.mark.parametrize("load", sets())
def test_message_appended_comes_back_octet_for_octet(server, load):
    given = [for_append(item, load, server) for item in load()]
    faults = []
    with server.imap("paul") as imap:
        for name, octets in given:
            count = imap.select()
            try:
                imap.append(octets)
                assert imap.select() == count + 1, "not exactly one message more"
                check_stored(imap, count + 1, octets, ())
            except ImapError as error:
                # RFC 3501 §4.3: a literal holds no NUL, so refusing is right, mangling is not.
                # RFC 3502 §6.3.11: a client gives an APPEND up with a message of no octets.
                if b"\0" not in octets and octets:
                    faults.append(f"{name}: APPEND answered {error}")
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
    report(faults, len(given))


def check_stored(imap, number, octets, allowed_headers):
    size, stored = imap.fetch_message(number)
    messages.added_prefix(stored, octets, allowed_headers)
    assert size == len(stored), f"RFC822.SIZE {size}, but {len(stored)} octets"


def for_append(item, load, server):
    """The very octets of the file; a peer that only stores lines gets lines."""
    return item if server.name == "kc" else for_lmtp(item, load)


def test_part_of_a_message_is_the_same_octets_as_the_whole(server):
    """BODY[]<offset.count> cuts the same octets, at every kind of boundary."""
    name, octets = max(messages.odd_messages()[:-8], key=lambda item: len(item[1]))
    server.create_user("rosa", "secret")
    with server.lmtp() as lmtp:
        assert lmtp.deliver(octets, ["rosa"])[0][0] == 250, name
    with server.imap("rosa") as imap:
        imap.select()
        _, whole = imap.fetch_message(1)
        for start, count in ((0, 1), (1, 100), (len(whole) - 5, 100), (4096, 70_000)):
            pieces = imap.fetch("1", f"(BODY.PEEK[]<{start}.{count}>)")[1]
            from_part = next(p for p in pieces[1::2])
            assert from_part == whole[start:start + count], (start, count)
