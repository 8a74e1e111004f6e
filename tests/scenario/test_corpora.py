# SPDX-License-Identifier: Apache-2.0
"""Every message comes back as it was given: octet for octet, with its true size, part for part.

Real messages, odd ones and some hundred generated ones go in by each way that there is. By LMTP
trace headers may be put in front, and nothing else may change; by APPEND nothing at all. What a
way cannot carry as it is stands in EXCEPTIONS, with the reason; a test names each such message.
"""
import collections
import re
import socket

import pytest

import generated_messages
import messages
import part_check
from raw_imap import ImapError
from raw_lmtp import LmtpError

FOLDERS = messages.corpus_folders()
CHUNKS = [7, 1000, 65536, 10**9]  # octets of a chunk of BDAT, in turn


def lacks_line_end(octets):
    return bool(octets) and not octets.endswith(b"\r\n")


def ends_lines_by_pop3(octets):
    octets = re.sub(rb"(?<!\r)\n", b"\r\n", octets)
    if octets.endswith(b"\r"):
        return octets + b"\n"
    return octets if octets.endswith(b"\r\n") else octets + b"\r\n"


# way: what it cannot carry, what comes back instead (None: it is refused), and why.
EXCEPTIONS = {
    "DATA": (lacks_line_end, lambda octets: octets + b"\r\n",
             "a final CRLF is added: it belongs to the end mark (RFC 5321 §4.1.1.4)"),
    "BDAT": None,
    "APPEND": (lambda octets: not octets, None,
               "refused: no octets mean that the client gives up (RFC 3502 §6.3.11)"),
    "APPEND literal8": (lambda octets: not octets, None,
                        "refused: no octets mean that the client gives up (RFC 3502 §6.3.11)"),
    "RETR": (lambda octets: ends_lines_by_pop3(octets) != octets, ends_lines_by_pop3,
             "lines end in CRLF, the last too: a dot behind a bare LF would be the end to some"
             " clients (RFC 1939 §3, doc/protocol/pop3.md)"),
}
# Another server, to which this is put as a check of the test, may do this to messages too.
PEER_REFUSES_NUL = "a literal holds no NUL (RFC 3501 §4.3)"


def sets():
    """The named sets of messages: our own always, one for each corpus that is there."""
    yield pytest.param(messages.odd_messages, id="odd")
    yield pytest.param(generated_messages.generated_messages, id="generated",
                       marks=pytest.mark.kc_only)
    for folder in FOLDERS:
        yield pytest.param(lambda folder=folder: messages.corpus(folder), id=folder.name)
    if not FOLDERS:
        yield pytest.param(None, id="corpora", marks=pytest.mark.skip(
            reason=f"no corpora under {messages.SHARED}"))


class Data:
    """LMTP's DATA. A peer that only stores lines is given lines."""
    name = "DATA"

    def __init__(self, server, user):
        self._server, self._user = server, user
        self._lmtp = server.lmtp()
        self.trace_headers = server.trace_headers

    def give(self, octets, number):
        try:
            code, text = self.transfer(octets, number)
        except LmtpError as error:
            # What follows on a connection that lost its way would blame the next message.
            self._lmtp.close()
            self._lmtp = self._server.lmtp()
            code, text = 0, str(error)
        assert code == 250, f"answered {code} {text}"

    def transfer(self, octets, _):
        return self._lmtp.deliver(octets, [self._user])[0]

    def close(self):
        self._lmtp.close()


class Bdat(Data):
    name = "BDAT"

    def __init__(self, server, user):
        super().__init__(server, user)
        if b"CHUNKING" not in self._lmtp.capabilities[1].encode():
            pytest.skip("no CHUNKING")

    def transfer(self, octets, number):
        return self._lmtp.deliver_chunks(octets, self._user, CHUNKS[number % len(CHUNKS)]
                                         if len(octets) < 20_000 else 65536)


class Append:
    name, sign, trace_headers = "APPEND", b"", ()

    def __init__(self, server, user):
        self._imap = server.imap(user)
        if self.sign and b"BINARY" not in self._imap.command(b"CAPABILITY")[0][0].split():
            pytest.skip("no BINARY")

    def give(self, octets, _):
        self._imap.append(octets, sign=self.sign)

    def close(self):
        self._imap.close()


class AppendLiteral8(Append):
    name, sign = "APPEND literal8", b"~"


# What is stored is the same by the others of LMTP and of IMAP, so its parts are looked at once.
WITH_PARTS = {Bdat, Append}


@pytest.fixture(scope="module", autouse=True)
def users(server):
    server.create_users([user_of(way) for way in (Data, Bdat, Append, AppendLiteral8)])


def user_of(way):
    return way.__name__.lower()


