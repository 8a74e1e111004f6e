# SPDX-License-Identifier: Apache-2.0
"""An IMAP client that changes a mailbox at random and tracks it by untagged responses.

As in life: it knows what its own .SILENT did, it asks for the uids of arrivals, and one with
QRESYNC comes back after a lost connection with what it had (RFC 7162 §6).
"""
import collections
import re
import time

from raw_imap import ImapClient
from tracked_mailbox import TrackedMailbox, WrongResponse, expand

FLAGS = [rb"\Seen", rb"\Flagged", rb"\Answered", rb"$A", rb"$B"]
HELD = re.compile(rb"OK \[MODIFIED ([\d:,]+)\]")


class TrackingClient:
    def __init__(self, server, user, name, dice, *, qresync, idles):
        self._server, self._user, self.name, self._dice = server, user, name, dice
        self.qresync, self.idles = qresync, idles
        self.mailbox = TrackedMailbox()
        self.heard = collections.deque(maxlen=80)
        self.commands = self.reconnects = 0
        self._validity = None
        self._connect()

    def close(self):
        self._imap.close()

    def _connect(self):
        self._imap = ImapClient(self._server.imap_port, self._user, "secret")
        parameters = b""
        if self.qresync:
            self._imap.command(b"ENABLE QRESYNC")
            if self._validity:
                parameters = b" (QRESYNC (%d %d))" % (self._validity, self.mailbox.highest)
        self._select(parameters)
        self.learn_arrivals()

    def _select(self, parameters):
        self.heard.append(b"-- SELECT" + parameters)
        late = []  # of the mailbox as it is selected: numbers mean something from there on
        counted = False
        for pieces in self._imap.command(b"SELECT INBOX" + parameters):
            line = b"".join(pieces)
            self.heard.append(line)
            exists = re.match(rb"\* (\d+) EXISTS", line)
            validity = re.search(rb"\[UIDVALIDITY (\d+)\]", line)
            if exists and not counted:
                self.mailbox.exists_at_select(int(exists[1]))
                counted = True
            elif validity:
                self._validity = int(validity[1])
            elif line.startswith((b"* OK ", b"* VANISHED (EARLIER) ")):
                self.mailbox.untagged(line)
            else:
                late.append(line)
        self.mailbox.end_select()
        for line in late:
            self.mailbox.untagged(line)
        self.mailbox.tagged(self._imap.completion)

    def lose_connection(self):
        """With QRESYNC only: everybody else would have to list all again."""
        self.reconnects += 1
        self._imap.close()
        self.mailbox.keep_across_connections()
        self._connect()

    def run(self, command, pause=0.0):
        """One command; pause: IDLE for so long. The completion, if it is no OK."""
        self.commands += 1
        self.mailbox.begin_command()
        self.heard.append(b"-- " + command)
        tag = b"r%d" % self.commands
        self._imap.send(tag + b" " + command + b"\r\n")
        while True:
            pieces = self._imap._read_response()
            line = b"".join(pieces)
            self.heard.append(line[:200])
            if line.startswith(tag + b" "):
                completion = line[len(tag) + 1:]
                self.mailbox.tagged(completion)
                return completion
            if line.startswith(b"+"):
                time.sleep(pause)
                self._imap.send(b"DONE\r\n")
            else:
                self.mailbox.untagged(line)

    def learn_arrivals(self):
        while (first := self.mailbox.unknown()) is not None:
            items = b"(UID FLAGS MODSEQ)" if self.qresync else b"(UID FLAGS)"
            self._expect_ok(self.run(b"FETCH %d:* %s" % (first, items)))
            if self.mailbox.unknown() is not None:  # gone before it was seen: to be told of now
                self._expect_ok(self.run(b"NOOP"))

    @staticmethod
    def _expect_ok(completion):
        if not completion.startswith(b"OK"):
            raise WrongResponse(f"{completion!r}")

    def catch_up(self):
        if self.idles:
            self._expect_ok(self.run(b"IDLE", 0.1))
        else:
            self._expect_ok(self.run(b"NOOP"))
        self.learn_arrivals()

    def act(self):
        """One random deed, then it asks for what it does not know."""
        deeds = [self._store] * 6 + [self._store_silently] * 5 + [self._append] * 4 + \
            [self._copy] * 2 + [self._look] * 2 + [self._read] * 2 + [self._wait] * 4 + \
            [self._expunge, self._move]
        if self.qresync:
            deeds += [self._store_conditionally] * 3
            deeds += [self.lose_connection] * (self._dice.random() < 0.1)
        if len(self.mailbox.uids) > 150:
            deeds += [self._expunge] * 6 + [self._move] * 3
        self._dice.choice(deeds)()
        self.learn_arrivals()

    def _some(self):
        """(prefix, set, uids) of a few messages, by number or by uid; None if there are none."""
        known = [(number, uid) for number, uid in enumerate(self.mailbox.uids, 1)]
        if not known:
            return None
        start = self._dice.randrange(len(known))
        chosen = known[start:start + self._dice.choice((1, 1, 3, 10))]
        by_uid = self._dice.random() < 0.5
        ids = (uid if by_uid else number for number, uid in chosen)
        return b"UID " if by_uid else b"", b",".join(b"%d" % i for i in ids), [u for _, u in chosen]

    def _change(self):
        flags = self._dice.sample(FLAGS, self._dice.choice((1, 1, 2)))
        return self._dice.choice((b"+", b"+", b"-", b"")), flags

    def _store(self):
        if some := self._some():
            sign, flags = self._change()
            self.run(b"%sSTORE %s %sFLAGS (%s)" % (some[0], some[1], sign, b" ".join(flags)))

    def _store_silently(self):
        if some := self._some():
            sign, flags = self._change()
            before = dict(self.mailbox.flags)
            self._expect_ok(self.run(b"%sSTORE %s %sFLAGS.SILENT (%s)" %
                                     (some[0], some[1], sign, b" ".join(flags))))
            self._apply(some[2], sign, flags, before)

    def _apply(self, uids, sign, flags, before):
        """What a client takes for granted; not of messages whose flags it was told meanwhile."""
        names = frozenset(flag.decode() for flag in flags)
        for uid in uids:
            if uid not in self.mailbox.flags or uid in self.mailbox.fresh:
                continue
            old = before[uid]
            self.mailbox.flags[uid] = {b"+": old | names, b"-": old - names, b"": names}[sign]

    def _store_conditionally(self):
        if not (some := self._some()):
            return
        since = max(self.mailbox.modseqs[uid] for uid in some[2])
        sign, flags = self._change()
        before = dict(self.mailbox.flags)
        numbers = list(self.mailbox.uids)
        completion = self.run(b"%sSTORE %s (UNCHANGEDSINCE %d) %sFLAGS.SILENT (%s)" %
                              (some[0], some[1], since, sign, b" ".join(flags)))
        self._expect_ok(completion)
        held = HELD.match(completion)
        kept = set(expand(held[1])) if held else set()
        if not some[0]:
            kept = {numbers[number - 1] for number in kept}
        self._apply([uid for uid in some[2] if uid not in kept], sign, flags, before)

    def _append(self):
        text = b"Subject: by %s\r\n\r\n%s\r\n" % (self.name.encode(), b"x" * self._dice.randrange(90))
        flag = self._dice.choice((b"", rb"(\Seen) ", b"($A) "))
        self.run(b"APPEND INBOX %s{%d+}\r\n%s" % (flag, len(text), text))

    def _copy(self):
        if some := self._some():
            target = self._dice.choice((b"INBOX", b"Other"))
            self.run(b"%sCOPY %s %s" % (some[0], some[1], target))

    def _move(self):
        if some := self._some():
            self.run(b"%sMOVE %s Other" % (some[0], some[1]))

    def _expunge(self):
        if some := self._some():
            self.run(rb"%sSTORE %s +FLAGS (\Deleted)" % (some[0], some[1]))
            uids = b",".join(b"%d" % uid for uid in some[2])
            self.run(self._dice.choice((b"EXPUNGE", b"UID EXPUNGE " + uids)))

    def _look(self):
        if self.mailbox.uids:
            self.run(self._dice.choice((b"FETCH 1:* FLAGS", b"UID FETCH 1:* (FLAGS)",
                                        b"SEARCH SEEN", b"UID SEARCH UNSEEN")))

    def _read(self):
        """Sets \\Seen."""
        if some := self._some():
            self.run(b"%sFETCH %s BODY[TEXT]" % (some[0], some[1]))

    def _wait(self):
        if self.idles:
            self.run(b"IDLE", self._dice.random() / 5)
        else:
            self.run(b"NOOP")

    def differences(self, truth):
        """How this client's view differs from the truth: [(uid, flags, modseq)]."""
        box = self.mailbox
        if box.uids != [uid for uid, _, _ in truth]:
            return [f"uids {box.uids} are {[uid for uid, _, _ in truth]}"]
        wrong = [f"uid {uid}: flags {sorted(box.flags.get(uid, ['none']))} are {sorted(flags)}"
                 for uid, flags, _ in truth if box.flags.get(uid) != flags]
        if self.qresync:
            wrong += [f"uid {uid}: modseq {box.modseqs.get(uid)} is {modseq}"
                      for uid, _, modseq in truth if box.modseqs.get(uid) != modseq]
        return wrong


def truth_of(server, user):
    """A fresh SELECT and FETCH."""
    with ImapClient(server.imap_port, user, "secret") as imap:
        if not imap.select(verb=b"EXAMINE"):
            return []
        truth = []
        for pieces in imap.command(b"FETCH 1:* (UID FLAGS MODSEQ)"):
            found = re.match(rb"\* (\d+) FETCH \(UID (\d+) FLAGS \(([^)]*)\) MODSEQ \((\d+)\)\)",
                             pieces[0])
            if found:
                assert int(found[1]) == len(truth) + 1
                truth.append((int(found[2]), frozenset(found[3].decode().split()), int(found[4])))
        return truth
