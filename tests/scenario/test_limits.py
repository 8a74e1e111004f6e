# SPDX-License-Identifier: Apache-2.0
"""Limits of connections and times as clients meet them, on both sides of each line.

Each test comes from an address of its own in 127.0.0.0/8, so that none counts for another.
"""
import base64
import contextlib
import http.client
import socket
import time

import pytest

pytestmark = pytest.mark.kc_only


class Client:
    """A connection from an address of our choice; closed() tells what else was said."""

    def __init__(self, port, address):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60,
                                               source_address=(address, 0))
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def line(self):
        return self.stream.readline()

    def ask(self, command):
        """The tagged response to an IMAP command, b"" if the server closes instead."""
        self.socket.sendall(b"t " + command + b"\r\n")
        line = self.line()
        while line and not line.startswith(b"t "):
            line = self.line()
        return line[2:]

    def rest(self):
        return self.stream.read()


@pytest.fixture(scope="module")
def limited(make_server):
    server = make_server("limits", max_connections_before_login="3", max_connections_per_user="2",
                         max_connections_per_address="6")
    with open(server.etc / "gateway.cfg", "a", encoding="ascii") as cfg:
        cfg.write("imap_login_timeout = 3s\n")
    server.start()
    server.create_users(["ann", "bob", "cy"])
    yield server
    server.stop()


@pytest.fixture
def stack():
    with contextlib.ExitStack() as opened:
        yield opened


def test_an_address_before_login(limited, stack):
    clients = [stack.enter_context(Client(limited.imap_port, "127.0.1.1")) for _ in range(3)]
    assert all(client.line().startswith(b"* OK") for client in clients)
    refused = stack.enter_context(Client(limited.imap_port, "127.0.1.1"))
    refused.socket.sendall(b"a NOOP\r\n")
    assert refused.rest().startswith(b"* BYE [UNAVAILABLE] Too many")
    other = stack.enter_context(Client(limited.imap_port, "127.0.1.2"))
    assert other.line().startswith(b"* OK")
    assert "max_connections_before_login = 3 is reached by 127.0.1.1" in limited.log_text()
    assert clients[0].ask(b"LOGIN bob secret").startswith(b"OK")
    late = stack.enter_context(Client(limited.imap_port, "127.0.1.1"))
    assert late.line().startswith(b"* OK")


def test_an_address_in_all_and_delivery_needs_no_login(limited, stack):
    clients = [stack.enter_context(Client(limited.lmtp_port, "127.0.1.3")) for _ in range(6)]
    assert all(client.line().startswith(b"220") for client in clients)
    refused = stack.enter_context(Client(limited.lmtp_port, "127.0.1.3"))
    refused.socket.sendall(b"LHLO x\r\n")
    assert refused.rest().startswith(b"421 4.3.2 ")
    assert stack.enter_context(Client(limited.lmtp_port, "127.0.1.4")).line().startswith(b"220")


def test_a_user(limited, stack):
    first, second, third = (stack.enter_context(Client(limited.imap_port, "127.0.1.5"))
                            for _ in range(3))
    assert first.ask(b"LOGIN ann secret").startswith(b"OK")
    assert second.ask(b"LOGIN ann secret").startswith(b"OK")
    assert third.ask(b"LOGIN ann secret").startswith(b"NO [LIMIT]")
    assert third.rest() == b""
    assert first.ask(b"LOGOUT").startswith(b"OK")
    assert first.rest() == b""
    fourth = stack.enter_context(Client(limited.imap_port, "127.0.1.5"))
    assert fourth.ask(b"LOGIN ann secret").startswith(b"OK")


def test_the_time_to_log_in_is_absolute(limited, stack):
    begin = time.monotonic()
    talker = stack.enter_context(Client(limited.imap_port, "127.0.1.6"))
    while talker.ask(b"NOOP") and time.monotonic() - begin < 60:
        time.sleep(0.1)
    assert 2.5 < time.monotonic() - begin < 20


def timed_login(limited, command):
    with Client(limited.imap_port, "127.0.1.7") as client:
        client.line()
        begin = time.monotonic()
        answer = client.ask(command)
        return answer.split()[0], time.monotonic() - begin


def test_wrong_passwords_are_answered_later_each_time(limited):
    for delay in (1, 2):
        answer, span = timed_login(limited, b"LOGIN cy wrong")
        assert answer == b"NO" and span > delay - 0.05
    answer, span = timed_login(limited, b"LOGIN cy secret")
    assert answer == b"OK" and span < 3


def test_http_answers_wrong_passwords_later(limited):
    def ask(password):
        connection = http.client.HTTPConnection("127.0.0.1", limited.http_port, timeout=60)
        token = base64.b64encode(f"bob:{password}".encode()).decode()
        begin = time.monotonic()
        connection.request("GET", "/.well-known/jmap", headers={"Authorization": f"Basic {token}"})
        status = connection.getresponse().status
        connection.close()
        return status, time.monotonic() - begin

    for delay in (1, 2):
        status, span = ask("wrong")
        assert status == 401 and span > delay - 0.05
    assert ask("secret")[0] == 200


def test_connections_in_all(make_server, stack):
    server = make_server("total", max_connections="4").start()
    held = []
    deadline = time.monotonic() + 30
    while len(held) < 4 and time.monotonic() < deadline:  # the first look of start() may linger
        client = Client(server.imap_port, f"127.0.2.{len(held) + 1}")
        if client.line().startswith(b"* OK"):
            held.append(stack.enter_context(client))
    assert len(held) == 4
    refused = stack.enter_context(Client(server.imap_port, "127.0.2.9"))
    assert refused.rest().startswith(b"* BYE")
    assert held[0].ask(b"NOOP").startswith(b"OK")
    server.stop()
