# SPDX-License-Identifier: Apache-2.0
"""A power cut at any place: what was confirmed is there, and the server starts by itself.

The server runs under mixed load while each of its changes to the state folder is recorded. Then,
for many places in the record, a disk is made as a power cut there may leave it (power_cut.py): what
was not flushed is missing, torn or out of order. A server starts on it and is held to what its
clients had been told before that place. KC_POWER_CUTS says how many (20), KC_POWER_SEED repeats.
"""
import filecmp
import os
import pathlib
import random
import shutil
import time

import pytest

import kc_server
from account_check import hold
from acknowledged_load import AcknowledgedLoad, message
from mail_server import ServerDied
from mailbox_model import difference
from mixed_load import MixedClient, look_at_account
from power_cut import (Disk, build_recorder, cut_places, kill_between_steps, read_record,
                       recording)
from purger import Purger
from state_check import StateCheck

CUTS = int(os.environ.get("KC_POWER_CUTS", "20"))
SEED = int(os.environ.get("KC_POWER_SEED", time.time_ns() % 1_000_000))
LOAD_SECONDS = float(os.environ.get("KC_POWER_SECONDS", "3"))
USERS = [f"power{i}" for i in range(3)]
# Small pieces of the log, so that checkpoints are among what is cut.
OPTIONS = {**kc_server.QUICK_SWEEP, "sqlite_wal_autocheckpoint": "300", "log_level": "4"}

pytestmark = pytest.mark.kc_only


@pytest.fixture(scope="module")
def recorder(scratch):
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    return build_recorder(scratch)


class StateFolder:
    """A server whose database and attachments lie in a folder of their own."""

    def __init__(self, make_server, name, **options):
        self.server = make_server(name)
        self.path = self.server.directory / "state"
        self.path.mkdir()
        self.server.database = self.path / "kopano.db"
        self.server.attachments = self.path / "attachments"
        self.server.write_configuration({"sqlite_path": self.server.database,
                                         "attachment_path": self.server.attachments,
                                         **OPTIONS, **options})


class Recorded:
    """A run under load, its record, and its clients with all that they were told."""

    def __init__(self, make_server, recorder, name, **options):
        folder = StateFolder(make_server, name, **options)
        self.server, self.state = folder.server, folder.path
        self.options = options
        self.server.start()
        self.server.create_users(USERS)
        self.accounts = {}
        for user in USERS:
            with self.server.imap(user) as imap:
                self.accounts[user] = look_at_account(imap)
        self.server.stop()
        self.origin = self.server.directory / "origin"
        shutil.copytree(self.state, self.origin)
        self.record = self.server.directory / "record"
        self._run(recorder)
        self.events = read_record(self.record)

    def _clock(self):
        return self.record.stat().st_size

    def _run(self, recorder):
        self.server.start(wrapper=recording(recorder, self.state, self.record))
        self.load = AcknowledgedLoad(self.server.lmtp_port, USERS, 2, "p", self._clock).start()
        self.clients = [MixedClient(self.server.imap_port, user, self.accounts[user], f"p.{user}",
                                    self._clock).start() for user in USERS]
        self.purger = Purger(self.server).start()
        time.sleep(LOAD_SECONDS)
        self.purger.stop()
        self.load.stop()
        for client in self.clients:
            client.stop()
        self.server.stop()
        refused = self.load.refused + self.purger.refused + [
            r for client in self.clients for r in client.refused]
        assert not refused, refused[:3]
        assert self.purger.purged > 0, "nothing was purged"

    def told_until(self, position):
        """The load as it was at a position."""
        return Told(self.load.sent, [who for who, at in zip(self.load.acknowledged,
                                                            self.load.positions) if at <= position])


class Told:
    def __init__(self, sent, acknowledged):
        self.sent, self.acknowledged = sent, acknowledged


def check_cut(make_server, recorded, disk, position, dice):
    """Starts a server on one state; the number of confirmed deliveries that it was held to."""
    folder = StateFolder(make_server, "cut", **recorded.options)
    server = folder.server
    disk.write_cut(folder.path, dice)
    told = recorded.told_until(position)
    try:
        server.start()
        for client in recorded.clients:
            with server.imap(client.user) as imap:
                hold(imap, client, set(), told, position)
        faults = StateCheck(server.database, server.attachments).faults()
        assert not faults, f"{len(faults)}: {faults[:5]}"
        assert not server.error_lines(), server.error_lines()[:3]
    finally:
        server.kill()
    shutil.rmtree(server.directory)
    return len(told.acknowledged)


def hold_all_cuts(make_server, recorded, cuts, seed):
    dice = random.Random(seed)
    disk, done, held = Disk(recorded.state, recorded.origin), 0, 0
    for place in cut_places(recorded.events, cuts, dice):
        for event in recorded.events[done:place]:
            disk.apply(event)
        done = place
        position = recorded.events[place - 1].end if place else 0
        try:
            held = max(held, check_cut(make_server, recorded, disk, position, dice))
        except (AssertionError, ServerDied) as fault:
            raise AssertionError(f"seed {seed}, cut before event {place}: {fault}") from fault
    return held


