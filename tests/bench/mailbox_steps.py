# SPDX-License-Identifier: Apache-2.0
"""Steps of tests/bench/compare that work on the big mailbox: bodies, search, flags, move, expunge, append.

Each checks by the server's own answers that all was done, and begins from the same state for any server.
"""
import re
import selectors
import socket
import statistics
import time

from bench_steps import USER_FORMAT, BenchFault, Reader, expect, messages_in
from raw_lmtp import dot_stuffed

MOVED = 1000
APPENDERS = 16
APPENDED_OCTETS = 8192


def timed(reader, command):
    start = time.perf_counter()
    answer = reader.ask(command)
    return 1000 * (time.perf_counter() - start), answer


def selected(server, user):
    reader = Reader(server, user)
    reader.ask(b"SELECT INBOX")
    return reader


def bodies(server, user, messages):
    reader = selected(server, user)
    times = []
    for _ in range(3):
        elapsed, answer = timed(reader, b"FETCH 1:* (BODY.PEEK[])")
        expect(server, "bodies", len(re.findall(rb"^\* \d+ FETCH \(", answer, re.M)), messages)
        times.append(elapsed)
    reader.close()
    return {"bodies_per_second": 1000 * messages / statistics.median(times)}


def searching(server, user, messages):
    """A word that no subject has, and one that all have: every subject is looked at."""
    reader = selected(server, user)
    nothing = [timed(reader, b"SEARCH SUBJECT xyzzyplugh") for _ in range(5)]
    expect(server, "found", len(re.findall(rb"\d+", nothing[0][1].split(b"\r\n")[0])), 0)
    every = [timed(reader, b"SEARCH SUBJECT load") for _ in range(5)]
    expect(server, "found", len(every[0][1].split(b"\r\n")[0].split()) - 2, messages)
    reader.close()
    return {"search_ms": statistics.median(t for t, _ in nothing + every)}


def flags(server, user, messages):
    """Sets and clears a flag of every message; each answer is durable."""
    reader = selected(server, user)
    times = []
    for sign in (b"+", b"-", b"+", b"-"):
        elapsed, _ = timed(reader, b"STORE 1:* %sFLAGS.SILENT (\\Flagged)" % sign)
        times.append(elapsed)
        found = len(reader.ask(b"SEARCH FLAGGED").split(b"\r\n")[0].split()) - 2
        expect(server, "flagged", found, messages if sign == b"+" else 0)
    reader.close()
    return {"store_ms": statistics.median(times)}


def moving(server, user):
    reader = selected(server, user)
    reader.ask(b"CREATE moved")
    elapsed, _ = timed(reader, b"MOVE 1:%d moved" % MOVED)
    expect(server, "moved", messages_in(server, user, b"moved"), MOVED)
    reader.ask(b"SELECT moved")
    reader.ask(b"STORE 1:* +FLAGS.SILENT (\\Deleted)")
    expunge, answer = timed(reader, b"EXPUNGE")
    expect(server, "expunged", len(re.findall(rb"^\* \d+ EXPUNGE", answer, re.M)), MOVED)
    reader.close()
    return {"move_ms": elapsed, "expunge_ms": expunge}


class Appender:
    """One session that appends, a message after the other's answer."""

    def __init__(self, server, place, messages, seed):
        self.reader = Reader(server, USER_FORMAT.format(place))
        self.left = messages
        self._place = f"{place} {seed}"
        self.socket = self.reader.socket
        self._answer = b""

    def begin(self):
        text = f"Subject: append {self._place} {self.left}\r\n\r\n".encode()
        line = f"{self.left} of {self._place}, and then a text that is like no other\r\n".encode()
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


def appending(server, messages, seed):
    each_has = messages // APPENDERS
    appenders = [Appender(server, place, each_has, seed) for place in range(APPENDERS)]
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
    return {"append_per_second": each_has * APPENDERS / elapsed}


def idling(server, user):
    reader = selected(server, user)
    reader.start_idle()
    reader.socket.settimeout(2)
    return reader


def hears(reader):
    """False if it is not told within two seconds: Cyrus forgets one now and then."""
    try:
        while b"EXISTS" not in reader.socket.recv(4096):
            pass
    except TimeoutError:
        return False
    return True


def arrivals(server, most=200, least=12, seconds=5):
    """From the end of a message over LMTP to the untagged EXISTS in another session's IDLE."""
    user = USER_FORMAT.format(0)
    reader = idling(server, user)
    times = []
    end = time.monotonic() + seconds
    with server.lmtp() as lmtp:
        while len(times) < most and (len(times) < least or time.monotonic() < end):
            lmtp.open_transaction("sender@example.org", [f"{user}@localhost"])
            lmtp.command(b"DATA")
            text = dot_stuffed(b"Subject: arrival %d\r\n\r\nhere\r\n" % len(times))
            start = time.perf_counter()
            lmtp.send(text)
            if not hears(reader):
                reader.close()
                reader = idling(server, user)
            times.append(1000 * (time.perf_counter() - start))
            expect(server, "answer", lmtp.read_reply()[0], 250)
    reader.close()
    times.sort()
    return {"arrival_p50_ms": statistics.median(times), "arrival_p99_ms": times[int(len(times) * 0.99)]}
