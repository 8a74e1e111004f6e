# SPDX-License-Identifier: Apache-2.0
"""The measured steps of tests/bench/compare, each the same for any server.

A step takes a running server and returns figures; it checks that the work was really done, because
a server that answers nonsense quickly would win otherwise.
"""
import json
import pathlib
import re
import resource
import socket
import subprocess
import time

import processes

LISTING = b"FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
USERS = 100
USER_FORMAT = "user{}"
LISTED_USER = "listed"
LOAD_SECONDS = 600


class BenchFault(Exception):
    """A step could not be measured: the server did not do what was asked."""


def user_names():
    return [USER_FORMAT.format(i) for i in range(USERS)]


def build_load_generator(folder, built_by_cmake):
    """The load generator: the build tree's, or compiled here (a few seconds)."""
    if built_by_cmake and built_by_cmake.is_file():
        return built_by_cmake
    program = pathlib.Path(folder) / "lmtp-load"
    sources = sorted((pathlib.Path(__file__).parent / "lmtp-load").glob("*.cpp"))
    subprocess.run(["c++", "-std=c++20", "-O2", "-o", str(program), *map(str, sources)], check=True)
    return program


def load(generator, server, **options):
    """Runs lmtp-load to its end; options are its command line with _ for -."""
    command = [str(generator), "--json", f"--port={server.lmtp_port}"]
    command += [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_SECONDS)
    if done.returncode:
        raise BenchFault(f"{server.name}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def delivery(generator, server, messages, seed):
    """Distinct 8 KiB messages from 16 sessions to 100 users, each user's mailbox already made."""
    load(generator, server, messages=2 * USERS, users=USERS, user_format=USER_FORMAT, seed=0)
    cpu_before = processes.cpu_seconds(server.pid)
    figures = load(generator, server, messages=messages, users=USERS, user_format=USER_FORMAT,
                   sessions=16, size=8192, seed=seed)
    cpu = processes.cpu_seconds(server.pid) - cpu_before
    return {"delivery_per_second": figures["rate"], "delivery_p50_ms": figures["p50_ms"],
            "delivery_p99_ms": figures["p99_ms"], "delivery_cpu_ms": 1000 * cpu / messages,
            "generator_cpu_ms": 1000 * figures["own_cpu_seconds"] / messages}


def fill_listed(generator, server, messages, seed):
    load(generator, server, messages=messages, users=1, user_format=LISTED_USER, size=2048,
         seed=seed)


class Reader:
    """A connection that reads fast and looks only for the tagged answer at the end."""

    def __init__(self, server, user):
        self._socket = socket.create_connection(("127.0.0.1", server.imap_port), timeout=120)
        self._socket.recv(4096)
        self.ask(b"LOGIN %s secret" % user.encode())

    def ask(self, command):
        self._socket.sendall(b"q " + command + b"\r\n")
        answer = bytearray()
        while not re.search(rb"(?:\A|\r\n)q (OK|NO|BAD)[^\r\n]*\r\n\Z", answer[-1000:]):
            chunk = self._socket.recv(1 << 20)
            if not chunk:
                raise BenchFault(f"connection closed during {command!r}")
            answer += chunk
        if not re.search(rb"(?:\A|\r\n)q OK[^\r\n]*\r\n\Z", answer[-1000:]):
            raise BenchFault(f"{command!r}: {bytes(answer[-200:])!r}")
        return answer

    def close(self):
        self._socket.close()


def listing(server, messages):
    """Milliseconds to list the whole mailbox on a connection of its own, SELECT not counted."""
    reader = Reader(server, LISTED_USER)
    reader.ask(b"SELECT INBOX")
    start = time.perf_counter()
    answer = reader.ask(LISTING)
    elapsed = time.perf_counter() - start
    reader.close()
    listed = len(re.findall(rb"^\* \d+ FETCH \(", answer, re.M))
    if listed != messages or answer.count(b"@load.example.org>") < messages:
        raise BenchFault(f"{server.name}: {listed} of {messages} envelopes listed")
    return 1000 * elapsed


def listings(server, messages):
    """First time ever, first time after a restart, and warm (best known to the server by then)."""
    figures = {"listing_first_ms": listing(server, messages)}
    server.restart()
    figures["listing_restarted_ms"] = listing(server, messages)
    warm = sorted(listing(server, messages) for _ in range(5))
    figures["listing_warm_ms"] = warm[2]
    return figures


def idle_sessions(server, sessions):
    """Memory of sessions that are logged in and say nothing, then of the same ones in IDLE."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, sessions + 500)), hard))
    names = user_names()
    Reader(server, names[0]).close()  # what a first login loads for good is not the sessions'
    before = settled_memory(server)
    readers = [Reader(server, names[i % USERS]) for i in range(sessions)]
    logged_in = settled_memory(server) - before
    for reader in readers:
        reader.ask(b"SELECT INBOX")
    for reader in readers:
        reader._socket.sendall(b"i IDLE\r\n")
        if not reader._socket.recv(4096).startswith(b"+"):
            raise BenchFault(f"{server.name} refuses IDLE")
    idling = settled_memory(server) - before
    for reader in readers:
        reader.close()
    mib = 1 << 20
    return {"idle_login_mib": logged_in / mib, "idle_selected_mib": idling / mib}


def settled_memory(server):
    """Proportional memory once it stops moving by more than 1 %; at most ten looks."""
    last = processes.proportional_bytes(server.pid)
    for _ in range(10):
        time.sleep(0.3)
        now = processes.proportional_bytes(server.pid)
        if abs(now - last) < 0.01 * last:
            break
        last = now
    return now
