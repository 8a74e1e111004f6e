# SPDX-License-Identifier: Apache-2.0
"""Plays the conversations of tests/transcripts against a server; the format stands in its README.

A transcript is read whole before it is played, so that a wrong line fails without a server. Every
octet that the server sends has to be expected by a line: what is left over at the end is a failure.
"""
import base64
import codecs
import operator
import re
import socket

from raw_imap import quoted
from raw_lmtp import LmtpClient

NAME = re.compile(r"<([a-z][a-z0-9]*)([+-]\d+)?>")
TALK = re.compile(r"(\d?)([CSc]): ?(.*)\Z", re.S)
COMPARISONS = {">": operator.gt, ">=": operator.ge, "=": operator.eq}
SECONDS = 20


class Mismatch(Exception):
    """The server, or the transcript, says something else than the other."""


def plain(user):
    """The response of SASL PLAIN, RFC 4616 §2."""
    return base64.b64encode(b"\0" + user.encode() + b"\0secret").decode()


class Line:
    def __init__(self, number, kind, connection, text):
        self.number, self.kind, self.connection, self.text = number, kind, connection, text
        self.message = []  # of @ message and @ deliver


def parse(text):
    """(title, lines); raises Mismatch for what is no transcript."""
    rows = text.split("\n")
    if not re.match(r"# RFC \d+ §[\d.]+", rows[0]):
        raise Mismatch("line 1: names no section, as in: # RFC 7162 §3.1.3: what happens")
    lines = []
    for number, row in enumerate(rows[1:], 2):
        talk = TALK.match(row)
        if talk:
            lines.append(Line(number, talk[2], talk[1] or "1", talk[3]))
        elif row.startswith("@ "):
            lines.append(Line(number, "@", "", row[2:].strip()))
        elif row.startswith("|") and lines and lines[-1].kind == "@":
            lines[-1].message.append(row[2:])
        elif row and not row.startswith("#"):
            raise Mismatch(f"line {number}: neither C:, S:, c:, @, | nor #: {row}")
    return rows[0], lines


def pattern(wanted, known):
    """A compiled pattern of an S: line; names that are known stand for their values."""
    parts, end, seen = [], 0, set()
    for found in re.finditer(NAME.pattern + r"|\.\.\.", wanted):
        parts.append(re.escape(wanted[end:found.start()]))
        end = found.end()
        name = found[1]
        if name is None:
            parts.append(".*")
        elif name in known:
            parts.append(re.escape(value_of(found, known)))
        else:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>[^ ()\\[\\]\"]+)")
            seen.add(name)
    parts.append(re.escape(wanted[end:]))
    return re.compile("".join(parts), re.S)


def value_of(found, known):
    value = known.get(found[1])
    if value is None:
        raise Mismatch(f"<{found[1]}> is not known yet")
    return str(int(value) + int(found[2])) if found[2] else value


def fill(text, known):
    return NAME.sub(lambda found: value_of(found, known), text)


