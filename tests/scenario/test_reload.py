# SPDX-License-Identifier: Apache-2.0
"""A thousand reloads under load: an option and the certificate change back and forth, now and then a
file is broken. No connection, plain or TLS, is dropped, no command is answered wrongly, and a broken
configuration changes nothing.
"""
import os
import random
import signal
import threading
import time

import pytest

import certificates
import processes
from acknowledged_load import AcknowledgedLoad
from raw_imap import ImapClient

pytestmark = pytest.mark.kc_only

RELOADS = 1000
SESSIONS = 4  # of each kind
TAKEN = "configuration reloaded"
REFUSED = "the configuration is not reloaded, the old one stays"
# line, what is said of it
BROKEN = [("imap_capability_idel = yes", "unknown option imap_capability_idel; did you mean imap_capability_idle?"),
          ("imap_max_fail_commands = 0", "imap_max_fail_commands = 0: "),
          ("imap_login_timeout = soon", "imap_login_timeout = soon: "),
          ("!include /nonexistent/more.cfg", "/nonexistent/more.cfg")]


class Talk(threading.Thread):
    """An IMAP session that keeps talking, and checks each answer."""

    def __init__(self, client):
        super().__init__()
        self._client = client
        self._end = threading.Event()
        self.commands = 0
        self.wrong = []

    def run(self):
        try:
            self._client.select()
            while not self._end.is_set():
                found = self._client.command(b"FETCH 1 (UID RFC822.SIZE)")
                if not any(b"RFC822.SIZE" in pieces[0] for pieces in found):
                    self.wrong.append(found)
                self._client.command(b"NOOP")
                self.commands += 2
        except Exception as error:  # told by finish(), in the test's own thread
            self.wrong.append(error)

    def finish(self):
        self._end.set()
        self.join(60)
        assert self.wrong == []
        assert self.commands > 0
        self._client.command(b"LOGOUT")


class IdleOption:
    """What is changed and how it shows: gateway.cfg's imap_capability_idle, in new sessions."""

    def __init__(self, server):
        self._server = server
        self._file = server.etc / "gateway.cfg"
        self._text = self._file.read_text()
        self.in_force = True

    def write(self, value, more=""):
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self._text}imap_capability_idle = {'yes' if value else 'no'}\n{more}\n")
        os.replace(fresh, self._file)

    def check(self):
        with ImapClient(self._server.imap_port) as client:
            words = client.command(b"CAPABILITY")[0][0].split()
            assert (b"IDLE" in words) == self.in_force
            client.command(b"LOGOUT")


class Certificate:
    """The one of new TLS sessions; no option changes, just the files."""

    def __init__(self, server):
        self._port = server.imaps_port
        self._pairs = [certificates.make(server.etc, name) for name in ("even", "odd")]
        self._files = server.etc / "now.crt", server.etc / "now.key"
        self.in_force = True
        self.write(True)

    def write(self, value, _more=""):
        certificates.put(self._pairs[value], *self._files)

    def client(self, *who):
        return ImapClient(self._port, *who, tls=certificates.any_server())

    def check(self):
        with self.client() as client:
            assert client.certificate == certificates.der(self._pairs[self.in_force])
            client.command(b"LOGOUT")


class Log:
    """Reads what the server has said since the last look."""

    def __init__(self, path):
        self._path = path
        self._at = path.stat().st_size

    def until_outcome(self):
        """Whether the reload was taken, and all that was said."""
        said = ""
        end = time.monotonic() + 30
        while TAKEN not in said and REFUSED not in said:
            assert time.monotonic() < end, said
            with open(self._path) as file:
                file.seek(self._at)
                said = file.read()
            time.sleep(0.001)
        self._at += len(said)
        return TAKEN in said, said


@pytest.mark.timeout(240)
def test_a_thousand_reloads_drop_nothing(make_server):
    server = make_server("reload", log_level=4)
    server.imaps_port, = processes.free_ports(1)
    with open(server.etc / "gateway.cfg", "a", encoding="ascii") as cfg:
        cfg.write(f"imaps_listen = 127.0.0.1:{server.imaps_port}\n"
                  f"ssl_certificate_file = {server.etc}/now.crt\n"
                  f"ssl_private_key_file = {server.etc}/now.key\n")
    option, certificate = changes = [IdleOption(server), Certificate(server)]
    server.start()
    users = ["talks", "gets", "too"]
    server.create_users(users)
    load = AcknowledgedLoad(server.lmtp_port, users, 2, "reload").start()
    log = Log(server.log_file)
    while not load.acknowledged:
        time.sleep(0.01)
    with server.imap("talks") as client:
        while client.select() == 0:
            time.sleep(0.01)
    talks = [Talk(server.imap("talks")) for _ in range(SESSIONS)]
    talks += [Talk(certificate.client("talks", "secret")) for _ in range(SESSIONS)]
    for talk in talks:
        talk.start()
    dice = random.Random(1)
    broken = 0
    for number in range(RELOADS):
        value = bool(number % 2)
        line, complaint = dice.choice(BROKEN) if number % 10 == 9 else ("", "")
        for change in changes:
            change.write(value, line if change is option else "")
        server.process.send_signal(signal.SIGHUP)
        taken, said = log.until_outcome()
        assert taken == (not line), said
        if line:
            broken += 1
            assert complaint in said and "gateway.cfg:" in said, said
        else:
            for change in changes:
                change.in_force = value
        if number % 50 in (8, 9):  # after a good one and after a broken one
            for change in changes:
                change.check()
    for talk in talks:
        talk.finish()
    load.stop()
    assert broken == RELOADS // 10
    assert load.refused == []
    assert load.sent == set(load.acknowledged), "a delivery was cut off"
    server.stop()
