# SPDX-License-Identifier: Apache-2.0
"""Some hundred odd messages of our own, the same ones in every run: [(name, octets)].

What a message is about is its name. They are stored as they stand: octets without a final line
end, with bare CR, LF and NUL included. What is odd stands in four tables: transfer encodings,
multiparts, headers, and what a seeded die made of well-formed messages.
"""
import random

import generated_encodings
import generated_headers
import generated_multiparts

MUTANTS = 120
TREES = 80
SEED = 4


def generated_messages():
    made = [*generated_encodings.messages(), *generated_multiparts.messages(),
            *generated_headers.messages(), *random_trees(), *mutants()]
    names = [name for name, _ in made]
    assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
    return made


def random_trees():
    """Well-formed messages of random shape, sizes and line ends."""
    for number in range(TREES):
        dice = random.Random(f"{SEED} tree {number}")
        end = dice.choice([b"\r\n", b"\r\n", b"\n"])
        top = [b"From: tree@example.org", b"Subject: tree %d" % number, b"MIME-Version: 1.0"]
        yield f"random tree {number}", end.join(top) + end + _entity(dice, end, 0)


def _entity(dice, end, depth):
    """Header fields of content, an empty line and a body."""
    kind = dice.choice(["leaf", "leaf", "multipart", "multipart", "message"]) if depth < 5 else "leaf"
    if depth == 0:
        kind = dice.choice(["multipart", "multipart", "leaf"])
    if kind == "message":
        head = b"Content-Type: message/rfc822" + end + end
        return head + b"Subject: inner at %d" % depth + end + _entity(dice, end, depth + 1)
    if kind == "leaf":
        return _leaf(dice, end)
    boundary = b"b%d.%d" % (depth, dice.randrange(3))  # often that of a level above
    subtype = dice.choice([b"mixed", b"alternative", b"digest", b"related", b"x-odd"])
    parts = [b"--" + boundary + dice.choice([b"", b"", b" \t"]) + end + _entity(dice, end, depth + 1)
             for _ in range(dice.randrange(5))]
    last = b"--" + boundary + b"--" + end if dice.random() < 0.8 else b""
    return (b"Content-Type: multipart/" + subtype + b'; boundary="' + boundary + b'"' + end + end
            + dice.choice([b"", b"preamble" + end]) + end.join(parts) + end + last
            + dice.choice([b"", b"epilogue"]))


def _leaf(dice, end):
    encoding = dice.choice([b"7bit", b"8bit", b"binary", b"base64", b"quoted-printable", b"x-odd"])
    media = dice.choice([b"text/plain", b"text/html; charset=utf-8", b"application/x-odd",
                         b"image/png; name=\"a b.png\"", b"message/delivery-status"])
    octets = dice.randbytes(dice.choice([0, 1, 50, 3000, 30_000]))
    if encoding == b"base64":
        body = generated_encodings.base64_lines(octets, dice.choice([4, 60, 72, 76]), end)
    elif encoding == b"quoted-printable":
        body = b"".join(b"=%02X" % each + (b"=" + end if i % 24 == 23 else b"")
                        for i, each in enumerate(octets[:3000]))
    else:
        body = end.join(octets[i:i + 70].replace(b"\r", b"?").replace(b"\n", b"?")
                        for i in range(0, len(octets), 70))
    return (b"Content-Type: " + media + end + b"Content-Transfer-Encoding: " + encoding + end
            + end + body + dice.choice([b"", end, end + end]))


def mutants():
    """Well-formed messages with a few octets or lines cut out, doubled, moved or replaced."""
    for number in range(MUTANTS):
        dice = random.Random(f"{SEED} mutant {number}")
        octets = bytearray(_mutable(dice, number))
        for _ in range(dice.randrange(1, 12)):
            _mutate(dice, octets)
        yield f"mutant {number}", bytes(octets)


def _mutable(dice, number):
    head = b"From: m@example.org\r\nSubject: mutant %d\r\nMIME-Version: 1.0\r\n" % number
    return head + _entity(dice, b"\r\n", 0)


def _mutate(dice, octets):
    start = dice.randrange(len(octets) + 1)
    stop = min(len(octets), start + dice.choice([1, 1, 2, 20, 200]))
    act = dice.randrange(5)
    if act == 0:
        del octets[start:stop]
    elif act == 1:
        octets[start:start] = octets[start:stop]
    elif act == 2:
        octets[start:stop] = bytes(b ^ dice.choice([0, 0x20, 0x80, 0xFF]) for b in octets[start:stop])
    elif act == 3:
        odd = [b"\r", b"\n", b"\0", b"\r\n", b"\r\n\r\n", b"--", b"=", b"\"", b"(", b"\r\n.\r\n",
               b"\xff", b"\r\n--b0.0--\r\n", b"\r\n--b1.1\r\n", b"Content-Type: multipart/mixed\r\n"]
        octets[start:start] = dice.choice(odd)
    else:
        lines = bytes(octets).split(b"\r\n")
        dice.shuffle(lines) if len(lines) < 12 else lines.insert(
            dice.randrange(len(lines)), lines.pop(dice.randrange(len(lines))))
        octets[:] = b"\r\n".join(lines)
