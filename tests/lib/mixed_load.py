# SPDX-License-Identifier: Apache-2.0
"""Clients that append, flag, copy, move, expunge and make and remove mailboxes, and remember it.

One client for each account, so that what it was told is what must be there; deliveries into the
same accounts come from AcknowledgedLoad. Nothing is tried again after a broken connection.
"""
import random
import re
import threading

from acknowledged_load import message
from mailbox_model import INBOX, AccountModel, Box, Change
from raw_imap import ImapClient, ImapError, body_of, quoted

FLAGS = [r"\Seen", r"\Flagged", r"\Answered", r"\Deleted", "$Label1"]
COPY_UID = re.compile(rb"\[COPYUID (\d+) ([\d:,]+) ([\d:,]+)\]", re.I)
APPEND_UID = re.compile(rb"\[APPENDUID (\d+) (\d+)\]", re.I)
MOST_IN_BOX = 400
MOST_AT_ONCE = 40


def expand(uid_set):
    uids = []
    for part in uid_set.decode().split(","):
        first, _, last = part.partition(":")
        uids += range(int(first), int(last or first) + 1)
    return uids


def compact(uids):
    return ",".join(map(str, uids)).encode()


def identity_of(pieces):
    return re.search(rb"<([^@>]+)@crash>", body_of(pieces)).group(1).decode()


def uid_of(pieces):
    return int(re.search(rb"\bUID (\d+)", b" ".join(pieces[0::2]), re.I).group(1))


def flags_of(pieces):
    found = re.search(rb"\bFLAGS \(([^)]*)\)", b" ".join(pieces[0::2]), re.I).group(1)
    return frozenset(found.decode().split()) - {r"\Recent"}


def number(pieces_list, word):
    for pieces in pieces_list:
        found = re.search(rb"\[" + word + rb" (\d+)\]", pieces[0], re.I)
        if found:
            return int(found.group(1))
    raise ImapError(f"no {word.decode()} in the answer to SELECT")


def look_at_box(imap, name):
    """A mailbox as it is."""
    answer = imap.command(b"EXAMINE " + quoted(name))
    box = Box(number(answer, b"UIDVALIDITY"))
    items = "(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
    for pieces in imap.fetch("1:*", items, uid=True).values():
        box.put(uid_of(pieces), (identity_of(pieces), flags_of(pieces)))
    box.next_uid = max(box.next_uid, number(answer, b"UIDNEXT"))
    return box


def look_at_account(imap):
    """{name: Box} of everything that a user has."""
    names = []
    for pieces in imap.command(b'LIST "" "*"'):
        names.append(re.search(rb'"?([^" ]+)"?\Z', pieces[0]).group(1).decode())
    return {name: look_at_box(imap, name) for name in names}


