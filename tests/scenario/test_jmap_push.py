# SPDX-License-Identifier: Apache-2.0
"""Push by EventSource (RFC 8620 §7.3): a delivery is told at once, and nobody's connection holds a thread."""
import base64
import json
import socket
import time

import pytest

from raw_lmtp import LmtpClient

pytestmark = pytest.mark.kc_only
SECONDS = 20
MESSAGE = b"Subject: pushed\r\n\r\ntext\r\n"


@pytest.fixture(scope="module")
def user(server):
    server.create_user("ann")
    return "ann"


class EventStream:
    """Reads an event stream as it comes."""

    def __init__(self, server, user, query, last_event_id=None):
        self._socket = socket.create_connection(("127.0.0.1", server.http_port), timeout=SECONDS)
        token = base64.b64encode(f"{user}:secret".encode()).decode()
        more = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id else ""
        self._socket.sendall(f"GET /jmap/eventsource?{query} HTTP/1.1\r\nHost: x\r\n"
                             f"Authorization: Basic {token}\r\n{more}\r\n".encode())
        self._stream = self._socket.makefile("rb")
        self.head = b"".join(iter(self._stream.readline, b"\r\n"))
        self._text = b""

    def event(self):
        """{"event": …, "id": …, "data": …}; None at the end of the answer."""
        while b"\n\n" not in self._text:
            size = int(self._stream.readline(), 16)
            self._text += self._stream.read(size)
            assert self._stream.read(2) == b"\r\n"
            if not size:
                return None
        text, self._text = self._text.split(b"\n\n", 1)
        found = dict(line.split(": ", 1) for line in text.decode().split("\n"))
        found["data"] = json.loads(found["data"])
        return found

    def silent(self, seconds):
        self._socket.settimeout(seconds)
        try:
            return self._stream.peek(1) == b""
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(SECONDS)

    def close(self):
        self._stream.close()
        self._socket.close()


def deliver(server, user):
    with LmtpClient(server.lmtp_port) as lmtp:
        assert lmtp.deliver(MESSAGE, [user])[0][0] == 250


def test_a_delivery_is_told(server, user):
    stream = EventStream(server, user, "types=*&closeafter=no&ping=0")
    assert b"200 OK" in stream.head and b"text/event-stream" in stream.head
    # The head comes before the watch begins: a round trip on another connection comes after it.
    deliver(server, user)
    first = stream.event()
    deliver(server, user)
    second = stream.event()
    stream.close()
    assert first["event"] == "state" and first["data"]["@type"] == "StateChange"
    [(account, types)] = first["data"]["changed"].items()
    assert account.startswith("a") and set(types) == {"Email", "Mailbox", "Quota"}
    assert first["id"] != second["id"]


def test_what_was_missed_is_told(server, user):
    stream = EventStream(server, user, "types=Mailbox&closeafter=no&ping=0")
    deliver(server, user)
    seen = stream.event()["id"]
    stream.close()
    deliver(server, user)
    late = EventStream(server, user, "types=Mailbox&closeafter=state&ping=0", last_event_id=seen)
    told = late.event()
    assert told["id"] != seen and set(*told["data"]["changed"].values()) == {"Mailbox"}
    assert late.event() is None
    late.close()
    same = EventStream(server, user, "types=Mailbox&closeafter=no&ping=0", last_event_id=told["id"])
    assert same.silent(1)
    same.close()


def test_the_answer_ends_after_a_state(server, user):
    stream = EventStream(server, user, "types=*&closeafter=state&ping=0")
    deliver(server, user)
    assert stream.event()["event"] == "state"
    assert stream.event() is None
    stream.close()


def test_it_pings(server, user):
    stream = EventStream(server, user, "types=*&closeafter=no&ping=1")
    begun = time.monotonic()
    for _ in range(2):
        assert stream.event() == {"event": "ping", "data": {"interval": 5}}
    assert 9 < time.monotonic() - begun < 15
    stream.close()


def test_listeners_hold_no_thread(server, user):
    """Far more of them than there are threads, and requests are still answered."""
    streams = [EventStream(server, user, "types=*&closeafter=no&ping=0") for _ in range(40)]
    deliver(server, user)
    for stream in streams:
        assert stream.event()["event"] == "state"
    for stream in streams:
        stream.close()


def test_the_server_stops_with_listeners(make_server):
    server = make_server("push-stop").start()
    server.create_user("ann")
    stream = EventStream(server, "ann", "types=*&closeafter=no&ping=0")
    server.stop()
    assert stream.event() is None
    stream.close()
