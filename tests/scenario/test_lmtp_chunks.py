# SPDX-License-Identifier: Apache-2.0
"""BDAT, SMTPUTF8 and addresses with a folder, as a mail system uses them over the wire."""
import socket

import pytest

pytestmark = pytest.mark.kc_only

BODY = b"Subject: chunks\r\n\r\n\0bare\nlf\r.\r\nno end of line"


class Talk:
    """Raw LMTP: sends octets, gives back the last line of each reply."""

    def __init__(self, server):
        self._socket = socket.create_connection(("127.0.0.1", server.lmtp_port), timeout=60)
        self._stream = self._socket.makefile("rb")
        self.say(b"", 1)
        self.say(b"LHLO client\r\n")

    def say(self, octets, replies=1):
        self._socket.sendall(octets)
        last = []
        while len(last) < replies:
            line = self._stream.readline()
            assert line, f"closed after {octets[:80]!r}"
            if line[3:4] == b" ":
                last.append(line)
        return last if replies > 1 else last[0]

    def begin(self, *recipients, parameters=b""):
        assert self.say(b"MAIL FROM:<sender@example.org>" + parameters + b"\r\n").startswith(b"250")
        return [self.say(b"RCPT TO:<" + each + b">\r\n") for each in recipients]


@pytest.fixture(scope="module")
def server(make_server):
    made = make_server("chunks").start()
    for name in ("ann", "folders", "bob"):
        made.create_user(name)
    with made.imap("folders") as imap:
        imap.command(b"CREATE Lists")
    yield made
    made.stop()


def stored(server, user, mailbox=b"INBOX"):
    with server.imap(user) as imap:
        imap.command(b"EXAMINE " + mailbox)
        found = imap.command(b"FETCH 1:* (BODY.PEEK[])")
        return [pieces[1] for pieces in found if len(pieces) > 1]


@pytest.mark.parametrize("size", [1, 7, len(BODY)])
def test_chunks_become_the_message_octet_for_octet(server, size):
    talk = Talk(server)
    talk.begin(b"ann@localhost", parameters=b" BODY=BINARYMIME")
    for at in range(0, len(BODY), size):
        chunk = BODY[at:at + size]
        last = b" LAST" if at + size >= len(BODY) else b""
        assert talk.say(b"BDAT %d%s\r\n%s" % (len(chunk), last, chunk)).startswith(b"250 ")
    assert stored(server, "ann")[-1].endswith(b"\r\n" + BODY)


def test_octets_of_a_refused_chunk_are_no_commands(server):
    talk = Talk(server)
    assert talk.say(b"BDAT 12 LAST\r\nQUIT\r\nQUIT\r\n").startswith(b"503 ")
    assert talk.say(b"NOOP\r\n").startswith(b"250 ")
    talk.begin(b"bob@localhost")
    assert talk.say(b"BDAT 6\r\nQUIT\r\n").startswith(b"250 ")
    assert talk.say(b"DATA\r\n").startswith(b"503 ")  # RFC 3030: the two do not mix
    assert talk.say(b"RSET\r\n").startswith(b"250 ")
    assert talk.say(b"BDAT lots\r\n").startswith(b"501 ")
    assert stored(server, "bob") == []


def test_a_folder_in_an_address(server):
    talk = Talk(server)
    talk.begin(b"folders+Lists@localhost", b"folders+absent@localhost")
    answers = talk.say(b"BDAT %d LAST\r\n%s" % (len(BODY), BODY), replies=2)
    assert all(answer.startswith(b"250 ") for answer in answers)
    assert len(stored(server, "folders", b"Lists")) == 1
    assert len(stored(server, "folders")) == 1


def test_addresses_in_utf8_need_the_extension(server):
    talk = Talk(server)
    assert talk.begin("jürgen@localhost".encode())[0].startswith(b"553 5.6.7 ")
    talk.say(b"RSET\r\n")
    answer = talk.begin("jürgen@localhost".encode(), parameters=b" SMTPUTF8")[0]
    assert answer.startswith(b"550 5.1.1 ")  # nobody has that address, and it could be asked for