def expected(way, octets, name, exceptions):
    """What comes back, None when it is to be refused; exceptions gets the name of each."""
    exception = EXCEPTIONS[way]
    if not exception or not exception[0](octets):
        return octets
    exceptions[exception[2]].append(name)
    return exception[1] and exception[1](octets)


@pytest.fixture
def exceptions():
    """{reason: names}; said at the end."""
    named = collections.defaultdict(list)
    yield named
    for reason, names in named.items():
        print(f"\n{len(names)} messages: {reason}:\n  {'; '.join(names)}")


def given(load, server):
    """Another server only stores lines, and the files of corpora have UNIX line ends."""
    found = load()
    if server.name == "kc" or load is messages.odd_messages:
        return found
    return [(name, messages.with_crlf(octets)) for name, octets in found]


def give_all(way, sent, server, faults, exceptions):
    """[(name, octets that must come back)] of what was taken."""
    taken = []
    for number, (name, octets) in enumerate(sent):
        wanted = expected(way.name, octets, name, exceptions)
        try:
            way.give(octets, number)
            assert wanted is not None, "it was taken"
            taken.append((name, wanted))
        except ImapError as error:
            refusal = b"\0" in octets and server.name != "kc" and PEER_REFUSES_NUL
            if wanted is not None and not refusal:
                faults.append(f"{name}: answered {error}")
        except AssertionError as fault:
            faults.append(f"{name}: {fault}")
    return taken


@pytest.mark.parametrize("load", sets())
@pytest.mark.parametrize("kind", [Data, Bdat, Append, AppendLiteral8], ids=lambda kind: kind.name)
def test_message_comes_back_octet_for_octet(server, exceptions, kind, load):
    sent, faults = given(load, server), []
    with server.imap(user_of(kind)) as imap:
        before = imap.select()
        way = kind(server, user_of(kind))
        taken = give_all(way, sent, server, faults, exceptions)
        way.close()
        assert imap.select() == before + len(taken), f"not one message for each answer; {faults}"
        for number, (name, octets) in enumerate(taken, before + 1):
            try:
                stored = look_at(imap, number, server.name == "kc" and kind in WITH_PARTS)
                messages.added_prefix(stored, octets, way.trace_headers)
            except (AssertionError, ImapError, part_check.fetch_response.GrammarFault) as fault:
                faults.append(f"{name}: {fault}")
    assert not faults, f"{len(faults)} of {len(sent)} messages:\n" + "\n".join(faults)


def look_at(imap, number, with_parts):
    if with_parts:
        return part_check.check_message(imap, number)
    size, stored = imap.fetch_message(number)
    assert size == len(stored), f"RFC822.SIZE {size}, but {len(stored)} octets"
    return stored


@pytest.mark.kc_only
def test_message_comes_back_by_pop3(server, exceptions):
    server.create_user("retr")
    sent = [item for each in sets() for load in each.values if load for item in load()]
    faults = []
    way = Bdat(server, "retr")
    taken = give_all(way, sent, server, faults, exceptions)
    way.close()
    with Pop3(server.pop3_port, "retr") as pop, server.imap("retr") as imap:
        assert imap.select() == len(taken)
        for number, (name, octets) in enumerate(taken, 1):
            size, came = pop.retrieve(number)
            stored = imap.fetch_message(number)[1]
            try:
                messages.added_prefix(stored, octets, way.trace_headers)
                wanted = expected("RETR", stored, name, exceptions)
                assert came == wanted, messages.first_difference(came, wanted)
                assert size == len(stored), f"LIST says {size}, it has {len(stored)} octets"
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
    assert not faults, f"{len(faults)} of {len(sent)} messages:\n" + "\n".join(faults)


class Pop3:
    """RETR and nothing else, with the octets as they come."""

    def __init__(self, port, user):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._stream = self._socket.makefile("rb", buffering=1 << 20)
        for line in (None, b"USER " + user.encode(), b"PASS secret"):
            self._say(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stream.close()
        self._socket.close()

    def _say(self, line):
        if line:
            self._socket.sendall(line + b"\r\n")
        answer = self._stream.readline()
        assert answer.startswith(b"+OK"), answer
        return answer

    def retrieve(self, number):
        """(octets that LIST announces, the message with its dots undoubled)."""
        size = int(self._say(b"LIST %d" % number).split()[2])
        self._say(b"RETR %d" % number)
        lines, at_line_start = [], True
        while True:
            line = self._stream.readline()  # to a LF: of a line that ends in CRLF, or in LF alone
            assert line, "connection closed"
            if at_line_start and line == b".\r\n":
                return size, b"".join(lines)
            lines.append(line[1:] if at_line_start and line.startswith(b".") else line)
            at_line_start = line.endswith(b"\r\n")


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


@pytest.mark.kc_only
def test_store_is_sound_after_all_of_them(server):
    """kopano-fsck reads each message and compares its summary with what the message says."""
    server.stop()
    found = server.fsck()
    server.start()
    assert found[0] == 0, found
