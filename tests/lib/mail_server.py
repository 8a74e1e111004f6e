# SPDX-License-Identifier: Apache-2.0
"""What the scenarios ask of a server, whichever it is: start, stop, kill, users, ports, disk.

Subclasses say how it is configured and started. The scenarios run against KC; the same ones can be
run against a peer (KC_TEST_SERVER=dovecot) to tell a wrong test from a wrong server.
"""
import pathlib
import signal
import subprocess
import time

import processes
from raw_imap import ImapClient, ImapError
from raw_lmtp import LmtpClient

START_SECONDS = 60
STOP_SECONDS = 60


class ServerDied(Exception):
    """The server ended, or did not answer in time, while it should have come up."""


class MailServer:
    name = ""
    one_process = True  # dies at one moment; a family of processes may still say no while it falls
    trace_headers = ("Return-Path", "Received")
    exit_codes = (0, -signal.SIGTERM)  # of a clean end

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.imap_port, self.pop3_port, self.lmtp_port, self.http_port = processes.free_ports(4)
        self.process = None
        self._output = self.directory / "output"

    def command_line(self):
        raise NotImplementedError

    def log_text(self):
        raise NotImplementedError

    def create_user(self, name, password="secret", address=None):
        """A user with a mailbox; its address is name@localhost unless given."""
        raise NotImplementedError

    def create_users(self, names, domain="localhost"):
        for name in names:
            self.create_user(name, address=f"{name}@{domain}")

    @property
    def pid(self):
        return self.process.pid

    def spawn(self, wrapper=()):
        """Starts the process and does not wait for it; wrapper is a command put in front."""
        with open(self._output, "ab") as output:
            self.process = subprocess.Popen([*wrapper, *self.command_line()], stdout=output,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                            cwd=self.directory)

    def start(self, wrapper=()):
        self.spawn(wrapper)
        try:
            processes.wait_until(self._answers, START_SECONDS, f"{self.name} answers")
        except TimeoutError as error:
            self.kill()
            raise ServerDied(f"{error}\n{self._last_words()}") from None
        return self

    def start_after_crashes(self, dice):
        """A start, sometimes with further crashes in the middle of recovery."""
        while dice.random() < 0.2:
            self.spawn()
            time.sleep(dice.uniform(0, 0.3))
            self.kill()
        return self.start()

    def _answers(self):
        if self.process.poll() is not None:
            raise ServerDied(f"{self.name} ended with {self.process.returncode}\n"
                             f"{self._last_words()}")
        try:
            with ImapClient(self.imap_port, timeout=5) as imap:
                imap.command(b"NOOP")
            with LmtpClient(self.lmtp_port, timeout=5):
                return True
        except (OSError, ImapError):
            return False

    def _last_words(self):
        return self._output.read_text(errors="replace")[-2000:] + self.log_text()[-3000:]

    def stop(self):
        """A clean end; raises when the server does not go or ends with an error."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerDied(f"{self.name} did not stop\n{self._last_words()}") from None
        self.process = None
        if code not in self.exit_codes:
            raise ServerDied(f"{self.name} stopped with {code}\n{self._last_words()}")

    def kill(self):
        """kill -9, at once, whole family; nothing gets a chance to tidy up."""
        if self.process is not None:
            processes.kill_family(self.process.pid)
            self.process.wait(STOP_SECONDS)
            self.process = None

    def restart(self):
        self.stop()
        return self.start()

    def imap(self, user, password="secret", **kind):
        return ImapClient(self.imap_port, user, password, **kind)

    def lmtp(self, **kind):
        return LmtpClient(self.lmtp_port, **kind)

    def settled_disk_bytes(self):
        """Disk use with nothing in flight: stops the server, folds logs, starts it again."""
        self.stop()
        self.fold_journal()
        occupied = processes.disk_bytes(self.directory)
        self.start()
        return occupied

    def fold_journal(self):
        """Whatever merges a write-ahead log into its data while the server is down."""
