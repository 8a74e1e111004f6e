# SPDX-License-Identifier: Apache-2.0
"""Reads FETCH responses strictly by the grammar of RFC 3501 §9 and 3516 §7, and walks part trees.

A value is bytes (string, whatever its form), Atom, None (NIL) or a list. Whatever the grammar does
not have is a GrammarFault: a client's parser would lose its way there.
"""
import dataclasses
import itertools
import re

ATOM = re.compile(rb"[^\x00-\x20\x7f-\xff(){%*\"\\\[\]]+(?:\[[0-9A-Z.]*\](?:<\d+>)?)?"
                  rb"|\\[A-Za-z*]+|\*")
QUOTED = re.compile(rb'"((?:[^"\\\r\n\x00\x80-\xff]|\\["\\])*)"')
LITERAL_AT_END = re.compile(rb"~?\{\d+\}\Z")


class GrammarFault(Exception):
    pass


class Atom(bytes):
    """Text outside of quotes: numbers, names of items, flags."""


@dataclasses.dataclass
class Part:
    """What BODYSTRUCTURE tells of a part; a multipart has neither octets nor an encoding."""
    path: str
    media: bytes
    encoding: bytes = b""
    octets: int | None = None
    lines: int | None = None
    holds_message: bool = False


def items(pieces):
    """{name of the item: value} of one FETCH response as ImapClient gives it."""
    values = _values(pieces)
    if len(values) != 4 or values[2] != b"FETCH" or not isinstance(values[3], list):
        raise GrammarFault(f"no FETCH response: {pieces[0][:100]!r}")
    flat = values[3]
    return {name.decode(): value for name, value in zip(flat[0::2], flat[1::2], strict=True)}


def _values(pieces):
    """The values of a response: text and literals in turn."""
    stack = [[]]
    for number, text in enumerate(pieces):
        if number % 2:
            stack[-1].append(text)
            continue
        at = 0
        if number + 1 < len(pieces):
            text = LITERAL_AT_END.sub(b"", text)
        while at < len(text):
            at = _value(text, at, stack)
    if len(stack) != 1:
        raise GrammarFault("a parenthesis stays open")
    return stack[0]


def _value(text, at, stack):
    sign = text[at:at + 1]
    if sign == b" ":
        return at + 1
    if sign == b"(":
        stack.append([])
        return at + 1
    if sign == b")":
        closed = stack.pop()
        if not stack:
            raise GrammarFault(f"a parenthesis too many at {text[max(0, at - 40):at + 5]!r}")
        stack[-1].append(closed)
        return at + 1
    found = QUOTED.match(text, at)
    if found:
        stack[-1].append(re.sub(rb"\\(.)", rb"\1", found.group(1)))
        return found.end()
    found = ATOM.match(text, at)
    if not found:
        raise GrammarFault(f"neither string nor atom: {text[at:at + 40]!r}")
    stack[-1].append(None if found.group() == b"NIL" else Atom(found.group()))
    return found.end()


def parts(body):
    """Every Part that a part number names, in the order of their octets."""
    stack = [(body, "", False)]
    while stack:
        node, path, is_numbered = stack.pop()
        if isinstance(node[0], list):
            children = list(itertools.takewhile(lambda each: isinstance(each, list), node))
            if is_numbered:
                yield Part(path, b"MULTIPART")
            stack += [(child, f"{path}.{number}".lstrip("."), True)
                      for number, child in reversed(list(enumerate(children, 1)))]
            continue
        # A message that is no multipart has one part, 1.
        path = path if is_numbered else f"{path}.1".lstrip(".")
        part = _single(node, path)
        yield part
        if part.holds_message:
            stack.append((node[8], path, False))


def _single(node, path):
    media, encoding, octets = node[0].upper(), node[5].upper(), _number(node[6])
    if media == b"MESSAGE" and node[1].upper() == b"RFC822":
        if not isinstance(node[7], list) or len(node[7]) != 10 or not isinstance(node[8], list):
            raise GrammarFault(f"message/rfc822 without envelope or body at {path}")
        return Part(path, media, encoding, octets, _number(node[9]), True)
    lines = _number(node[7]) if media == b"TEXT" else None
    return Part(path, media, encoding, octets, lines)


def _number(value):
    if not isinstance(value, Atom) or not value.isdigit():
        raise GrammarFault(f"no number: {value!r}")
    return int(value)
