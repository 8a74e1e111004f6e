# SPDX-License-Identifier: Apache-2.0
"""What hostile clients and senders do, one function each: attack(server, size, addresses).

addresses() gives the source address of the next connection. A function returns a sentence about
what it saw, and raises AssertionError where the server did what it must not.
"""
import contextlib
import itertools
import select
import socket
import time

from raw_lmtp import LmtpClient

GREETED = (b"* OK", b"220 ")
SLOW_SECONDS = 3


def one_address():
    return "127.0.0.1"


def many_addresses():
    """A function that gives another address of 127.0.0.0/8 each time."""
    numbers = itertools.count(1)
    return lambda: "127.%d.%d.%d" % ((n := next(numbers)) % 200 + 1, n // 200 % 250, n // 50_000 + 1)


def connect(port, addresses):
    """None where the server is too busy to take a connection."""
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=30,
                                        source_address=(addresses(), 0))
    except OSError:
        return None


def connect_many(server, count, addresses, stack):
    """Up to count connections to IMAP and LMTP in turn: those that were greeted, with protocol."""
    ports = itertools.cycle([("imap", server.imap_port), ("lmtp", server.lmtp_port)])
    kept = []
    for name, port in itertools.islice(ports, count):
        connection = connect(port, addresses)
        if connection is None:
            continue
        stack.enter_context(connection)
        with contextlib.suppress(OSError):
            if connection.recv(200).startswith(GREETED):
                kept.append((name, connection))
            else:
                connection.close()
    return kept


def half_open(server, size, addresses):
    """Connections that say nothing."""
    with contextlib.ExitStack() as stack:
        kept = connect_many(server, size, addresses, stack)
        time.sleep(SLOW_SECONDS)
        return f"{len(kept)} of {size} connections were kept"


def trickle(server, size, addresses):
    """Clients that send an octet a second, half of them inside a message."""
    with contextlib.ExitStack() as stack:
        kept = connect_many(server, size, addresses, stack)
        for name, connection in kept:
            if name == "lmtp":
                connection.sendall(b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<hugo>\r\nDATA\r\n")
        for _ in range(SLOW_SECONDS * 3):
            for _, connection in kept:
                with contextlib.suppress(OSError):
                    connection.sendall(b"x")
            time.sleep(1)
        return f"{len(kept)} slow clients"


def drain(connection, seconds=30):
    """What the server says until it closes or says nothing for a moment."""
    heard = b""
    connection.settimeout(seconds)
    with contextlib.suppress(OSError):
        while chunk := connection.recv(65536):
            heard += chunk
            connection.settimeout(1)
    return heard


def pour(connection, octets, total):
    """Sends the octets again and again, as far as the server takes them; reads nothing."""
    connection.settimeout(2)
    sent = 0
    with contextlib.suppress(OSError):
        while sent < total:
            sent += connection.send(octets)
    return sent


def long_line(server, size, addresses):
    """Lines without an end: the server may skip or close, but not keep them."""
    said = []
    for port in (server.imap_port, server.lmtp_port):
        with contextlib.closing(connect(port, addresses)) as connection:
            connection.recv(200)
            sent = pour(connection, b"x" * 65536, size)
            with contextlib.suppress(OSError):
                connection.sendall(b"\r\n")
            heard = drain(connection, 5)
            assert b" OK" not in heard and b"250" not in heard
            said.append(f"{sent} octets taken, then {heard[:40]!r}")
    return "; ".join(said)


def huge_literal(server, size, addresses):
    """4 GiB announced, before login and after, of both kinds; as much sent as is taken."""
    said = []
    for login in (b"", b"a LOGIN hugo secret\r\n"):
        for command in (b"b LOGIN {4294967296}\r\n", b"b LOGIN {4294967296+}\r\n",
                        b"b APPEND INBOX {4294967296}\r\n", b"b APPEND INBOX {4294967296+}\r\n"):
            with contextlib.closing(connect(server.imap_port, addresses)) as connection:
                connection.recv(200)
                connection.sendall(login + command)
                taken = pour(connection, b"x" * 65536, size)
                heard = drain(connection, 5)
                assert b"+ " not in heard.replace(b"LITERAL+ ", b""), heard
                said.append(taken)
    return f"octets taken: {said}"


def deliver(server, octets):
    with LmtpClient(server.lmtp_port) as lmtp:
        began = time.monotonic()
        code, text = lmtp.deliver(octets, ["hugo"])[0]
        assert code == 250, (code, text)
        return time.monotonic() - began


def list_last(server, items="(ENVELOPE BODYSTRUCTURE)"):
    with server.imap("hugo") as imap:
        count = imap.select()
        began = time.monotonic()
        imap.fetch(str(count), items)
        return time.monotonic() - began


def huge_message(server, octets):
    took, listed = deliver(server, octets), list_last(server)
    searched = list_last(server, "(BODY.PEEK[HEADER.FIELDS (X-LAST)])")
    assert took + listed + searched < 10, "a message holds the server up"
    return (f"{len(octets)} octets delivered in {took * 1000:.0f} ms, listed in "
            f"{listed * 1000:.0f} ms, a field in {searched * 1000:.0f} ms")


def headers(server, size, _):
    return huge_message(server, b"".join(b"X-%d: v\r\n" % i for i in range(size)) + b"\r\nx\r\n")


def addresses_in_a_field(server, size, _):
    return huge_message(server, b"To: " + b",\r\n ".join(b"<a%d@example.org>" % i
                                                        for i in range(size)) + b"\r\n\r\nx\r\n")


def mime_depth(server, size, _):
    heads = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
             for i in range(size))
    return huge_message(server, b"Subject: deep\r\n" + b"".join(heads) + b"\r\nleaf\r\n")


def pipelined(server, size, addresses):
    """Commands without end from a client that reads the answers, on both protocols."""
    said = []
    for port, hello, command in ((server.imap_port, b"a LOGIN hugo secret\r\n", b"n NOOP\r\n"),
                                 (server.lmtp_port, b"LHLO x\r\n", b"RSET\r\n")):
        with contextlib.closing(connect(port, addresses)) as connection:
            connection.sendall(hello)
            began = time.monotonic()
            answered = exchange(connection, command, size)
            said.append(f"{answered} answers in {time.monotonic() - began:.1f} s")
    return "; ".join(said)


def exchange(connection, command, count):
    """Sends a command count times and reads meanwhile; the number of lines that came back."""
    connection.setblocking(False)
    block, left, lines, quiet = command * 1000, count // 1000, 0, time.monotonic()
    pending = memoryview(block)
    while time.monotonic() - quiet < 3 and lines < count:
        readable, writable, _ = select.select([connection], [connection] if left else [], [], 1)
        if readable:
            chunk = connection.recv(1 << 18)
            if not chunk:
                break
            lines += chunk.count(b"\n")
            quiet = time.monotonic()
        if writable:
            pending = pending[connection.send(pending):]
            if not pending:
                left -= 1
                pending = memoryview(block)
    return lines


def deaf(server, size, addresses):
    """Commands with long answers from clients that read nothing: they have to wait."""
    with contextlib.ExitStack() as stack:
        sent = 0
        for _ in range(10):
            connection = stack.enter_context(connect(server.imap_port, addresses))
            connection.recv(200)
            connection.sendall(b"a LOGIN hugo secret\r\nb SELECT INBOX\r\n")
            sent += pour(connection, b"n FETCH 1:* (BODY.PEEK[])\r\n" * 100, size // 10)
        return f"{sent} octets of commands were taken"