class Connection:
    """A socket that is read line by line, octets as Latin-1 so that any octet can be shown."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")

    def send(self, octets):
        self._socket.sendall(octets)

    def line(self):
        """Without its CRLF; None once the server has closed."""
        try:
            octets = self._stream.readline()
        except TimeoutError:
            raise Mismatch(f"nothing was said for {SECONDS} s") from None
        if not octets:
            return None
        if not octets.endswith(b"\r\n"):
            raise Mismatch(f"a line without CRLF: {octets!r}")
        return octets[:-2].decode("utf-8", "surrogateescape")

    def close(self):
        self._stream.close()
        self._socket.close()


class Player:
    def __init__(self, server, protocol, user):
        self._server, self._user = server, user
        self._protocol = protocol
        self._port = getattr(server, f"{protocol}_port")
        self._connections = {}
        self._known = {"user": user, "plain": plain(user)}
        self._login = protocol == "imap"
        self._skipping = False  # S: ... came: any lines up to the next that fits

    def play(self, lines):
        for line in lines:
            try:
                self._step(line)
            except Mismatch as mismatch:
                raise Mismatch(f"line {line.number}: {mismatch}") from None
        for name in list(self._connections):
            self._end(name)

    def close(self):
        for connection in self._connections.values():
            connection.close()

    def _step(self, line):
        if line.kind == "@":
            self._event(line)
        elif line.kind == "S":
            self._expect(line)
        else:
            text = fill(line.text, self._known).encode("utf-8", "surrogateescape")
            if line.kind == "c":
                octets = codecs.escape_decode(text)[0]
            else:
                octets = text + b"\r\n"
            self._connection(line.connection).send(octets)

    def _connection(self, name):
        if name not in self._connections:
            connection = self._connections[name] = Connection(self._port)
            if self._login:
                connection.line()
                connection.send(b"begin LOGIN %s secret\r\n" % self._user.encode())
                answer = connection.line()
                if not answer or not answer.startswith("begin OK"):
                    raise Mismatch(f"cannot log in: {answer}")
        return self._connections[name]

    def _expect(self, line):
        connection = self._connection(line.connection)
        if line.text == "...":
            self._skipping = True
            return
        skipping, self._skipping = self._skipping, False
        wanted = pattern(line.text, self._known)
        while True:
            got = connection.line()
            if line.text == "(closed)" and got is None:
                return
            found = wanted.fullmatch(got) if got is not None else None
            if found:
                self._known.update(found.groupdict())
                return
            if not skipping or got is None or self._ends_command(got):
                raise Mismatch(f"wanted {line.text}\n     got {got}")

    def _ends_command(self, line):
        return self._protocol == "imap" and re.match(r"[^*+ ]+ (OK|NO|BAD)\b", line)

    def _end(self, name):
        """Nothing may be left that no line expected."""
        connection = self._connections.pop(name)
        if self._skipping:
            raise Mismatch("S: ... needs a line after it")
        last = {"imap": (b"end LOGOUT\r\n", "* BYE"), "pop3": (b"QUIT\r\n", "+OK Bye")}
        if self._protocol in last:
            farewell, answer = last[self._protocol]
            try:
                connection.send(farewell)
                left = connection.line()
            except (ConnectionError, BrokenPipeError):
                left = None
            if left is not None and not left.startswith(answer):
                raise Mismatch(f"at the end, said unasked: {left}")
        connection.close()

    def _event(self, line):
        words = line.text.split()
        event = getattr(self, f"_on_{words[0]}", None) if words else None
        if event is None:
            raise Mismatch(f"no such event: @ {line.text}")
        event(words[1:], "\r\n".join(line.message) + "\r\n" if line.message else None)

    def _on_fresh(self, _words, _message):
        """No login: the greeting comes as the first S: line."""
        self._login = False

    def _on_reconnect(self, _words, _message):
        for name in list(self._connections):
            self._end(name)

    def _on_drop(self, _words, _message):
        """Connections break off, without a word."""
        self.close()
        self._connections.clear()

    def _on_messages(self, words, _message):
        count, mailbox = int(words[0]), (words[1:] or ["INBOX"])[0]
        with self._server.imap(self._user) as imap:
            if f'"{mailbox}"' not in str(imap.command(b'LIST "" *')):
                imap.command(b"CREATE " + quoted(mailbox))
            for number in range(1, count + 1):
                imap.append(f"Subject: message {number}\r\n\r\ntext {number}\r\n".encode(),
                            mailbox)

    def _on_message(self, words, message):
        with self._server.imap(self._user) as imap:
            imap.append(message.encode(), (words or ["INBOX"])[0])

    def _on_deliver(self, _words, message):
        with LmtpClient(self._server.lmtp_port) as lmtp:
            text = (message or "Subject: delivered\r\n\r\ndelivered\r\n").encode()
            code, answer = lmtp.deliver(text, [self._user])[0]
            if code != 250:
                raise Mismatch(f"not delivered: {code} {answer}")

    def _on_check(self, words, _message):
        """@ check <a> > <b>"""
        left, how, right = (fill(word, self._known) for word in words)
        if not COMPARISONS[how](int(left), int(right)):
            raise Mismatch(f"{left} {how} {right} is not so")


def play(server, protocol, user, text):
    _, lines = parse(text)
    player = Player(server, protocol, user)
    try:
        player.play(lines)
    finally:
        player.close()
