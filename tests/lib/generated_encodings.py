# SPDX-License-Identifier: Apache-2.0
"""Messages whose parts are encoded in every way that senders find, and some they should not.

Bodies above the size from which a store keeps attachments apart come in many layouts: what is
stored decoded must come back as the same text.
"""
import base64
import random

SMALL = 100
LARGE = 40_000  # above the size from which a part becomes an attachment
CRLF = b"\r\n"

LINE_LENGTHS = [1, 3, 4, 8, 57, 60, 61, 64, 72, 76, 77, 78, 100, 512, 996, 998, 1000, 4096, 10**6]
LINE_ENDS = {"CRLF": CRLF, "LF": b"\n", "CR": b"\r", "CR CRLF": b"\r\r\n", "CRLF CRLF": CRLF * 2,
             "blank CRLF": b" \r\n", "tab LF": b"\t\n", "LF CR": b"\n\r"}
TAILS = {"nothing": b"", "CRLF": CRLF, "LF": b"\n", "CR": b"\r", "three CRLF": CRLF * 3,
         "blanks": b"   ", "LF CRLF": b"\n\r\n", "dot": b"\r\n.", "1,500 CRLF": CRLF * 1500}


def blob(size, seed=0):
    return random.Random(f"blob {seed}").randbytes(size)


def base64_lines(octets, length, end=CRLF):
    """Base64 text in lines of one length, the last without a line end."""
    text = base64.b64encode(octets)
    return end.join(text[i:i + length] for i in range(0, len(text), length))


def leaf(encoding, body, media=b"application/octet-stream"):
    """A message that is one part."""
    return (b"From: a@example.org\r\nSubject: encoded\r\nMIME-Version: 1.0\r\nContent-Type: "
            + media + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body)


def attached(encoding, *bodies, end=CRLF):
    """A message with a text and each body as a part, and nothing between them and boundaries."""
    head = end.join([b"Subject: attached", b"MIME-Version: 1.0",
                     b"Content-Type: multipart/mixed; boundary=cut", b"", b"--cut",
                     b"Content-Type: text/plain", b"", b"a letter", b""])
    parts = [end.join([b"--cut", b"Content-Type: application/octet-stream; name=a.bin",
                       b"Content-Transfer-Encoding: " + encoding,
                       b"Content-Disposition: attachment; filename=a.bin", b"", body, b""])
             for body in bodies]
    return head + b"".join(parts) + b"--cut--" + end


def messages():
    yield from _base64_layouts()
    yield from _base64_faults()
    yield from _quoted_printable()
    yield from _identity()
    yield from _other_encodings()
    yield from _attached_again()


def _base64_layouts():
    for length in LINE_LENGTHS:
        yield f"base64 in lines of {length}", attached(b"base64", base64_lines(blob(LARGE), length))
        yield f"base64 in lines of {length}, LF only", attached(
            b"base64", base64_lines(blob(LARGE), length, b"\n"), end=b"\n")
    for name, end in LINE_ENDS.items():
        yield f"base64, lines end in {name}", leaf(b"base64", base64_lines(blob(LARGE), 76, end))
        yield f"base64 part, lines end in {name}", attached(
            b"base64", base64_lines(blob(LARGE), 76, end))
    for name, tail in TAILS.items():
        for size in (SMALL, LARGE):
            yield f"base64 of {size} octets, then {name}", leaf(
                b"base64", base64_lines(blob(size), 76) + tail)
        yield f"base64 part, then {name}", attached(b"base64", base64_lines(blob(LARGE), 76) + tail)
    for size in (0, 1, 2, 3, 56, 57, 58, 12286, 12287, 12288, 12289):
        yield f"base64 of exactly {size} octets", attached(b"base64", base64_lines(blob(size), 76))


