# SPDX-License-Identifier: Apache-2.0
"""A minimal IMAP client that hands out exactly the octets the server sent.

imaplib decodes, joins and forgives; here a response is the list of its pieces: text outside
literals, and literals whole, in turn. It knows just the commands that the scenarios need.
"""
import re
import socket

LITERAL = re.compile(rb"~?\{(\d+)\+?\}\Z")


class ImapError(Exception):
    """A command was answered NO or BAD, or the connection broke."""


class ImapClient:
    def __init__(self, port, user=None, password=None, host="127.0.0.1", timeout=120.0,
                 tls=None):
        self._socket = socket.create_connection((host, port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:  # an ssl.SSLContext
            self._socket = tls.wrap_socket(self._socket, server_hostname="localhost")
        self._stream = self._socket.makefile("rb", buffering=1 << 20)
        self._tag = 0
        self.greeting = self._read_response()
        if user is not None:
            self.command(b"LOGIN " + quoted(user) + b" " + quoted(password))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._stream.close()
        self._socket.close()

    @property
    def certificate(self):
        """The server's, as DER."""
        return self._socket.getpeercert(binary_form=True)

    def send(self, octets):
        self._socket.sendall(octets)

    def _read_line(self):
        line = self._stream.readline()
        if not line.endswith(b"\r\n"):
            raise ImapError(f"connection closed by the server after {line!r}")
        return line[:-2]

    def _read_response(self):
        pieces = []
        while True:
            line = self._read_line()
            pieces.append(line)
            literal = LITERAL.search(line)
            if not literal:
                return pieces
            size = int(literal.group(1))
            octets = self._stream.read(size)
            if len(octets) != size:
                raise ImapError(f"connection closed inside a literal of {size} octets")
            pieces.append(octets)

    def _read_until(self, tag):
        """Untagged responses up to the tagged one; a NO or BAD is an ImapError."""
        untagged = []
        while True:
            pieces = self._read_response()
            if pieces[0].startswith(tag + b" "):
                self.completion = pieces[0][len(tag) + 1:]
                if not self.completion.upper().startswith(b"OK"):
                    raise ImapError(self.completion.decode("utf-8", "replace"))
                return untagged
            untagged.append(pieces)

    def _next_tag(self):
        self._tag += 1
        return b"t%d" % self._tag

    def command(self, line):
        tag = self._next_tag()
        self.send(tag + b" " + line + b"\r\n")
        return self._read_until(tag)

    def select(self, mailbox="INBOX", verb=b"SELECT"):
        """Number of messages in the mailbox."""
        for pieces in self.command(verb + b" " + quoted(mailbox)):
            found = re.match(rb"\* (\d+) EXISTS", pieces[0], re.I)
            if found:
                count = int(found.group(1))
        return count

    def append(self, octets, mailbox="INBOX", sign=b""):
        """APPEND with a synchronising literal; raises ImapError when refused.

        The sign b"~" makes it a literal8 (RFC 3516).
        """
        tag = self._next_tag()
        self.send(tag + b" APPEND " + quoted(mailbox) + b" " + sign + b"{%d}\r\n" % len(octets))
        first = self._read_response()
        if not first[0].startswith(b"+"):
            raise ImapError(first[0].decode("utf-8", "replace"))
        self.send(octets + b"\r\n")
        self._read_until(tag)

    def fetch(self, numbers, items, uid=False):
        """{message number: pieces} of every FETCH response."""
        verb = b"UID FETCH " if uid else b"FETCH "
        found = {}
        for pieces in self.command(verb + numbers.encode() + b" " + items.encode()):
            head = re.match(rb"\* (\d+) FETCH \(", pieces[0], re.I)
            if head:
                found[int(head.group(1))] = pieces
        return found

    def fetch_message(self, number):
        """(RFC822.SIZE, octets of the whole message)."""
        pieces = self.fetch(str(number), "(RFC822.SIZE BODY.PEEK[])").get(number)
        if pieces is None:
            raise ImapError(f"no FETCH response for message {number}")
        return size_of(pieces), body_of(pieces)

    def expunge_all(self, numbers="1:*"):
        self.command(b"STORE " + numbers.encode() + rb" +FLAGS.SILENT (\Deleted)")
        self.command(b"EXPUNGE")

    def logout(self):
        self.command(b"LOGOUT")
        self.close()


def quoted(text):
    octets = text.encode() if isinstance(text, str) else text
    return b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def size_of(pieces):
    return int(re.search(rb"RFC822\.SIZE (\d+)", b" ".join(pieces[0::2]), re.I).group(1))


def body_of(pieces):
    """The octets of the one BODY[...] item, literal, quoted or NIL (RFC 3501 §9 nstring)."""
    for text, octets in zip(pieces[0::2], pieces[1::2]):
        if re.search(rb"BODY\[[^]]*\](<\d+>)? ~?\{\d+\}\Z", text, re.I):
            return octets
    plain = re.search(rb'BODY\[[^]]*\](?:<\d+>)? (?:"((?:[^"\\]|\\.)*)"|NIL)', pieces[0],
                      re.I | re.S)
    if plain is None:
        raise ImapError(f"no body in {pieces[0][:200]!r}")
    return re.sub(rb"\\(.)", rb"\1", plain.group(1) or b"")
