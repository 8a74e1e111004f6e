# SPDX-License-Identifier: Apache-2.0
"""A mailbox as one client knows it, from untagged responses and from nothing else.

What a server must never say raises WrongResponse: a number that is not there, a uid at the wrong
number, VANISHED of what was never announced. Fresh arrivals have no uid until a FETCH tells it.
"""
import re

EXISTS = re.compile(rb"\* (\d+) EXISTS\Z")
EXPUNGE = re.compile(rb"\* (\d+) EXPUNGE\Z")
FETCH = re.compile(rb"\* (\d+) FETCH \(")
VANISHED = re.compile(rb"\* VANISHED (\(EARLIER\) )?([\d:,]+)\Z")
HIGHEST = re.compile(rb"(?:\* |\A)OK \[HIGHESTMODSEQ (\d+)\]")


class WrongResponse(Exception):
    """The server said what cannot be."""


def expand(uid_set):
    for part in uid_set.decode().split(","):
        first, _, last = part.partition(":")
        yield from range(int(first), int(last or first) + 1)


class TrackedMailbox:
    def __init__(self):
        self.uids = []     # by sequence number; None: not told yet
        self.flags = {}    # uid → frozenset
        self.modseqs = {}  # uid → int
        self.highest = 0   # HIGHESTMODSEQ as RFC 7162 §6 has a client compute it
        self.fresh = set()  # uids whose flags were told since begin_command()
        self._said = 0
        self._announced = None

    def begin_command(self):
        self.fresh = set()

    def untagged(self, line):
        for pattern, handler in ((EXISTS, self._exists), (EXPUNGE, self._expunge),
                                 (VANISHED, self._vanished), (FETCH, self._fetch),
                                 (HIGHEST, self._highest)):
            found = pattern.match(line)
            if found:
                handler(found, line)

    def tagged(self, completion):
        """RFC 7162 §6: a HIGHESTMODSEQ that was sent counts, else the highest MODSEQ that was."""
        found = HIGHEST.match(completion)
        if found:
            self._announced = int(found[1])
        if self._announced is not None:
            self.highest = self._announced
        else:
            self.highest = max(self.highest, self._said)
        self._said, self._announced = 0, None

    def unknown(self):
        """The first number without a uid; None if there is none."""
        return self.uids.index(None) + 1 if None in self.uids else None

    def keep_across_connections(self):
        """What a client has in its cache: numbers are gone, and what it never fetched."""
        self.uids = [uid for uid in self.uids if uid is not None]
        self._said, self._announced = 0, None

    def _exists(self, found, _line):
        count = int(found[1])
        if count < len(self.uids):
            raise WrongResponse(f"{count} EXISTS after {len(self.uids)}")
        self.uids += [None] * (count - len(self.uids))

    def exists_at_select(self, count):
        """Messages in the cache that VANISHED (EARLIER) has yet to name come on top."""
        self._selected = count

    def end_select(self):
        """The cached uids come first, since new ones are larger."""
        count = self._selected
        if count < len(self.uids):
            raise WrongResponse(f"{count} messages, but {len(self.uids)} of the known did not vanish")
        self.uids += [None] * (count - len(self.uids))

    def _expunge(self, found, _line):
        number = int(found[1])
        if not 1 <= number <= len(self.uids):
            raise WrongResponse(f"{number} EXPUNGE of {len(self.uids)}")
        self._forget(number - 1)

    def _forget(self, index):
        uid = self.uids.pop(index)
        self.flags.pop(uid, None)
        self.modseqs.pop(uid, None)

    def _vanished(self, found, line):
        for uid in expand(found[2]):
            if uid in self.uids:
                self._forget(self.uids.index(uid))
            elif not found[1]:
                self._forget(self._place_of_unknown(uid, line))

    def _place_of_unknown(self, uid, line):
        """An arrival without a uid between the known ones around it: any, they are alike."""
        start = 1 + max((i for i, known in enumerate(self.uids) if known and known < uid),
                        default=-1)
        for index in range(start, len(self.uids)):
            if self.uids[index] is None:
                return index
            break
        raise WrongResponse(f"{line!r} of what was never announced")

    def _fetch(self, found, line):
        number = int(found[1])
        if not 1 <= number <= len(self.uids):
            raise WrongResponse(f"{line[:80]!r} of {len(self.uids)}")
        uid = re.search(rb"\bUID (\d+)", line)
        uid = int(uid[1]) if uid else self.uids[number - 1]
        if uid is None:
            return
        self._place(number - 1, uid, line)
        flags = re.search(rb"\bFLAGS \(([^)]*)\)", line)
        if flags:
            self.flags[uid] = frozenset(flags[1].decode().split())
            self.fresh.add(uid)
        modseq = re.search(rb"\bMODSEQ \((\d+)\)", line)
        if modseq:
            self.modseqs[uid] = int(modseq[1])
            self._said = max(self._said, int(modseq[1]))

    def _place(self, index, uid, line):
        known = self.uids[index]
        if known not in (None, uid):
            raise WrongResponse(f"{line[:80]!r}, but that number is uid {known}")
        before = [other for other in self.uids[:index] if other]
        after = [other for other in self.uids[index + 1:] if other]
        if (before and before[-1] >= uid) or (after and after[0] <= uid):
            raise WrongResponse(f"{line[:80]!r} is out of order")
        self.uids[index] = uid

    def _highest(self, found, _line):
        self._announced = int(found[1])