class MixedClient:
    """One session on one account that changes things until the server is gone or stop() is called."""

    def __init__(self, port, user, boxes, name, clock=lambda: 0):
        self.user = user
        self.model = AccountModel(boxes)
        self.refused = []
        self._port, self._name, self._clock = port, name, clock
        self._dice = random.Random(name)
        self._stop = threading.Event()
        self._made = 0
        self._selected = None
        self._thread = threading.Thread(target=self._run)

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive(), f"the session of {self.user} hangs"

    def _run(self):
        steps = [(self._append, 5), (self._store, 5), (self._copy, 2), (self._move, 3),
                 (self._expunge, 3), (self._mailbox, 2), (self._adopt, 2)]
        weighted = [step for step, weight in steps for _ in range(weight)]
        try:
            with ImapClient(self._port, self.user, "secret", timeout=30) as self._imap:
                while not self._stop.is_set():
                    self._dice.choice(weighted)()
        except OSError:
            return  # the server was killed: never a retry
        except ImapError as error:
            if "connection closed" not in str(error):
                self.refused.append(f"{self.user}: {error}")

    # --- one change each ---

    def _change(self, kind, arguments, line):
        change = Change(kind, arguments, self._clock())
        self.model.begin(change)
        self._imap.command(line)
        self.model.confirm(change, self._clock())

    def _select(self, name):
        if self._selected != name:
            self._selected = name
            self._imap.select(name)

    def _pick(self, name):
        """Some uids of a mailbox, now and then nearly all."""
        uids = sorted(self.model.now[name].messages)
        most = len(uids) if self._dice.random() < 0.1 else min(len(uids), MOST_AT_ONCE)
        return sorted(self._dice.sample(uids, self._dice.randint(0, most)))

    def _any_box(self, but=()):
        return self._dice.choice([n for n in self.model.now if n not in but] or [None])

    def _append(self):
        name = self._any_box(but=(INBOX,))
        if name is None:
            return
        self._made += 1
        identity = f"{self._name}.{self._made}"
        flags = frozenset(self._dice.sample(FLAGS[:3], self._dice.randint(0, 2)))
        octets = message(identity)
        change = Change("append", (name, None, identity, flags), self._clock())
        self.model.begin(change)
        self._imap.command(b"APPEND %s (%s) {%d+}\r\n%s" % (
            quoted(name), " ".join(sorted(flags)).encode(), len(octets), octets))
        ended = self._clock()
        uid = int(APPEND_UID.search(self._imap.completion).group(2))
        self.model.confirm(change, ended, (name, uid, identity, flags))

    def _store(self):
        name = self._any_box()
        uids = self._pick(name)
        if uids:
            self._select(name)
            sign, flag = self._dice.choice("++-"), self._dice.choice(FLAGS)
            self._change("store", (name, uids, sign, flag), b"UID STORE %s %sFLAGS.SILENT (%s)" % (
                compact(uids), sign.encode(), flag.encode()))

    def _transfer(self, kind):
        source = self._any_box()
        target = self._any_box(but=(INBOX, source))
        uids = self._pick(source)
        if target is None or not uids:
            return
        self._select(source)
        change = Change(kind, (source, uids, target, [None] * len(uids)), self._clock())
        self.model.begin(change)
        told = self._imap.command(b"UID %s %s %s" % (kind.upper().encode(), compact(uids),
                                                     quoted(target)))
        ended = self._clock()
        # RFC 6851 §4.3: MOVE tells COPYUID in an untagged OK.
        found = COPY_UID.search(b" ".join([self._imap.completion, *(p[0] for p in told)]))
        self.model.confirm(change, ended, (source, expand(found.group(2)), target,
                                           expand(found.group(3))))

    def _copy(self):
        self._transfer("copy")

    def _move(self):
        self._transfer("move")

    def _expunge(self):
        name = self._any_box()
        box = self.model.now[name]
        uids = sorted(uid for uid, (_, flags) in box.messages.items() if r"\Deleted" in flags)
        if len(box.messages) > MOST_IN_BOX:
            uids = sorted(box.messages)
            self._select(name)
            self._change("store", (name, uids, "+", r"\Deleted"),
                         rb"UID STORE %s +FLAGS.SILENT (\Deleted)" % compact(uids))
        if uids:
            self._select(name)
            self._change("expunge", (name, uids), b"UID EXPUNGE " + compact(uids))

    def _mailbox(self):
        others = [name for name in self.model.now if name != INBOX]
        name = f"box{self._name.replace('.', '-')}-{self._made}-{len(self.model.changes)}"
        if len(others) < 4:
            self._change("create", (name, None), b"CREATE " + quoted(name))
            self._selected = name
            validity = number(self._imap.command(b"SELECT " + quoted(name)), b"UIDVALIDITY")
            self.model.learn_validity(name, validity)
            return
        old = self._dice.choice(others)
        if self._selected == old:
            self._select(INBOX)
        if self._dice.random() < 0.5:
            self._change("delete", (old,), b"DELETE " + quoted(old))
        else:
            self._change("rename", (old, name), b"RENAME %s %s" % (quoted(old), quoted(name)))

    def _adopt(self):
        """Takes note of what has been delivered: from then on it must stay."""
        began = self._clock()
        self._select(INBOX)
        next_uid = self.model.now[INBOX].next_uid
        self._imap.command(b"NOOP")
        new = []
        for pieces in self._imap.fetch(f"{next_uid}:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])",
                                       uid=True).values():
            if uid_of(pieces) >= next_uid:  # RFC 3501 §6.4.8: n:* always names the last message
                new.append((uid_of(pieces), identity_of(pieces)))
        if new:
            change = Change("arrive", (sorted(new),), began)
            self.model.begin(change)
            self.model.confirm(change, self._clock())
