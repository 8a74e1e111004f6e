# SPDX-License-Identifier: Apache-2.0
"""Steps of tests/bench/compare that work on the big mailbox: bodies, search, flags, move, expunge, append.

Each checks by the server's own answers that all was done, and begins from the same state for any server.
"""
import re
import selectors
import socket
import statistics
import time

from bench_steps import LISTED_USER, BenchFault, Reader, load, USER_FORMAT, USERS

MOVED = 1000
APPENDS = 2000
APPENDERS = 16
APPENDED_OCTETS = 8192


def timed(reader, command):
    start = time.perf_counter()
    answer = reader.ask(command)
    return 1000 * (time.perf_counter() - start), answer


def expect(server, what, seen, wanted):
    if seen != wanted:
        raise BenchFault(f"{server.name}: {what}: {seen} instead of {wanted}")


def selected(server):
    reader = Reader(server, LISTED_USER)
    reader.ask(b"SELECT INBOX")
    return reader


def messages_in(reader, mailbox):
    answer = reader.ask(b"STATUS %s (MESSAGES)" % mailbox)
    return int(re.search(rb"MESSAGES (\d+)", answer).group(1))


def delivery_to_many(generator, server, messages, seed):
    """The same message to ten recipients in one transaction; a rate of messages, not of copies."""
    figures = load(generator, server, messages=messages, users=USERS, user_format=USER_FORMAT,
                   sessions=16, size=8192, recipients=10, seed=seed)
    return {"delivery10_per_second": figures["rate"]}


def bodies(server, messages):
    reader = selected(server)
    times = []
    for _ in range(3):
        elapsed, answer = timed(reader, b"FETCH 1:* (BODY.PEEK[])")
        expect(server, "bodies", len(re.findall(rb"^\* \d+ FETCH \(", answer, re.M)), messages)
        times.append(elapsed)
    reader.close()
    return {"bodies_ms": statistics.median(times)}


def searching(server, messages):
    """A word that no subject has, and one that all have: every subject is looked at."""
    reader = selected(server)
    nothing = [timed(reader, b"SEARCH SUBJECT xyzzyplugh") for _ in range(5)]
    expect(server, "found", len(re.findall(rb"\d+", nothing[0][1].split(b"\r\n")[0])), 0)
    every = [timed(reader, b"SEARCH SUBJECT load") for _ in range(5)]
    expect(server, "found", len(every[0][1].split(b"\r\n")[0].split()) - 2, messages)
    reader.close()
    return {"search_ms": statistics.median(t for t, _ in nothing + every)}


def flags(server, messages):
    """Sets and clears a flag of every message; each answer is durable."""
    reader = selected(server)
    times = []
    for sign in (b"+", b"-", b"+", b"-"):
        elapsed, _ = timed(reader, b"STORE 1:* %sFLAGS.SILENT (\\Flagged)" % sign)
        times.append(elapsed)
        found = len(reader.ask(b"SEARCH FLAGGED").split(b"\r\n")[0].split()) - 2
        expect(server, "flagged", found, messages if sign == b"+" else 0)
    reader.close()
    return {"store_ms": statistics.median(times)}


def moving(server):
    reader = selected(server)
    reader.ask(b"CREATE moved")
    elapsed, _ = timed(reader, b"MOVE 1:%d moved" % MOVED)
    expect(server, "moved", messages_in(reader, b"moved"), MOVED)
    reader.ask(b"SELECT moved")
    reader.ask(b"STORE 1:* +FLAGS.SILENT (\\Deleted)")
    expunge, answer = timed(reader, b"EXPUNGE")
    expect(server, "expunged", len(re.findall(rb"^\* \d+ EXPUNGE", answer, re.M)), MOVED)
    reader.close()
    return {"move_ms": elapsed, "expunge_ms": expunge}


class Appender:
    """One session that appends, a message after the other's answer."""

    def __init__(self, server, place):
        self.reader = Reader(server, USER_FORMAT.format(place))
        self.left = APPENDS // APPENDERS
        self._place = place
        self.socket = self.reader._socket
        self._answer = b""

    def begin(self):
        text = f"Subject: append {self._place} {self.left}\r\n\r\n".encode()
        line = b"%d of %d, and then a text that is like no other\r\n" % (self.left, self._place)
        text += (line * (APPENDED_OCTETS // len(line)))
        self.socket.sendall(b"a APPEND INBOX {%d+}\r\n%s\r\n" % (len(text), text))

    def go_on(self):
        """True while there is more to do."""
        self._answer += self.socket.recv(65536)
        if not self._answer.endswith(b"\r\n"):
            return True
        last = self._answer.split(b"\r\n")[-2]
        if not last.startswith(b"a "):
            return True
        if not last.startswith(b"a OK"):
            raise BenchFault(f"append: {last!r}")
        self._answer = b""
        self.left -= 1
        if self.left:
            self.begin()
        return self.left > 0


def appending(server):
    appenders = [Appender(server, place) for place in range(APPENDERS)]
    with selectors.DefaultSelector() as ready:
        for each in appenders:
            each.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(each.socket, selectors.EVENT_READ, each)
        start = time.perf_counter()
        for each in appenders:
            each.begin()
        while ready.get_map():
            for key, _ in ready.select(60):
                if not key.data.go_on():
                    ready.unregister(key.fileobj)
        elapsed = time.perf_counter() - start
    for each in appenders:
        each.reader.close()
    return {"append_per_second": APPENDS // APPENDERS * APPENDERS / elapsed}


def arrivals(server, messages=200):
    """From the end of a message over LMTP to the untagged EXISTS in another session's IDLE."""
    user = USER_FORMAT.format(0)
    reader = Reader(server, user)
    reader.ask(b"SELECT INBOX")
    reader._socket.sendall(b"i IDLE\r\n")
    reader._socket.recv(4096)
    times = []
    with server.lmtp() as lmtp:
        for number in range(messages):
            text = b"Subject: arrival %d\r\n\r\nhere\r\n" % number
            start = time.perf_counter()
            lmtp.deliver(text, [f"{user}@localhost"])
            while b"EXISTS" not in reader._socket.recv(4096):
                pass
            times.append(1000 * (time.perf_counter() - start))
    reader.close()
    times.sort()
    return {"arrival_p50_ms": statistics.median(times), "arrival_p99_ms": times[int(len(times) * 0.99)]}
