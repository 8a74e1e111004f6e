# SPDX-License-Identifier: Apache-2.0
"""The measured steps of tests/bench/compare, each the same for any server.

A step takes a running server and returns figures; it checks that the work was really done, because
a server that answers nonsense quickly would win otherwise.
"""
import concurrent.futures
import json
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import time

import processes

LISTING = b"FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
USERS = 100
USER_FORMAT = "user{}"
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


def delivery(generator, server, messages, seed, recipients=1):
    """Distinct 8 KiB messages from 16 sessions to 100 users, each user's mailbox already made.

    A server that drops what it takes for a duplicate is found out: the first user must have its share.
    """
    load(generator, server, messages=2 * USERS, users=USERS, user_format=USER_FORMAT, seed=seed + 1)
    had = messages_in(server, user_names()[0])
    cpu_before = processes.cpu_seconds(server.pid)
    figures = load(generator, server, messages=messages, users=USERS, user_format=USER_FORMAT,
                   sessions=16, size=8192, recipients=recipients, seed=seed)
    cpu = processes.cpu_seconds(server.pid) - cpu_before
    expect(server, "delivered", messages_in(server, user_names()[0]) - had, messages * recipients // USERS)
    figures["server_cpu_ms"] = 1000 * cpu / messages
    figures["generator_cpu_ms"] = 1000 * figures["own_cpu_seconds"] / messages
    return figures


def delivery_to_one(generator, server, messages, seed):
    figures = delivery(generator, server, messages, seed)
    return {"delivery_per_second": figures["rate"], "delivery_p50_ms": figures["p50_ms"],
            "delivery_p99_ms": figures["p99_ms"], "delivery_cpu_ms": figures["server_cpu_ms"],
            "generator_cpu_ms": figures["generator_cpu_ms"]}


def delivery_to_many(generator, server, messages, seed):
    """The same message to ten recipients in one transaction; a rate of messages, not of copies."""
    return {"delivery10_per_second": delivery(generator, server, messages, seed, 10)["rate"]}


def fill(generator, server, user, messages, seed):
    load(generator, server, messages=messages, users=1, user_format=user, size=2048, seed=seed)


class Reader:
    """A connection that reads fast and looks only for the tagged answer at the end."""

    def __init__(self, server, user):
        self.socket = socket.create_connection(("127.0.0.1", server.imap_port), timeout=120)
        self.socket.recv(4096)
        self.ask(b"LOGIN %s secret" % user.encode())

    def ask(self, command):
        self.socket.sendall(b"q " + command + b"\r\n")
        answer = bytearray()
        while not re.search(rb"(?:\A|\r\n)q (OK|NO|BAD)[^\r\n]*\r\n\Z", answer[-1000:]):
            chunk = self.socket.recv(1 << 20)
            if not chunk:
                raise BenchFault(f"connection closed during {command!r}")
            answer += chunk
        if not re.search(rb"(?:\A|\r\n)q OK[^\r\n]*\r\n\Z", answer[-1000:]):
            raise BenchFault(f"{command!r}: {bytes(answer[-200:])!r}")
        return answer

    def start_idle(self):
        self.socket.sendall(b"i IDLE\r\n")
        if not self.socket.recv(4096).startswith(b"+"):
            raise BenchFault("IDLE refused")

    def close(self):
        self.socket.close()


def expect(server, what, seen, wanted):
    if seen != wanted:
        raise BenchFault(f"{server.name}: {what}: {seen} instead of {wanted}")


def messages_in(server, user, mailbox=b"INBOX"):
    reader = Reader(server, user)
    answer = reader.ask(b"STATUS %s (MESSAGES)" % mailbox)
    reader.close()
    return int(re.search(rb"MESSAGES (\d+)", answer).group(1))


def listing(server, user, messages):
    """Milliseconds to list the whole mailbox on a connection of its own, SELECT not counted."""
    reader = Reader(server, user)
    reader.ask(b"SELECT INBOX")
    start = time.perf_counter()
    answer = reader.ask(LISTING)
    elapsed = time.perf_counter() - start
    reader.close()
    expect(server, "listed", len(re.findall(rb"^\* \d+ FETCH \(", answer, re.M)), messages)
    if answer.count(b"@load.example.org>") < messages:
        raise BenchFault(f"{server.name}: envelopes without Message-ID")
    return 1000 * elapsed


def listings(server, user, messages):
    """First time ever, first time after a restart, and warm (best known to the server by then)."""
    figures = {"listing_first_ms": listing(server, user, messages)}
    server.restart()
    figures["listing_restarted_ms"] = listing(server, user, messages)
    figures["listing_warm_ms"] = statistics.median(listing(server, user, messages) for _ in range(5))
    return figures


def idle_sessions(server, sessions):
    """Memory a session, in KB: logged in and silent, then in IDLE on INBOX; the server is started anew before.

    What the first logins leave for good (a password check's working memory, 19 MiB with argon2, in some of the
    threads) is no session's: enough logins for that are made and ended first. Two at a time, since more would wait
    for each other, and a pool that sees its threads wait adds some.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, sessions + 500)), hard))
    names = user_names()
    server.restart()
    with concurrent.futures.ThreadPoolExecutor(2) as two:
        def log_in(count):
            return list(two.map(lambda i: Reader(server, names[i % USERS]), range(count)))
        for reader in log_in(48):
            reader.close()
        before = settled_memory(server)
        readers = log_in(sessions)
        logged_in = settled_memory(server) - before
    for reader in readers:
        reader.ask(b"SELECT INBOX")
    for reader in readers:
        reader.start_idle()
    idling = settled_memory(server) - before
    for reader in readers:
        reader.close()
    return {"idle_login_kb": logged_in / sessions / 1000, "idle_selected_kb": idling / sessions / 1000}


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
