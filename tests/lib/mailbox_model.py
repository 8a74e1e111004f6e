# SPDX-License-Identifier: Apache-2.0
"""What one client knows about its account: the changes that were confirmed, and the one in flight.

Each change is done wholly or not at all, so after a crash the account is as the confirmed changes
left it, or with the one that was in flight besides. Arrivals in INBOX come from elsewhere: uids
that are above all that the client had seen there.
"""
import copy
from dataclasses import dataclass, field

INBOX = "INBOX"


@dataclass
class Box:
    validity: int = None           # None: not known, the answer did not come
    next_uid: int = 1              # above every uid that was ever seen in it
    messages: dict = field(default_factory=dict)  # uid → (identity, frozenset of flags)
    unplaced: list = field(default_factory=list)  # (identity, flags) whose uids are not known

    def put(self, uid, message):
        if uid is None:
            self.unplaced.append(message)
        else:
            self.messages[uid] = message
            self.next_uid = max(self.next_uid, uid + 1)


@dataclass
class Change:
    """began and ended are positions on the caller's clock; ended is None while unanswered."""
    kind: str
    arguments: tuple
    began: int = 0
    ended: int = None

    def apply(self, boxes):
        getattr(self, "_" + self.kind)(boxes, *self.arguments)

    @staticmethod
    def _arrive(boxes, messages):
        for uid, identity in messages:
            boxes[INBOX].put(uid, (identity, frozenset()))

    @staticmethod
    def _append(boxes, name, uid, identity, flags):
        boxes[name].put(uid, (identity, flags))

    @staticmethod
    def _store(boxes, name, uids, sign, flag):
        box = boxes[name]
        for uid in uids:
            identity, flags = box.messages[uid]
            box.messages[uid] = (identity, flags | {flag} if sign == "+" else flags - {flag})

    @staticmethod
    def _copy(boxes, source, uids, target, new_uids):
        for uid, new in zip(uids, new_uids):
            boxes[target].put(new, boxes[source].messages[uid])

    @staticmethod
    def _move(boxes, source, uids, target, new_uids):
        for uid, new in zip(uids, new_uids):
            boxes[target].put(new, boxes[source].messages.pop(uid))

    @staticmethod
    def _expunge(boxes, name, uids):
        box = boxes[name]
        for uid in uids:
            if r"\Deleted" in box.messages[uid][1]:
                del box.messages[uid]

    @staticmethod
    def _create(boxes, name, validity):
        boxes[name] = Box(validity)

    @staticmethod
    def _delete(boxes, name):
        del boxes[name]

    @staticmethod
    def _rename(boxes, name, new_name):
        boxes[new_name] = boxes.pop(name)


class AccountModel:
    """The changes of one account since it was last looked at as a whole."""

    def __init__(self, boxes):
        self._base = boxes
        self.changes = []
        self.now = copy.deepcopy(boxes)

    def begin(self, change):
        self.changes.append(change)

    def confirm(self, change, ended, arguments=None):
        """The answer came; it may tell arguments that were not known, such as uids."""
        change.ended = ended
        change.arguments = arguments or change.arguments
        change.apply(self.now)

    def learn_validity(self, name, validity):
        """Of the mailbox that was made last."""
        self.changes[-1].arguments = (name, validity)
        self.now[name].validity = validity

    def possible(self, position=None):
        """The states that are right at a position: confirmed, and perhaps with what was in flight."""
        boxes = copy.deepcopy(self._base)
        in_flight = None
        for change in self.changes:
            if position is not None and change.began > position:
                break
            if change.ended is None or (position is not None and change.ended > position):
                in_flight = change
                break
            change.apply(boxes)
        states = [boxes]
        if in_flight is not None and in_flight.kind != "arrive":  # which changes nothing
            more = copy.deepcopy(boxes)
            self._unknown(in_flight).apply(more)
            states.append(more)
        return states

    @staticmethod
    def _unknown(change):
        """In a past state the answer had not come, so uids that it told are any."""
        arguments = change.arguments
        if change.kind in ("copy", "move"):
            arguments = (*arguments[:3], [None] * len(arguments[1]))
        elif change.kind == "append":
            arguments = (arguments[0], None, *arguments[2:])
        elif change.kind == "create":
            arguments = (arguments[0], None)
        return Change(change.kind, arguments)


def difference(expected, found):
    """Words for the first thing in which an account is not as expected, None if it is.

    Answers (words, arrivals): the uids and identities in INBOX that the client had not seen.
    """
    if sorted(expected) != sorted(found):
        return f"mailboxes are {sorted(found)}, not {sorted(expected)}", []
    arrivals = []
    for name, box in expected.items():
        words, more = _box_difference(name, box, found[name])
        if words:
            return words, []
        arrivals += more
    return None, arrivals


def _box_difference(name, box, found):
    if box.validity not in (None, found.validity):
        return f"{name}: UIDVALIDITY is {found.validity}, was {box.validity}", []
    if found.next_uid < box.next_uid:
        return f"{name}: UIDNEXT {found.next_uid}, a uid below {box.next_uid} was given out", []
    for uid, message in box.messages.items():
        if found.messages.get(uid) != message:
            return f"{name}: uid {uid} is {found.messages.get(uid)}, not {message}", []
    more = {uid: m for uid, m in found.messages.items() if uid not in box.messages}
    again = [uid for uid in more if uid < box.next_uid]
    if again:
        return f"{name}: uid {again[0]} {more[again[0]]} is there again", []
    if name == INBOX:
        return None, [(uid, *message) for uid, message in more.items()]
    if sorted(map(_key, more.values())) != sorted(map(_key, box.unplaced)):
        return f"{name}: {len(more)} new messages, not {len(box.unplaced)}", []
    return None, []


def _key(message):
    return message[0], sorted(message[1])
