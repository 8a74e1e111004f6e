# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments under everything that changes an account, while what was expunged is
purged and attachments are swept.

After each restart: what was confirmed is there, what was expunged stays away, flags are as
confirmed, a change in flight happened wholly or not at all, and the state folder is sound.
KC_MIXED_CRASH_ROUNDS says how often (15), KC_CRASH_SEED repeats a run's moments.
"""
import os
import random
import sqlite3
import time
from collections import Counter

import pytest

import kc_server
from account_check import hold
from acknowledged_load import AcknowledgedLoad
from mailbox_model import INBOX, AccountModel, Box, Change, difference
from mixed_load import MixedClient, look_at_account
from purger import Purger
from state_check import StateCheck

ROUNDS = int(os.environ.get("KC_MIXED_CRASH_ROUNDS", "15"))
SEED = int(os.environ.get("KC_CRASH_SEED", time.time_ns() % 1_000_000))
USERS = [f"mixed{i}" for i in range(4)]
DELIVERIES = 3


class MixedRound:
    """All clients of one life of the server, and what they left."""

    def __init__(self, server, number, accounts, known):
        self._server = server
        self._known = known
        self.load = AcknowledgedLoad(server.lmtp_port, USERS, DELIVERIES, f"r{number}").start()
        self.clients = [MixedClient(server.imap_port, user, accounts[user], f"r{number}.{user}")
                        for user in USERS]
        for client in self.clients:
            client.start()
        self.purger = Purger(server).start()

    def end(self):
        self.purger.stop()
        self.load.stop()
        for client in self.clients:
            client.stop()

    def check(self):
        """The accounts as they are now; raises when a promise was not kept."""
        refused = self.load.refused + self.purger.refused + [
            r for client in self.clients for r in client.refused]
        assert not refused, f"refused by a living server: {refused[:3]}"
        accounts = {}
        for client in self.clients:
            with self._server.imap(client.user) as imap:
                accounts[client.user], self._known[client.user] = hold(
                    imap, client, self._known[client.user], self.load)
        return accounts

    def confirmed(self):
        """How many changes of each kind were confirmed."""
        return Counter(deliver=len(self.load.acknowledged), purge=self.purger.purged) + Counter(
            change.kind for client in self.clients for change in client.model.changes
            if change.ended is not None)


@pytest.mark.kc_only
@pytest.mark.sqlite_only
@pytest.mark.timeout(120 + 40 * ROUNDS)
def test_mixed_changes_survive_kill_9(make_server):
    print(f"KC_CRASH_SEED={SEED} KC_MIXED_CRASH_ROUNDS={ROUNDS}")
    dice = random.Random(SEED)
    server = make_server("mixed", **kc_server.QUICK_SWEEP).start()
    server.create_users(USERS)
    accounts = {}
    for user in USERS:
        with server.imap(user) as imap:
            accounts[user] = look_at_account(imap)
    known, total = {user: set() for user in USERS}, Counter()
    state = StateCheck(server.database, server.attachments)
    for number in range(ROUNDS):
        ongoing = MixedRound(server, number, accounts, known)
        time.sleep(dice.uniform(0.02, 1.2))
        server.kill()
        ongoing.end()
        server.start_after_crashes(dice)
        try:
            accounts = ongoing.check()
            faults = state.faults()
            assert not faults, f"{len(faults)}: {faults[:5]}"
        except AssertionError as fault:
            raise AssertionError(f"seed {SEED}, round {number}: {fault}") from fault
        total += ongoing.confirmed()
    server.cli("--purge-softdelete", "0")
    assert not removals(server) and not state.faults(), "the purge left something"
    assert not server.error_lines(), server.error_lines()[:3]
    print(f"{total.total()} confirmed changes, all kept over {ROUNDS} crashes: {dict(total)}")
    assert total.total() > 20 * ROUNDS, "hardly anything was confirmed: the server was idle"
    assert total["purge"] > 0, "nothing was purged"


def removals(server):
    connection = sqlite3.connect(f"file:{server.database}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute("SELECT * FROM st_removal").fetchall()
    finally:
        connection.close()


# --- the check itself ---

def boxes(**others):
    return {INBOX: Box(1, 3, {1: ("a", frozenset()), 2: ("b", frozenset({r"\Deleted"}))}),
            "box": Box(2, 1), **others}


def changed(boxes_now, *changes):
    for change in changes:
        change.apply(boxes_now)
    return boxes_now


MOVE = Change("move", (INBOX, [1], "box", [1]))
EXPUNGE = Change("expunge", (INBOX, [1, 2]))
FLAG = Change("store", (INBOX, [1, 2], "+", r"\Seen"))


@pytest.mark.parametrize("name, found, sound", [
    ("the confirmed state", changed(boxes(), FLAG), True),
    ("the change in flight done", changed(boxes(), FLAG, EXPUNGE), True),
    ("an arrival besides", changed(boxes(), FLAG, Change("arrive", ([(3, "c")],))), True),
    ("the confirmed flags lost", boxes(), False),
    ("half of the flags", changed(boxes(), Change("store", (INBOX, [1], "+", r"\Seen"))), False),
    ("more expunged than was asked", changed(boxes(), FLAG, MOVE), False),
    ("a mailbox lost", {INBOX: changed(boxes(), FLAG)[INBOX]}, False),
    ("a mailbox never made", changed(boxes(more=Box(3)), FLAG), False),
    ("UIDVALIDITY changed",
     {**changed(boxes(), FLAG), "box": Box(9, 1)}, False),
    ("a message that nobody put there",
     changed(boxes(), FLAG, Change("append", ("box", 1, "x", frozenset()))), False),
    ("UIDNEXT went back",
     {**changed(boxes(), FLAG, EXPUNGE), INBOX: Box(1, 2, {1: ("a", frozenset({r"\Seen"}))})},
     False),
])
def test_model_tells_right_states_from_wrong_ones(name, found, sound):
    model = AccountModel(boxes())
    flag, expunge = Change(FLAG.kind, FLAG.arguments), Change(EXPUNGE.kind, EXPUNGE.arguments)
    model.begin(flag)
    model.confirm(flag, 1)
    model.begin(expunge)
    words = [difference(state, found)[0] for state in model.possible()]
    assert (None in words) == sound, (name, words)


def test_model_notices_what_came_back_after_its_expunge_was_confirmed():
    model = AccountModel(boxes())
    expunge = Change(EXPUNGE.kind, EXPUNGE.arguments)
    model.begin(expunge)
    model.confirm(expunge, 5)
    assert "again" in difference(model.possible()[0], boxes())[0]
    assert difference(model.possible(position=3)[0], boxes())[0] is None


@pytest.mark.sqlite_only
@pytest.mark.parametrize("damage", [
    "UPDATE st_mailbox SET messages = messages + 1",
    "UPDATE st_account SET octets = octets + 1",
    "UPDATE st_mailbox SET uid_next = 1",
    "DELETE FROM st_email WHERE id = (SELECT min(id) FROM st_email)",
    "DELETE FROM sis_ref",
    "UPDATE sis_blob SET marked_at = 1",
    "UPDATE sis_blob SET octets = octets + 1",
    "INSERT INTO st_removal SELECT id, id, name, 1 FROM st_mailbox",
    None,
])
def test_state_check_notices_damage(make_server, damage):
    """Without damage it finds nothing; None stands for an attachment file cut short."""
    server = make_server("damage").start()
    server.create_user("dan")
    text = b"From: a@b\r\n\r\n" + b"a line that is long enough to be kept apart\r\n" * 1000
    with server.lmtp() as lmtp:
        assert lmtp.deliver(text, ["dan"])[0][0] == 250
    server.stop()
    state = StateCheck(server.database, server.attachments)
    assert state.faults() == []
    state = StateCheck(server.database, server.attachments)
    if damage is None:
        blob, = (p for p in server.attachments.rglob("*-*") if p.is_file())
        blob.write_bytes(blob.read_bytes()[:-1])
    else:
        with sqlite3.connect(server.database) as connection:
            assert connection.execute(damage).rowcount > 0
    assert state.faults(), damage
