# SPDX-License-Identifier: Apache-2.0
"""Twenty clients change one mailbox at once, each tracking it by untagged responses alone.

Every few seconds all stop, and what each believes (numbers, uids, flags, modseqs) must be what a
fresh SELECT and FETCH tell. KC_CLIENTS_SECONDS (20; issue 4 asks for 600) says how long,
KC_CLIENTS_SEED repeats the same deeds.
"""
import os
import random
import threading
import time

import pytest

from raw_imap import quoted
from tracked_mailbox import TrackedMailbox, WrongResponse
from tracking_client import TrackingClient, truth_of

pytestmark = [pytest.mark.kc_only, pytest.mark.timeout(1200)]

CLIENTS = 20
SECONDS = float(os.environ.get("KC_CLIENTS_SECONDS", "20"))
SEED = int(os.environ.get("KC_CLIENTS_SEED", time.time()))
BETWEEN_CHECKS = 2.0
CATCH_UPS = 20  # of a client that idles: the store tells it when it can


class Crowd:
    def __init__(self, server, user):
        self._server, self._user = server, user
        self._until = 0.0
        self._faults = []
        self.clients = [
            TrackingClient(server, user, f"c{i}", random.Random(f"{SEED}.{i}"),
                           qresync=i % 2 == 0, idles=i % 3 == 0) for i in range(CLIENTS)]
        self.delivered = self.compared = 0

    def round(self):
        """All act for a while; then each is compared. The faults of this round."""
        self._until = time.monotonic() + BETWEEN_CHECKS
        self._all(self._act, [self._deliver])
        if not self._faults:
            self._truth = truth_of(self._server, self._user)
            self._all(self._compare)
        return self._faults

    def _all(self, body, others=()):
        threads = [threading.Thread(target=self._guarded, args=(body, client))
                   for client in self.clients]
        threads += [threading.Thread(target=other) for other in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive(), "a client hangs"

    def _guarded(self, body, client):
        try:
            body(client)
        except Exception as fault:  # a thread's end: told by the main one
            heard = "\n    ".join(line.decode("latin-1") for line in client.heard)
            self._faults.append(f"{client.name}: {fault!r}\n    {heard}")

    def _act(self, client):
        while time.monotonic() < self._until:
            client.act()

    def _deliver(self):
        with self._server.lmtp() as lmtp:
            while time.monotonic() < self._until:
                code, text = lmtp.deliver(b"Subject: delivered\r\n\r\ntext\r\n", [self._user])[0]
                if code != 250:
                    self._faults.append(f"delivery: {code} {text}")
                    return
                self.delivered += 1
                time.sleep(0.02)

    def _compare(self, client):
        for _ in range(CATCH_UPS if client.idles else 1):
            client.catch_up()
            differences = client.differences(self._truth)
            if not differences:
                break
        if differences:
            raise WrongResponse("; ".join(differences[:5]))
        self.compared += len(self._truth)


def test_every_client_believes_what_is_so(server, capsys):
    server.create_user("crowd")
    with server.imap("crowd") as imap:
        imap.command(b"CREATE " + quoted("Other"))
    crowd = Crowd(server, "crowd")
    end = time.monotonic() + SECONDS
    rounds = 0
    while time.monotonic() < end:
        faults = crowd.round()
        assert not faults, f"seed {SEED}, round {rounds}:\n" + "\n".join(faults[:3])
        rounds += 1
    with capsys.disabled():
        print(f"\n  {CLIENTS} clients, {SECONDS:.0f} s, seed {SEED}: "
              f"{sum(c.commands for c in crowd.clients)} commands, {crowd.delivered} deliveries, "
              f"{sum(c.reconnects for c in crowd.clients)} returns by QRESYNC, "
              f"{crowd.compared} messages compared in {rounds} rounds")
    assert crowd.compared > 0


@pytest.mark.parametrize("lines", [
    [b"* 2 EXISTS", b"* 1 EXISTS"],
    [b"* 2 EXISTS", b"* 3 EXPUNGE"],
    [b"* 2 EXISTS", b"* 3 FETCH (UID 3 FLAGS ())"],
    [b"* 2 EXISTS", b"* 1 FETCH (UID 3 FLAGS ())", b"* 1 FETCH (UID 4 FLAGS ())"],
    [b"* 2 EXISTS", b"* 2 FETCH (UID 3 FLAGS ())", b"* 1 FETCH (UID 4 FLAGS ())"],
    [b"* 1 EXISTS", b"* 1 FETCH (UID 3 FLAGS ())", b"* VANISHED 2"],
])
def test_a_wrong_response_is_noticed(lines):
    mailbox = TrackedMailbox()
    with pytest.raises(WrongResponse):
        for line in lines:
            mailbox.untagged(line)
