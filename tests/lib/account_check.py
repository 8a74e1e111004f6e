# SPDX-License-Identifier: Apache-2.0
"""Holds the accounts of a server against what clients of MixedLoad and AcknowledgedLoad were told.

`hold()` serves the crash and the power-cut scenario alike: the latter asks for the state that was
right at a position of its record.
"""
import random
from collections import Counter

from acknowledged_load import message
from mailbox_model import difference
from mixed_load import look_at_account
from raw_imap import ImapError, body_of, quoted

BODIES_COMPARED = 5


class AccountFault(AssertionError):
    """An account is not as its client was told."""


def hold(imap, client, known, load, position=None):
    """Answers (account, identities that have arrived in it) or raises AccountFault.

    known: identities that had arrived before the load began; load.sent and load.acknowledged tell
    of deliveries up to the position.
    """
    found = look_at_account(imap)
    words = []
    for state in client.model.possible(position):
        fault, arrivals = difference(state, found)
        if fault is None:
            break
        words.append(fault)
    else:
        raise AccountFault(f"{client.user}: " + "; or ".join(words))
    arrived = _arrived(client, arrivals, known, position)
    _hold_deliveries(client.user, arrived, known, load)
    _compare_bodies(imap, found)
    return found, arrived | known


def _arrived(client, arrivals, known, position):
    """Identities that came since the load began; each may come once."""
    seen = Counter(identity for _, identity, _ in arrivals)
    for change in client.model.changes:
        if change.kind == "arrive" and (position is None or change.ended <= position):
            seen.update(identity for _, identity in change.arguments[0])
    changed = [item for item in arrivals if item[2]]
    if changed:
        raise AccountFault(f"{client.user}: arrived with flags {changed[0]}")
    doubled = [identity for identity, n in seen.items() if n > 1 or identity in known]
    if doubled:
        raise AccountFault(f"{client.user}: {doubled[0]} is there more than once")
    return set(seen)


def _hold_deliveries(user, arrived, known, load):
    strange = [identity for identity in arrived if (user, identity) not in load.sent]
    if strange:
        raise AccountFault(f"{user}: {strange[0]} was never sent")
    lost = [identity for who, identity in load.acknowledged
            if who == user and identity not in arrived and identity not in known]
    if lost:
        raise AccountFault(f"{user}: {len(lost)} acknowledged are lost, e.g. {lost[0]}")


def _compare_bodies(imap, account):
    places = [(name, uid, identity) for name, box in account.items()
              for uid, (identity, _) in box.messages.items()]
    for name, uid, identity in random.sample(places, min(len(places), BODIES_COMPARED)):
        imap.command(b"EXAMINE " + quoted(name))
        try:
            pieces = next(iter(imap.fetch(str(uid), "(BODY.PEEK[])", uid=True).values()))
        except ImapError as error:
            raise AccountFault(f"{name}: uid {uid} cannot be read: {error}") from error
        if not body_of(pieces).endswith(message(identity)):
            raise AccountFault(f"{name}: uid {uid}: the octets of {identity} differ")
