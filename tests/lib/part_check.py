# SPDX-License-Identifier: Apache-2.0
"""Looks at one stored message in every way that IMAP has, and says where two of them disagree.

The whole, its size, header and text; then each part of BODYSTRUCTURE: its octets and lines as told,
its place in the whole, and its decoded form against a decoder of our own. Raises AssertionError.
"""
import base64
import re

import fetch_response
from raw_imap import ImapError

WHOLE = ("(RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] "
         "BINARY.PEEK[] BINARY.SIZE[])")
KNOWN_ENCODINGS = {b"7BIT", b"8BIT", b"BINARY", b"BASE64", b"QUOTED-PRINTABLE"}
# RFC 2045 §6.7 has no line above 76; how much is held back for the line's end is bounded.
BLANKS_BEYOND_ALL_LINES = re.compile(rb"[ \t]{990}")
ITEMS_AT_ONCE = 400
LINE_AT_MOST = 30_000


def check_message(imap, number):
    """The octets of the message, when everything about it agrees."""
    said = _fetch(imap, number, WHOLE)
    whole = said["BODY[]"] or b""
    assert int(said["RFC822.SIZE"]) == len(whole), (said["RFC822.SIZE"], len(whole))
    assert said["BINARY[]"] == said["BODY[]"], "BINARY[] is not BODY[]"
    assert int(said["BINARY.SIZE[]"]) == len(whole), said["BINARY.SIZE[]"]
    assert (said["BODY[HEADER]"] or b"") + (said["BODY[TEXT]"] or b"") == whole, "HEADER and TEXT"
    found = list(fetch_response.parts(said["BODYSTRUCTURE"]))
    assert found == list(fetch_response.parts(said["BODY"])), "BODY has other parts"
    _check_parts(found, _fetch_parts(imap, number, found), whole)
    for part in found:
        if part.encoding not in KNOWN_ENCODINGS and part.media != b"MULTIPART":
            _check_unknown(imap, number, part)
    return whole


def _fetch(imap, number, names):
    response = imap.fetch(str(number), names).get(number)
    assert response is not None, f"no FETCH response for {names[:60]}"
    return fetch_response.items(response)


def _fetch_parts(imap, number, found):
    """{name: value} of all items of all parts, some hundred at a time."""
    said, names, length = {}, [], 0
    for name in (name for part in found for name in _wanted(part)):
        names.append(name)
        length += len(name) + 1
        if len(names) == ITEMS_AT_ONCE or length > LINE_AT_MOST:
            said |= _fetch(imap, number, f"({' '.join(names)})")
            names, length = [], 0
    return said | (_fetch(imap, number, f"({' '.join(names)})") if names else {})


def _wanted(part):
    wanted = [f"BODY.PEEK[{part.path}]", f"BODY.PEEK[{part.path}.MIME]"]
    if part.holds_message:
        wanted += [f"BODY.PEEK[{part.path}.HEADER]", f"BODY.PEEK[{part.path}.TEXT]"]
    if part.encoding in KNOWN_ENCODINGS:
        wanted += [f"BINARY.PEEK[{part.path}]", f"BINARY.SIZE[{part.path}]"]
    return wanted


def _check_parts(found, said, whole):
    place = 0
    for part in found:
        name = f"part {part.path} ({part.media.decode('latin-1')})"
        body = said[f"BODY[{part.path}]"]
        mime = said[f"BODY[{part.path}.MIME]"]
        assert body is not None and mime is not None, f"{name} cannot be fetched"
        place = whole.find(mime + body, place)
        assert place >= 0, f"{name} is not header and body side by side, after the part before"
        if part.octets is not None:
            assert len(body) == part.octets, f"{name}: {part.octets} told, {len(body)} octets"
        if part.lines is not None:
            assert body.count(b"\n") == part.lines, f"{name}: {part.lines} lines told"
        if part.holds_message:
            inner = said[f"BODY[{part.path}.HEADER]"] + said[f"BODY[{part.path}.TEXT]"]
            assert inner == body, f"{name}: HEADER and TEXT are not the part"
        if part.encoding in KNOWN_ENCODINGS:
            binary = said[f"BINARY[{part.path}]"]
            assert int(said[f"BINARY.SIZE[{part.path}]"]) == len(binary), f"{name}: BINARY.SIZE"
            assert (binary == decoded(part.encoding, body, part.media == b"TEXT")
                    or BLANKS_BEYOND_ALL_LINES.search(body)), f"{name}: {part.encoding} decoded"


def _check_unknown(imap, number, part):
    """RFC 3516 §4.3: what cannot be decoded is refused, never given as something else."""
    try:
        imap.fetch(str(number), f"(BINARY.PEEK[{part.path}])")
    except ImapError as error:
        assert "[UNKNOWN-CTE]" in str(error), error
    else:
        raise AssertionError(f"part {part.path}: {part.encoding!r} was decoded")


def decoded(encoding, body, is_text):
    """What a lenient reader makes of an encoded body (RFC 2045 §6.7, 6.8).

    Lines of texts end with CRLF then (RFC 9051 §7.5.2).
    """
    if encoding == b"BASE64":
        body = _from_base64(body)
    elif encoding == b"QUOTED-PRINTABLE":
        body = _from_quoted_printable(body)
    return re.sub(rb"(?<!\r)\n", b"\r\n", body) if is_text else body


def _from_base64(text):
    """Octets outside of the alphabet are passed over; padding ends a group, not the text."""
    runs = re.sub(rb"[^A-Za-z0-9+/=]", b"", text).split(b"=")
    usable = (run[:len(run) - (len(run) % 4 == 1)] for run in runs if run)
    return b"".join(base64.b64decode(run + b"=" * (-len(run) % 4)) for run in usable)


def _from_quoted_printable(text):
    """Blanks at line ends are not of the text; what is no escape stands as it is."""
    text = re.sub(rb"(?<![ \t])[ \t]+(\r?\n|\Z)", rb"\1", text)
    text = re.sub(rb"=(\r?\n|\Z)", b"", text)
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit.group(1), 16)]), text)
