# SPDX-License-Identifier: Apache-2.0
"""Test messages: the shared corpora when they are there, and odd ones of our own always.

Everything is octets with CRLF line ends as LMTP carries them; what an odd message is about is its
name.
"""
import base64
import os
import pathlib
import random
import re

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("KC_SHARED", CHECKOUT.parent / "shared"))
NOT_MESSAGES = re.compile(r"SOURCE\.txt|LICENSE.*|\.git.*")
TRACE_LINE = re.compile(rb"(?:[A-Za-z-]+:|[ \t]).*")


def with_crlf(octets):
    """Bare LF becomes CRLF and the last line is ended; bare CRs stay as they are."""
    lines = re.sub(rb"\r?\n", b"\r\n", octets)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def corpus_folders():
    folder = SHARED / "corpora"
    return sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def corpus(folder):
    """[(name, octets)] of every message in one corpus folder, as the files have them."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return [(p.name, p.read_bytes()) for p in files if not NOT_MESSAGES.fullmatch(p.name)]


def _nested(depth):
    boundaries = [b"b%d" % i for i in range(depth)]
    heads = [b"Content-Type: multipart/mixed; boundary=" + b + b"\r\n\r\n--" + b + b"\r\n"
             for b in boundaries]
    tails = [b"\r\n--" + b + b"--\r\n" for b in reversed(boundaries)]
    return b"Subject: deep\r\n" + b"".join(heads) + b"\r\nleaf\r\n" + b"".join(tails)


def _encoded_part(encoded):
    return (b"Subject: part\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
            b"--x\r\nContent-Type: application/octet-stream\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded + b"\r\n--x--\r\n")


def odd_messages():
    """[(name, octets)]: every one ends in CRLF, so that LMTP can carry it unchanged."""
    head = b"From: a@example.org\r\nSubject: odd\r\n\r\n"
    blob = random.Random(7).randbytes(90000)
    base64_lines = base64.encodebytes(blob).replace(b"\n", b"\r\n")
    odd_width = b"\r\n".join(base64.b64encode(blob)[i:i + 61] for i in range(0, 120000, 61))
    uneven = base64_lines.replace(b"\r\n", b" \r\n", 3).replace(b"\r\n", b"\r\n\r\n", 1)
    return [
        ("only one empty line", b"\r\n"),
        ("only a header, no empty line", b"Subject: x\r\n"),
        ("header and empty line, no body", b"Subject: x\r\n\r\n"),
        ("body only, no header", b"\r\nbody\r\n"),
        ("text that is no header", b"this is no header\r\nnor this\r\n"),
        ("From line of an mbox first", b"From a@b Mon Jan  1 00:00:00 2024\r\n" + head + b"x\r\n"),
        ("lines that begin with dots", head + b".\r\n..\r\n...\r\n.x\r\n\r\n.\r\n"),
        ("first line begins with a dot", b".Subject: x\r\n\r\nx\r\n"),
        ("NUL octets in header and body", b"Subject: a\0b\r\n\r\n\0\0x\0\r\n\0\r\n"),
        ("all octets but CR and LF",
         head + bytes(b for b in range(256) if b not in (10, 13)) * 3 + b"\r\n"),
        ("bare CR and bare LF", head + b"a\rb\nc\n\rd\r\r\ne\r\n"),
        ("end mark spelt with bare LF", head + b"a\n.\nb\n.\r\nc\r.\rd\r\n"),
        ("line of a megabyte", head + b"x" * 1_000_000 + b"\r\n"),
        ("header line of 90 kilobytes", b"Subject: " + b"y" * 90_000 + b"\r\n\r\nx\r\n"),
        ("header folded 2,000 times", b"Subject: a\r\n" + b" b\r\n" * 2000 + b"\r\nx\r\n"),
        ("3,000 headers", b"".join(b"X-%d: v\r\n" % i for i in range(3000)) + b"\r\nx\r\n"),
        ("8-bit header and UTF-8 address",
         "From: Jörg <jörg@exämple.org>\r\nSubject: ä€😀\r\n\r\nß\r\n".encode()),
        ("trailing blanks and tabs", head + b"a \t\r\n \r\n\t\r\nb  \r\n"),
        ("many empty lines at the end", head + b"x\r\n" + b"\r\n" * 50),
        ("base64 part, regular lines", _encoded_part(base64_lines)),
        ("base64 part, lines of 61", _encoded_part(odd_width)),
        ("base64 part, blanks and gaps", _encoded_part(uneven)),
        ("base64 part, one line", _encoded_part(base64.b64encode(blob))),
        ("base64 part, not base64 at all", _encoded_part(b"!*?" * 30000)),
        ("base64 part, non-zero pad bits", _encoded_part(base64_lines[:-6] + b"QR==\r\n")),
        ("multipart nested 40 deep", _nested(40)),
        ("multipart nested 300 deep", _nested(300)),
        ("multipart without its end", _encoded_part(base64_lines)[:-7]),
        ("boundary that never comes",
         b"Content-Type: multipart/mixed; boundary=q\r\n\r\nno part\r\n"),
        ("boundary is empty",
         b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx\r\n--\r\n'),
        ("two hundred parts", b"Content-Type: multipart/mixed; boundary=m\r\n\r\n"
         + b"".join(b"--m\r\n\r\npart %d\r\n" % i for i in range(200)) + b"--m--\r\n"),
    ]


def added_prefix(stored, sent, allowed):
    """The header lines that delivery put before the octets sent.

    Raises AssertionError when what follows is not the sent octets, or when the prefix is anything
    but whole header lines whose names are among `allowed`.
    """
    assert stored.endswith(sent), f"octets differ: {first_difference(stored, sent)}"
    prefix = stored[:len(stored) - len(sent)]
    if not prefix:
        return prefix
    assert prefix.endswith(b"\r\n"), f"trace headers end in {prefix[-40:]!r}"
    lines = prefix[:-2].split(b"\r\n")
    assert all(TRACE_LINE.fullmatch(line) for line in lines), f"not header lines: {prefix!r}"
    names = {line.split(b":")[0].decode() for line in lines if line[:1] not in b" \t"}
    assert names <= set(allowed), f"unexpected trace headers {sorted(names - set(allowed))}"
    return prefix


def first_difference(stored, sent):
    """Words for the place where the tails stop agreeing, seen from the end."""
    common = 0
    for a, b in zip(reversed(stored), reversed(sent)):
        if a != b:
            break
        common += 1
    at = len(sent) - common
    return (f"{len(sent)} octets sent, {len(stored)} stored, last {common} agree; "
            f"sent …{sent[max(0, at - 20):at + 5]!r}, "
            f"stored …{stored[max(0, len(stored) - common - 20):len(stored) - common + 5]!r}")
