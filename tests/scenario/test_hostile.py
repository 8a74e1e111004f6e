# SPDX-License-Identifier: Apache-2.0
"""Hostile clients and senders: memory stays bounded, and an honest client hardly notices.

Each attack comes from one address and from many, while an honest client fetches and delivers. Sizes
are small unless KC_HOSTILE=full; the figures are printed (-s). Limits asserted here are wide, since
test machines are busy; the figures that count are those of a quiet machine.
"""
import os
import pathlib
import resource
import time

import pytest

import attacks
import processes
from honest_client import HonestClient

FULL = os.environ.get("KC_HOSTILE") == "full"
AT_LEAST_SECONDS = 10 if FULL else 0
QUIET_SECONDS = 10 if FULL else 1
MEBIBYTE = 1 << 20
SLOWEST_P99_MILLISECONDS = 3000

# attack, size in the normal run, full size, most memory that may be added at any moment
ATTACKS = [
    (attacks.half_open, 500, 10_000, 128 * MEBIBYTE),
    (attacks.trickle, 200, 2_000, 128 * MEBIBYTE),
    (attacks.long_line, 1 << 20, 100 << 20, 16 * MEBIBYTE),
    (attacks.huge_literal, 1 << 20, 100 << 20, 16 * MEBIBYTE),
    (attacks.headers, 500_000, 500_000, 64 * MEBIBYTE),
    (attacks.addresses_in_a_field, 100_000, 100_000, 64 * MEBIBYTE),
    (attacks.mime_depth, 20_000, 100_000, 64 * MEBIBYTE),
    (attacks.pipelined, 50_000, 1_000_000, 32 * MEBIBYTE),
    (attacks.deaf, 1 << 20, 20 << 20, 192 * MEBIBYTE),
]
FROM_ONE_TOO = (attacks.half_open, attacks.trickle, attacks.pipelined)

pytestmark = pytest.mark.kc_only


class Memory:
    """Resident memory of a process: now, and the most since the last reset."""

    def __init__(self, pid):
        self._folder = pathlib.Path(f"/proc/{pid}")
        self.reset()

    def reset(self):
        (self._folder / "clear_refs").write_text("5")
        self.before = self._field("VmRSS")

    def _field(self, name):
        line, = (x for x in (self._folder / "status").read_text().splitlines()
                 if x.startswith(name + ":"))
        return int(line.split()[1]) * 1024

    def growth(self):
        """(most, now) above what there was."""
        return self._field("VmHWM") - self.before, self._field("VmRSS") - self.before


@pytest.fixture(scope="module")
def target(make_server):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = make_server("hostile").start()
    server.create_users(["hugo", "honest"])
    with server.imap("hugo"):
        pass  # the memory of its first login, for the password's hash, is no attack's
    with HonestClient(server, "honest") as honest:
        time.sleep(QUIET_SECONDS)
        print("\nnobody else:\n  " + words(honest.figures()))
    server.quiet_bytes = Memory(server.pid).before
    yield server
    server.stop()


def words(figures):
    return "\n  ".join(f"{what}: p50 {p50} p99 {p99} max {worst} ms of {count}"
                       for what, (p50, p99, worst, count) in figures.items())


def cases():
    for attack, small, full, most in ATTACKS:
        size = full if FULL else small
        for source in ("many", "one") if attack in FROM_ONE_TOO else ("many",):
            yield pytest.param(attack, size, source, most, id=f"{attack.__name__}-{source}")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("attack, size, source, most", cases())
def test_attack_is_bounded_and_others_are_served(target, attack, size, source, most):
    addresses = attacks.many_addresses() if source == "many" else attacks.one_address
    with HonestClient(target, "honest") as honest:
        memory = Memory(target.pid)
        until = time.monotonic() + AT_LEAST_SECONDS
        seen = attack(target, size, addresses)
        while time.monotonic() < until:
            seen = attack(target, size, addresses)
        peak, left = memory.growth()
        figures = honest.figures()
    print(f"\n{attack.__name__} × {size} from {source}: {seen}\n"
          f"  memory: at most {peak / MEBIBYTE:+.1f} MiB, then {left / MEBIBYTE:+.1f} MiB\n  "
          + words(figures))
    assert peak < most
    assert all(p99 < SLOWEST_P99_MILLISECONDS for _, p99, _, _ in figures.values()), figures
    with target.imap("honest") as imap:
        assert imap.select() > 0


def test_memory_goes_back_after_all_of_them(target):
    """What threads have freed is not kept for them for ever."""
    def growth():
        return Memory(target.pid).before - target.quiet_bytes

    after_all = growth()
    processes.wait_until(lambda: growth() < 24 * MEBIBYTE, 60, "memory goes back", pause=1)
    print(f"\nmemory: {after_all / MEBIBYTE:+.1f} MiB, then {growth() / MEBIBYTE:+.1f} MiB")


# RFC 5321 §4.1.1.4: only CRLF.CRLF ends a message.
NO_ENDS = [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r", b"\r.\n",
           b"\r\n.\r\r\n", b"\r\n.\0\r\n", b"\r\n\0.\r\n", b"\r\n. \r\n", b"\r\n..\r\n"]


@pytest.mark.parametrize("variant", NO_ENDS, ids=repr)
def test_nothing_but_its_end_mark_ends_a_message(target, variant):
    with target.imap("hugo") as imap, target.lmtp() as lmtp:
        before = imap.select()
        lmtp.open_transaction("a@example.org", ["hugo"])
        assert lmtp.command(b"DATA")[0] == 354
        smuggled = b"MAIL FROM:<evil@example.org>\r\nRCPT TO:<hugo>\r\nDATA\r\nevil"
        lmtp.send(b"Subject: v\r\n\r\ntext" + variant + smuggled + b"\r\n.\r\nNOOP\r\n")
        assert lmtp.read_reply()[0] == 250
        assert lmtp.read_reply() == (250, "2.0.0 Ok"), "the end was seen elsewhere"
        assert imap.select() == before + 1
        stored = imap.fetch_message(before + 1)[1]
        unstuffed = variant.replace(b"\r\n.", b"\r\n")
        assert stored.endswith(b"text" + unstuffed + smuggled + b"\r\n")
