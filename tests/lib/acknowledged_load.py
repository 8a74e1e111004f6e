# SPDX-License-Identifier: Apache-2.0
"""Delivery that remembers every 250 and never retries: what a crash test holds a server to.

Each message has an id of its own; an answer that was not read in full counts as not given.
"""
import random
import threading

from raw_lmtp import LmtpClient, LmtpError

SHARED_PART = random.Random(1).randbytes(40_000).hex().encode()


def message(identity):
    """Deterministic octets for an id: mostly short, some with a part worth storing apart."""
    head = b"From: c@example.org\r\nMessage-ID: <%s@crash>\r\n" % identity.encode()
    dice = random.Random(identity)
    kind = dice.randrange(10)
    if kind < 7:
        return head + b"\r\n" + b"text of %s\r\n" % identity.encode() * dice.randrange(1, 200)
    part = SHARED_PART if kind == 7 else dice.randbytes(30_000).hex().encode()
    lines = b"\r\n".join(part[i:i + 76] for i in range(0, len(part), 76))
    return (head + b"Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n\r\n"
            + identity.encode() + b"\r\n--cut\r\nContent-Type: application/octet-stream\r\n\r\n"
            + lines + b"\r\n--cut--\r\n")


class UnexpectedAnswer(Exception):
    """A living server said no to a sound transaction."""


class AcknowledgedLoad:
    """Sessions that deliver until the server is gone or stop() is called."""

    def __init__(self, lmtp_port, users, sessions, name, clock=lambda: 0):
        self.acknowledged = []  # (user, id) for each 250 read
        self.positions = []     # the clock after each of them
        self.sent = set()       # (user, id) for each message whose end may have reached the server
        self.refused = []       # answers that were neither 250 nor a broken connection
        self._clock = clock
        self._note = threading.Lock()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._session, args=(lmtp_port, users, f"{name}.{i}"))
            for i in range(sessions)]

    def start(self):
        for thread in self._threads:
            thread.start()
        return self

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a session hangs"

    def _session(self, port, users, name):
        try:
            with LmtpClient(port, timeout=30) as lmtp:
                for number in range(1_000_000):
                    if self._stop.is_set():
                        return
                    self._deliver(lmtp, users, f"{name}.{number}")
        except UnexpectedAnswer as answer:
            self.refused.append(str(answer))
        except (OSError, LmtpError):
            return  # the server was killed: never a retry

    def _deliver(self, lmtp, users, identity):
        dice = random.Random(identity)
        recipients = dice.sample(users, min(len(users), dice.choice((1, 1, 1, 3))))
        self.sent.update((user, identity) for user in recipients)
        for user, (code, text) in zip(recipients, self._answers(lmtp, identity, recipients)):
            if code == 250:
                with self._note:
                    self.acknowledged.append((user, identity))
                    self.positions.append(self._clock())
            else:
                self.refused.append(f"{identity}: {code} {text}")

    @staticmethod
    def _answers(lmtp, identity, recipients):
        """Replies one by one, so that those read before a crash count."""
        refused = [reply for reply in lmtp.open_transaction("c@example.org", recipients)
                   if reply[0] != 250]
        if refused:
            raise UnexpectedAnswer(f"RCPT: {refused}")
        code, text = lmtp.command(b"DATA")
        if code != 354:
            raise UnexpectedAnswer(f"DATA: {code} {text}")
        lmtp.send_text(message(identity))
        for _ in recipients:
            yield lmtp.read_reply()
