# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments under delivery: every message answered with 250 is there, once.

KC_CRASH_ROUNDS says how often (20), KC_CRASH_SEED repeats a run's moments. The state folder is
never touched between kill and restart; some restarts are killed as well, before they are ready.
"""
import os
import random
import re
import time
from collections import Counter

import pytest

from acknowledged_load import AcknowledgedLoad, message
from raw_imap import body_of

ROUNDS = int(os.environ.get("KC_CRASH_ROUNDS", "20"))
SEED = int(os.environ.get("KC_CRASH_SEED", time.time_ns() % 1_000_000))
USERS = [f"crash{i}" for i in range(8)]
SESSIONS = 6
BODIES_COMPARED = 10


class Mailbox:
    """What the test has seen so far of one user's INBOX."""

    def __init__(self, user):
        self.user = user
        self.validity = None
        self.last_uid = 0
        self.identities = []

    def look(self, server):
        """Ids of the messages that came since the last look; checks some of them octet by octet."""
        with server.imap(self.user) as imap:
            validity = validity_of(imap)
            assert self.validity in (None, validity), f"{self.user}: UIDVALIDITY changed"
            self.validity = validity
            new = self._new_identities(imap)
            for uid, identity in new[-BODIES_COMPARED:]:
                self._compare(imap, uid, identity)
        self.identities += [identity for _, identity in new]
        return [identity for _, identity in new]

    def _new_identities(self, imap):
        found = []
        for pieces in imap.fetch(f"{self.last_uid + 1}:*",
                                 "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", uid=True).values():
            uid = uid_of(pieces)
            identity = re.search(rb"<([^@>]+)@crash>", body_of(pieces)).group(1).decode()
            if uid > self.last_uid:  # RFC 3501 §6.4.8: n:* always names the last message
                found.append((uid, identity))
        self.last_uid = max([self.last_uid, *(uid for uid, _ in found)])
        return sorted(found)

    def _compare(self, imap, uid, identity):
        pieces = imap.fetch(str(uid), "(BODY.PEEK[])", uid=True)
        stored = body_of(next(iter(pieces.values())))
        assert stored.endswith(message(identity)), f"{self.user}: {identity} differs"


def uid_of(pieces):
    return int(re.search(rb"\bUID (\d+)", b" ".join(pieces[0::2]), re.I).group(1))


def validity_of(imap):
    answer = imap.command(b"SELECT INBOX")
    return next(re.search(rb"UIDVALIDITY (\d+)", p[0]) for p in answer
                if b"UIDVALIDITY" in p[0]).group(1)


def check(server, mailboxes, load):
    """Holds what is there against what was promised; the number of promises kept."""
    assert not (server.one_process and load.refused), f"refused under load: {load.refused[:3]}"
    promised = Counter(load.acknowledged)
    seen = Counter((m.user, identity) for m in mailboxes for identity in m.look(server))
    lost = [key for key in promised if key not in seen]
    assert not lost, f"{len(lost)} of {len(promised)} acknowledged are lost, e.g. {lost[:3]}"
    doubled = [key for key, times in seen.items() if times > 1]
    assert not doubled, f"there more than once: {doubled[:3]}"
    strange = [key for key in seen if key not in load.sent]
    assert not strange, f"never sent: {strange[:3]}"
    return len(promised)


@pytest.mark.timeout(120 + 40 * ROUNDS)
def test_what_was_answered_with_250_survives_kill_9(make_server):
    print(f"KC_CRASH_SEED={SEED} KC_CRASH_ROUNDS={ROUNDS}")
    dice = random.Random(SEED)
    server = make_server("crash").start()
    server.create_users(USERS)
    mailboxes = [Mailbox(user) for user in USERS]
    total = 0
    for number in range(ROUNDS):
        load = AcknowledgedLoad(server.lmtp_port, USERS, SESSIONS, f"r{number}").start()
        time.sleep(dice.uniform(0.02, 1.0))
        server.kill()
        load.stop()
        server.start_after_crashes(dice)
        try:
            total += check(server, mailboxes, load)
        except AssertionError as fault:
            raise AssertionError(f"seed {SEED}, round {number}: {fault}") from fault
    print(f"{total} acknowledged deliveries, all there after {ROUNDS} crashes")
    assert total > 10 * ROUNDS, "hardly anything was delivered: the crashes met an idle server"
    final_look(server, mailboxes)


def final_look(server, mailboxes):
    """The whole mailboxes once more from the start: nothing of an earlier round went missing."""
    for seen in mailboxes:
        again = Mailbox(seen.user)
        assert Counter(again.look(server)) == Counter(seen.identities), seen.user
    if server.name == "kc":
        errors = server.error_lines()
        assert not errors, f"{len(errors)} error lines, first: {errors[:3]}"


# --- the check itself ---

class Stand:
    """Stands for a server, a mailbox or a load in the check of the check."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


@pytest.mark.parametrize("name, found, refused, is_sound", [
    ("all there", ["a", "b"], [], True),
    ("one more that was sent but not answered", ["a", "b", "c"], [], True),
    ("one lost", ["a"], [], False),
    ("one twice", ["a", "b", "b"], [], False),
    ("unanswered one twice", ["a", "b", "c", "c"], [], False),
    ("one never sent", ["a", "b", "x"], [], False),
    ("one refused by a living server", ["a", "b"], ["451"], False),
])
def test_check_notices_what_is_lost_doubled_strange_or_refused(name, found, refused, is_sound):
    load = Stand(acknowledged=[("u", "a"), ("u", "b")], refused=refused,
                 sent={("u", "a"), ("u", "b"), ("u", "c")})
    mailbox = Stand(user="u", look=lambda server: found)
    try:
        check(Stand(one_process=True), [mailbox], load)
        passed = True
    except AssertionError:
        passed = False
    assert passed == is_sound, name