def _base64_faults():
    text = base64_lines(blob(LARGE + 1), 76)  # ends in one "="
    line = text[:78]
    faults = {
        "no padding": text.rstrip(b"="),
        "too much padding": text + b"==",
        "padding on a line of its own": text.rstrip(b"=") + CRLF + b"=",
        "padding in the middle": text[:5000] + b"==" + text[5000:],
        "non-zero spare bits": text.rstrip(b"=")[:-1] + b"/=",
        "one character left over": text.rstrip(b"=") + b"AA",
        "junk in the middle": text[:5000] + b"!*?-_" + text[5000:],
        "junk at the start": b"*** begin ***\r\n" + text,
        "text after the end": text + b"\r\nand a sentence of text\r\n",
        "NUL in the middle": text[:5000] + b"\0" + text[5000:],
        "8-bit in the middle": text[:5000] + b"\xff\xfe" + text[5000:],
        "a blank in the middle of a line": text[:5000] + b" " + text[5000:],
        "first line empty": CRLF + text,
        "first line shorter": text[4:],
        "a line in the middle shorter": line + text[4:],
        "a line in the middle longer": line * 100 + b"AAAA" + text,
        "an empty line in the middle": line * 300 + CRLF + text,
        "one line in the middle ends in LF": line * 300 + line[:76] + b"\n" + text,
        "one line in the middle ends in CR": line * 300 + line[:76] + b"\r" + text,
        "lines of random lengths": _ragged(base64.b64encode(blob(LARGE)), 4),
        "lines of random lengths, any cut": _ragged(base64.b64encode(blob(LARGE)), 1),
        "two texts joined": text + CRLF + text,
        "only padding": b"=" * 20_000,
        "only line ends": CRLF * 10_000,
        "only blanks": b" " * 20_000,
        "lines begin with dots": CRLF.join(b"." + line[:76] for _ in range(300)),
        "a dot alone in the middle": line * 300 + b".\r\n" + text,
        "not base64 at all": b"this is just text, of any kind.\r\n" * 1000,
        "url alphabet": text.replace(b"+", b"-").replace(b"/", b"_"),
        "cut in the middle of a line end": text[:77 + 78 * 300],
    }
    for name, body in faults.items():
        yield f"base64, {name}", leaf(b"base64", body)
        yield f"base64 part, {name}", attached(b"base64", body)


def _ragged(text, step):
    dice = random.Random("ragged")
    lines = []
    while text:
        size = dice.randrange(1, 30) * step
        lines.append(text[:size])
        text = text[size:]
    return CRLF.join(lines)


def _quoted_printable():
    bodies = {
        "well formed": b"caf=C3=A9 =3D =\r\nsoft line break\r\n",
        "lower case digits": b"=c3=a9 =3d\r\n",
        "equals sign alone": b"a = b =\r\n= c=",
        "equals sign at the very end": b"text=",
        "soft break and blanks at the very end": b"text= \t",
        "blank and CR at the very end": b"text \r",
        "soft break, blank and CR at the very end": b"text= \r",
        "equals sign and half an octet": b"=4 =4\r\n=Z1 =1Z=",
        "soft break with blanks": b"soft = \t \r\nbreak\r\n",
        "soft break with LF": b"soft=\nbreak\n",
        "soft break with CR": b"soft=\rbreak\r",
        "soft break with CR CRLF": b"soft=\r\r\nbreak",
        "blanks at line ends": b"blanks  \t\r\nand\t \nend   ",
        "a thousand blanks": b"x" + b" " * 3000 + b"y" + b"\t" * 3000 + b"\r\n",
        "line of 100,000": b"x" * 100_000,
        "escapes only": b"=00" * 20_000,
        "encoded line ends": b"=0D=0A=0A=0D" * 5000,
        "raw octets": bytes(range(256)) * 100,
        "NUL": b"\0=00\0=\0",
        "dots": b".\r\n..\r\n=2E\r\n.=\r\n.",
        "nothing": b"",
        "many equals signs": b"=" * 30_000,
        "triple equals signs": b"===3D" * 5000,
    }
    for name, body in bodies.items():
        yield f"quoted-printable, {name}", leaf(b"quoted-printable", body, b"text/plain")
        yield f"quoted-printable part, {name}", attached(b"Quoted-Printable", body)