@pytest.mark.timeout(300 + 10 * CUTS)
def test_what_was_confirmed_survives_a_power_cut(make_server, recorder):
    print(f"KC_POWER_SEED={SEED} KC_POWER_CUTS={CUTS}")
    recorded = Recorded(make_server, recorder, "power")
    held = hold_all_cuts(make_server, recorded, CUTS, SEED)
    flushes = sum(event.kind == "F" for event in recorded.events)
    print(f"{CUTS} cuts among {len(recorded.events)} changes and {flushes} flushes, "
          f"up to {held} confirmed deliveries each")
    assert held > 20 and flushes > 20


@pytest.mark.timeout(300 + 10 * CUTS)
def test_the_first_start_survives_a_power_cut(make_server, recorder):
    """From an empty folder on: schema, attachment folders, the first user and the first message."""
    folder = StateFolder(make_server, "first")
    server, record = folder.server, folder.server.directory / "record"
    origin = server.directory / "origin"
    origin.mkdir()
    server.start(wrapper=recording(recorder, folder.path, record))
    server.create_user("first")
    made = record.stat().st_size
    with server.lmtp() as lmtp:
        assert lmtp.deliver(message(with_attachment()), ["first"])[0][0] == 250
    delivered = record.stat().st_size
    server.stop()
    events, dice = read_record(record), random.Random(SEED)
    disk, done = Disk(folder.path, origin), 0
    for place in cut_places(events, max(CUTS // 2, 10), dice):
        for event in events[done:place]:
            disk.apply(event)
        done = place
        position = events[place - 1].end if place else 0
        cut = StateFolder(make_server, "cut")
        disk.write_cut(cut.path, dice)
        cut.server.start()
        if position >= made:
            with cut.server.imap("first") as imap:
                count = imap.select()
                assert count == 1 or position < delivered, f"seed {SEED}, event {place}: lost"
                if count:
                    assert imap.fetch_message(1)[1].endswith(message(with_attachment()))
        assert not StateCheck(cut.server.database, cut.server.attachments).faults()
        cut.server.kill()


def with_attachment():
    """The id of a message that has a large part."""
    return next(i for i in map(str, range(100)) if len(message(i)) > 50_000)


@pytest.mark.timeout(300 + 10 * CUTS)
def test_what_was_seen_after_a_crash_survives_a_power_cut(make_server, recorder):
    """What a crash leaves unflushed is in the system's cache and shown to clients at the restart: a
    cut then must not take it away, or its uids would be given out again."""
    folder = StateFolder(make_server, "seen")
    server, record = folder.server, folder.server.directory / "record"
    server.start()
    server.create_users(USERS)
    server.stop()
    origin = server.directory / "origin"
    shutil.copytree(folder.path, origin)
    disk, done, dice = Disk(folder.path, origin), 0, random.Random(SEED)
    server.start(wrapper=recording(recorder, folder.path, record))
    for number in range(max(CUTS // 4, 2)):
        load = AcknowledgedLoad(server.lmtp_port, USERS, 4, f"s{number}").start()
        time.sleep(dice.uniform(0.1, 0.5))
        kill_between_steps(record)
        server.kill()
        load.stop()
        server.start(wrapper=recording(recorder, folder.path, record))
        seen = {}
        for user in USERS:
            with server.imap(user) as imap:
                seen[user] = look_at_account(imap)
        events = read_record(record)
        for event in events[done:]:
            disk.apply(event)
        done = len(events)
        for _ in range(2):
            hold_seen(make_server, disk, seen, dice)


def hold_seen(make_server, disk, seen, dice):
    cut = StateFolder(make_server, "cut")
    disk.write_cut(cut.path, dice)
    cut.server.start()
    for user, account in seen.items():
        with cut.server.imap(user) as imap:
            fault, more = difference(account, look_at_account(imap))
        assert fault is None and not more, f"seed {SEED}, {user}: {fault} {more[:1]}"
    cut.server.kill()
    shutil.rmtree(cut.server.directory)


def test_cuts_find_what_a_server_that_does_not_flush_loses(make_server, recorder):
    """The model itself: attachments that are not flushed must be missed at some cut."""
    recorded = Recorded(make_server, recorder, "hasty", attachment_files_fsync="no")
    with pytest.raises(AssertionError, match="cut before event"):
        hold_all_cuts(make_server, recorded, 50, 1)


def test_the_record_tells_all_that_changed(make_server, recorder, tmp_path):
    recorded = Recorded(make_server, recorder, "record")
    disk = Disk(recorded.state, recorded.origin)
    for event in recorded.events:
        disk.apply(event)
    disk.write_now(tmp_path / "seen")
    real = files_of(recorded.state)
    seen = files_of(tmp_path / "seen")
    assert real == seen and len(real) > 3, seen ^ real
    for name in real:
        assert filecmp.cmp(recorded.state / name, tmp_path / "seen" / name, shallow=False), name


def files_of(folder):
    """-shm is mapped, not written: SQLite makes it anew."""
    return {str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*")
            if path.is_file() and not path.name.endswith("-shm")}
