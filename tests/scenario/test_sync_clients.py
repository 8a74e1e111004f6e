# SPDX-License-Identifier: Apache-2.0
"""Programs that keep two mailboxes alike find every change on either side, and nothing else.

interimap between two accounts (QRESYNC and DEFLATE), mbsync and offlineimap with a Maildir, and
imapflow, which learns by QRESYNC what happened while it was away.
"""
import json
import os
import shutil
import subprocess

import pytest

from replicas import ImapReplica, MaildirReplica

pytestmark = pytest.mark.kc_only

SECONDS = 120


class Program:
    """One that is installed, with a home of its own; `run` is one round of synchronising."""
    name = ""

    def __init__(self, server, home):
        if not shutil.which(self.name):
            pytest.skip(f"no {self.name}")
        self.server, self.home = server, home
        home.mkdir()

    def write(self, name, text):
        path = self.home / name
        path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n")
        path.chmod(0o600)
        return str(path)

    def execute(self, *command):
        environment = {**os.environ, "HOME": str(self.home), "XDG_DATA_HOME": str(self.home),
                       "XDG_CONFIG_HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        done = subprocess.run([self.name, *command], env=environment, cwd=self.home, text=True,
                              capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout + done.stderr


class Interimap(Program):
    name = "interimap"

    def replicas(self):
        for user in ("near", "far"):
            self.server.create_user(user)
        account = f"""type = imap
                      host = 127.0.0.1
                      port = {self.server.imap_port}
                      STARTTLS = NO
                      password = secret"""
        (self.home / "interimap").mkdir(mode=0o700)
        self._config = self.write("config", f"""
            database = {self.home}/state.db
            [local]
            {account}
            username = near
            [remote]
            {account}
            username = far""")
        return ImapReplica(self.server, "near"), ImapReplica(self.server, "far")

    def run(self):
        said = self.execute("--config", self._config, "--debug")
        assert "ENABLE QRESYNC" in said and "COMPRESS DEFLATE" in said
        return said


class Mbsync(Program):
    name = "mbsync"

    def replicas(self):
        self.server.create_user("mbsync")
        self._config = self.write("rc", f"""
            IMAPAccount account
            Host 127.0.0.1
            Port {self.server.imap_port}
            User mbsync
            Pass secret
            SSLType None
            AuthMechs LOGIN

            IMAPStore far
            Account account

            MaildirStore near
            Path {self.home}/mail/
            Inbox {self.home}/mail/INBOX

            Channel all
            Far :far:
            Near :near:
            Patterns INBOX
            Create Both
            Expunge Both
            SyncState *""")
        (self.home / "mail").mkdir()
        self.run()
        return (MaildirReplica(self.home / "mail" / "INBOX"),
                ImapReplica(self.server, "mbsync"))

    def run(self):
        return self.execute("-c", self._config, "-a")


class Offlineimap(Program):
    name = "offlineimap"

    def replicas(self):
        self.server.create_user("offline")
        self._config = self.write("rc", f"""
            [general]
            accounts = A
            metadata = {self.home}/state
            ui = quiet
            [Account A]
            localrepository = L
            remoterepository = R
            [Repository L]
            type = Maildir
            localfolders = {self.home}/mail
            [Repository R]
            type = IMAP
            remotehost = 127.0.0.1
            remoteport = {self.server.imap_port}
            ssl = no
            starttls = no
            remoteuser = offline
            remotepass = secret
            folderfilter = lambda name: name == 'INBOX'""")
        self.run()
        return (MaildirReplica(self.home / "mail" / "INBOX"),
                ImapReplica(self.server, "offline"))

    def run(self):
        return self.execute("-c", self._config, "-o", "-1")


@pytest.mark.parametrize("kind", [Interimap, Mbsync, Offlineimap], ids=lambda kind: kind.name)
def test_both_sides_learn_of_each_others_changes(server, scratch, kind):
    program = kind(server, scratch / kind.name)
    near, far = program.replicas()
    wanted = {}

    def add(replica, *subjects):
        for subject in subjects:
            replica.add(subject)
            wanted[subject] = ""

    def flag(replica, subject, letters):
        replica.flag(subject, letters)
        wanted[subject] = letters

    def remove(replica, *subjects):
        for subject in subjects:
            replica.remove(subject)
            del wanted[subject]

    def synchronise():
        said = program.run()
        assert near.messages() == wanted and far.messages() == wanted, said[-3000:]

    add(near, "n1", "n2", "n3", "n4", "n5")
    synchronise()
    add(far, "f1", "f2", "f3")
    synchronise()
    flag(near, "n1", "S")
    flag(far, "n2", "FS")
    flag(far, "f1", "R")
    remove(near, "n3")
    remove(far, "f2", "n4")
    add(near, "n6")
    add(far, "f4", "f5")
    synchronise()
    flag(near, "n1", "")
    flag(far, "f4", "F")
    remove(near, "f5", "f3")
    synchronise()
    remove(far, *list(wanted))
    synchronise()
    add(near, "last")
    synchronise()
    synchronise()
    near.close()
    far.close()


IMAPFLOW = """
import { createRequire } from 'node:module';
const require = createRequire('%(folder)s/x.js');
const { ImapFlow } = require('imapflow');
const options = { host: '127.0.0.1', port: %(port)d, secure: false, doSTARTTLS: false,
                  auth: { user: 'flow', pass: 'secret' }, logger: false, qresync: true };
const known = %(known)s;
const client = new ImapFlow(options);
const gone = [];
client.on('expunge', (event) => { if (event.vanished) gone.push(event.uid); });
await client.connect();
const box = await client.mailboxOpen('INBOX', known
    ? { changedSince: BigInt(known.modseq), uidValidity: BigInt(known.validity) } : {});
const changed = [];
for await (const message of client.fetch('1:*', { uid: true, flags: true },
                                         known ? { changedSince: BigInt(known.modseq) } : {}))
    changed.push([message.uid, [...message.flags].sort()]);
console.log(JSON.stringify({ modseq: String(box.highestModseq), validity: String(box.uidValidity),
                             exists: box.exists, gone: gone.sort((a, b) => a - b), changed,
                             enabled: [...client.enabled].sort() }));
await client.logout();
"""


def test_imapflow_learns_what_happened_while_it_was_away(server, scratch, imapflow):
    if not imapflow:
        pytest.skip("no imapflow: npm, or its registry, is not there")
    server.create_user("flow")
    replica = ImapReplica(server, "flow")
    for number in range(1, 9):
        replica.add(f"m{number}")
    script = scratch / "resync.mjs"

    def visit(known=None):
        script.write_text(IMAPFLOW % {"folder": imapflow, "port": server.imap_port,
                                      "known": json.dumps(known)})
        done = subprocess.run(["node", str(script)], capture_output=True, text=True,
                              timeout=SECONDS)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    first = visit()
    assert first["exists"] == 8 and "QRESYNC" in first["enabled"]
    assert [uid for uid, _ in first["changed"]] == list(range(1, 9))
    replica.remove("m2")
    replica.remove("m5")
    replica.flag("m3", "S")
    replica.add("m9")
    second = visit(first)
    assert second["gone"] == [2, 5] and second["exists"] == 7
    assert second["changed"] == [[3, [r"\Seen"]], [9, []]]
    third = visit(second)
    assert third["gone"] == [] and third["changed"] == []
    replica.close()