def _identity():
    every = bytes(range(256))
    ends = {"no line end": b"x", "CRLF": b"x\r\n", "LF": b"x\n", "CR": b"x\r", "CR CRLF": b"x\r\r\n",
            "CRLF CR": b"x\r\n\r", "a dot": b"x\r\n.", "dot and CR": b"x\r\n.\r",
            "dot and LF": b"x\n.\n", "NUL": b"x\0", "blanks": b"x \t ", "100 CRLF": b"x" + CRLF * 100,
            "100 LF": b"x" + b"\n" * 100}
    for name, end in ends.items():
        yield f"body ends in {name}", leaf(b"7bit", b"text\r\n" + end, b"text/plain")
        yield f"part ends in {name}", attached(b"8bit", b"text\r\n" + end)
    for encoding in (b"7bit", b"8bit", b"binary", b"BINARY (raw)", b" 8BIT ;x=y"):
        name = encoding.decode()
        yield f"{name}: every octet", leaf(encoding, every * 3)
        yield f"{name}: every octet in a part", attached(encoding, every * 3)
        yield f"{name}: large, random", leaf(encoding, blob(LARGE, name))
        yield f"{name}: large, random, in a part", attached(encoding, blob(LARGE, name))
    for name, body in {"NUL only": b"\0" * 50, "CR only": b"\r" * 50, "LF only": b"\n" * 50,
                       "CRLF only": CRLF * 50, "nothing": b"", "one octet": b"x",
                       "a megabyte in one line": b"x" * 1_000_000,
                       "one line of dots": b"." * 20_000,
                       "lines of dots": b".\r\n..\r\n...\r\n.\r\n" * 2000,
                       "dots after bare LF and CR": b"\n.\n\r.\r\n\r.\r\n.\n" * 100,
                       "UTF-16": "Grüße €".encode("utf-16") * 100}.items():
        yield f"text of {name}", leaf(b"8bit", body, b"text/plain; charset=utf-8")
        yield f"part of {name}", attached(b"binary", body)


def _other_encodings():
    uuencoded = b"begin 644 a.bin\r\n" + b"M" + b"#" * 60 + CRLF + b"`\r\nend\r\n"
    for encoding in (b"x-uuencode", b"uuencode", b"x-unknown", b"base64 x", b'"base64"', b"base-64",
                     b"", b"utf-8", b"\xe4", b"7-bit", b"quoted printable", b"x" * 5000, b"\0",
                     b"a\"b\\c", b"base64, 7bit", b"(only a comment)"):
        name = repr(encoding[:20])
        yield f"encoding {name}", leaf(encoding, uuencoded * 10, b"text/plain")
        yield f"encoding {name} of a large part", attached(encoding, uuencoded * 400)


def _attached_again():
    picture = blob(LARGE, "picture")
    usual = base64_lines(picture, 76)
    yield "attached twice", attached(b"base64", usual, usual)
    yield "attached twice in lines of 60 and 76", attached(b"base64", base64_lines(picture, 60), usual)
    yield "attached once as text and once binary", attached(b"binary", usual, picture)
    yield "attached nine times, each otherwise", attached(b"base64", *(
        base64_lines(picture, length, end) for length in (4, 64, 76) for end in (CRLF, b"\n", b"\r")))
    yield "attached to an attached message", attached(
        b"7bit", b"not read", usual) + b"\r\nepilogue" * 2
    inner = attached(b"base64", usual)
    outer = attached(b"base64", usual).split(b"--cut--")[0].replace(b"cut", b"big")
    yield "attached outside and inside", (outer + b"--big\r\nContent-Type: message/rfc822\r\n\r\n"
                                          + inner + b"\r\n--big--\r\n")
    yield "attachment of two megabytes", attached(b"base64", base64_lines(blob(1_500_000), 76))
    yield "forty attachments", attached(b"base64", *(base64_lines(blob(12_400, i), 72)
                                                    for i in range(40)))
    yield "attachment without its closing boundary", attached(b"base64", usual)[:-9]
    yield "attachment cut off in a line", attached(b"base64", usual)[:-1000]
