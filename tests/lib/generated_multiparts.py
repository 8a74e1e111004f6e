# SPDX-License-Identifier: Apache-2.0
"""Messages of odd structure: boundaries that lack, clash or never come, and nesting of any depth."""

CRLF = b"\r\n"
DEPTHS = [1, 2, 3, 10, 50, 98, 99, 100, 101, 102, 150, 400, 1000]


def multipart(body, boundary=b"b", subtype=b"mixed"):
    return (b"From: a@example.org\r\nSubject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/"
            + subtype + b"; boundary=" + boundary + b"\r\n\r\n" + body)


def messages():
    yield from _delimiters()
    yield from _boundary_parameters()
    yield from _containers()
    yield from _deep()


def _delimiters():
    part = b"Content-Type: text/plain\r\n\r\ntext"
    bodies = {
        "as it should be": b"--b\r\n" + part + b"\r\n--b\r\n" + part + b"\r\n--b--\r\n",
        "no delimiter": b"just text\r\n",
        "nothing at all": b"",
        "closing delimiter only": b"--b--\r\n",
        "closing delimiter twice": b"--b\r\n" + part + b"\r\n--b--\r\n--b--\r\n",
        "a part after the closing delimiter": b"--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\ny\r\n--b--\r\n",
        "no closing delimiter": b"--b\r\n" + part + b"\r\n",
        "no closing delimiter, no line end": b"--b\r\n" + part,
        "ends within a delimiter": b"--b\r\n" + part + b"\r\n--",
        "ends with a delimiter": b"--b\r\n" + part + b"\r\n--b",
        "ends with a closing delimiter": b"--b\r\n" + part + b"\r\n--b--",
        "ends with CR after the delimiter": b"--b\r\n" + part + b"\r\n--b--\r",
        "delimiter alone": b"--b",
        "delimiter and line end alone": b"--b\r\n",
        "two delimiters in a row": b"--b\r\n--b\r\n--b--\r\n",
        "two delimiters, an empty line between": b"--b\r\n\r\n--b--\r\n",
        "two delimiters, two empty lines between": b"--b\r\n\r\n\r\n--b--\r\n",
        "a hundred empty parts": b"--b\r\n" * 100 + b"--b--",
        "parts without header": b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
        "parts of header only": b"--b\r\nContent-Type: text/html\r\n--b\r\nX: y\r\n\r\n--b--\r\n",
        "header of a part cut by the end": b"--b\r\nContent-Type: text/ht",
        "header line of a part without colon": b"--b\r\nno field\r\n\r\nbody\r\n--b--\r\n",
        "preamble and epilogue": b"before\r\n--b\r\n" + part + b"\r\n--b--\r\nafter\r\n",
        "preamble of empty lines": CRLF * 30 + b"--b\r\n" + part + b"\r\n--b--" + CRLF * 30,
        "preamble that looks like a header": b"X: y\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
        "large preamble": b"word " * 8000 + b"\r\n--b\r\n" + part + b"\r\n--b--\r\n",
        "large epilogue": b"--b\r\n" + part + b"\r\n--b--\r\n" + b"word " * 8000,
        "text behind a delimiter": b"--b text\r\n" + part + b"\r\n--b--text\r\n",
        "blanks behind delimiters": b"--b \t \r\n" + part + b"\r\n--b-- \t\r\n",
        "blanks before delimiters": b" --b\r\n" + part + b"\r\n --b--\r\n",
        "300 blanks behind a delimiter": b"--b" + b" " * 300 + CRLF + part + b"\r\n--b--\r\n",
        "9,000 blanks behind a delimiter": b"--b" + b" " * 9000 + CRLF + part + b"\r\n--b--\r\n",
        "three hyphens": b"---b\r\n" + part + b"\r\n---b--\r\n",
        "one hyphen": b"-b\r\n" + part + b"\r\n-b--\r\n",
        "delimiter in upper case": b"--B\r\n" + part + b"\r\n--B--\r\n",
        "delimiters after bare LF": b"--b\n" + part + b"\n--b\n" + part + b"\n--b--\n",
        "delimiters after bare CR": b"--b\r" + part + b"\r--b\r" + part + b"\r--b--\r",
        "delimiters after CR CRLF": b"--b\r\r\n" + part + b"\r\r\n--b--\r\r\n",
        "line ends mixed": b"--b\n" + part + b"\r\n--b\r\n" + part + b"\n--b--\r\n",
        "NUL behind a delimiter": b"--b\0\r\n" + part + b"\r\n--b--\r\n",
        "dots before delimiters": b".--b\r\n" + part + b"\r\n.\r\n--b--\r\n",
        "parts of line ends": b"--b\r\n\r\n\r\n\r\n--b\r\n\r\n\n\r\n--b--\r\n",
        "part ends in bare CR": b"--b\r\n\r\nx\r\r\n--b--\r\n",
        "part ends in LF CR": b"--b\r\n\r\nx\n\r\n--b--\r\n",
        "2,000 parts": b"".join(b"--b\r\n\r\n%d\r\n" % i for i in range(2000)) + b"--b--\r\n",
        "10,050 parts": b"".join(b"--b\r\n\r\n%d\r\n" % i for i in range(10_050)) + b"--b--\r\n",
    }
    for name, body in bodies.items():
        yield f"multipart, {name}", multipart(body)
        if len(body) < 50_000:
            yield f"multipart in a multipart, {name}", multipart(
                b"--o\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body
                + b"\r\n--o\r\n\r\nlast\r\n--o--\r\n", b"o")


def _boundary_parameters():
    boundaries = {
        "empty": b'""', "missing": b"", "one blank": b'" "', "blank at the end": b'"b "',
        "blank in the middle": b'"b c"', "quoted pair": b'"b\\"c"', "quote not closed": b'"b',
        "of specials": b"\"'()+_,-./:=?\"", "unquoted specials": b"a=b/c?d", "hyphens": b"--",
        "hyphens at the end": b"b--", "that ends like a closing one": b'"x--"',
        "of 70": b"b" * 70, "of 71": b"b" * 71, "of 1,000": b"b" * 1000, "of 8,192": b"b" * 8192,
        "of 8,193": b"b" * 8193, "of 20,000": b"b" * 20_000, "8-bit": b'"\xe4\xff"',
        "NUL": b'"a\0b"', "folded": b'"b\r\n c"', "with a comment": b"(x) b (y)",
        "followed by another": b"b; boundary=c", "in upper case": b"B; BOUNDARY=b",
        "extended": b"x; boundary*=us-ascii''b%63", "in pieces": b"x; boundary*0=b; boundary*1=c",
        "percent": b"%62", "encoded word": b'"=?us-ascii?q?b?="', "only a semicolon": b";",
    }
    for name, boundary in boundaries.items():
        said = boundary.strip(b'"').split(b";")[0]
        body = b"".join(b"--" + each + b"\r\n\r\npart\r\n" for each in (said, b"b", b"bc", b"B", b"c"))
        yield f"boundary {name}", multipart(body + b"--" + said + b"--\r\n", boundary)


def _containers():
    inner = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n\r\nin\r\n--%s--\r\n"
    yield "same boundary inside", multipart(
        b"--b\r\n" + inner.replace(b"%s", b"b") + b"--b\r\n\r\nout\r\n--b--\r\n")
    yield "same boundary five deep", multipart(
        b"--b\r\n" + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 5
        + b"\r\nleaf\r\n" + b"--b--\r\n" * 6)
    yield "inner boundary begins like the outer", multipart(
        b"--b\r\n" + inner.replace(b"%s", b"bb") + b"--b\r\n\r\nout\r\n--b--\r\n")
    yield "outer boundary begins like the inner", multipart(
        b"--bb\r\n" + inner.replace(b"%s", b"b") + b"--bb\r\n\r\nout\r\n--bb--\r\n", b"bb")
    yield "inner boundary is the outer's closing one", multipart(
        b"--b\r\n" + inner.replace(b"%s", b"b--") + b"--b\r\n\r\nout\r\n--b--\r\n")
    yield "outer delimiter inside an open inner", multipart(
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nin\r\n"
        b"--b\r\n\r\nout\r\n--c--\r\n--b--\r\n")
    yield "outer closing one inside an open inner", multipart(
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nin\r\n--b--\r\n--c--\r\n")
    for encoding in (b"base64", b"quoted-printable", b"8bit", b"x-odd"):
        name = encoding.decode()
        yield f"multipart in {name}", multipart(
            b"--b\r\n\r\naGFsbG8=\r\n--b--\r\n", b"b\r\nContent-Transfer-Encoding: " + encoding)
        yield f"message in {name}", multipart(
            b"--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding
            + b"\r\n\r\nSubject: in\r\n\r\naGFsbG8=\r\n--b--\r\n")
    for subtype in (b"digest", b"alternative", b"report; report-type=delivery-status", b"x\"y", b""):
        yield f"multipart/{subtype.decode()}", multipart(
            b"--b\r\n\r\nSubject: in\r\n\r\ntext\r\n--b\r\nContent-Type: text/plain\r\n\r\n--b\r\n"
            b"--b--\r\n", b"b", subtype)
    for name, body in {"nothing": b"", "an empty line": CRLF, "a header": b"Subject: in",
                       "a header and line end": b"Subject: in\r\n", "no header": b"\r\nbody\r\n",
                       "text that is no header": b"no field\r\n", "a fold first": b" in\r\n\r\nx",
                       "header with NUL": b"Subject: a\0b\r\n\r\n\0", "a bare CR": b"\r",
                       "a multipart without parts":
                           b"Content-Type: multipart/mixed; boundary=z\r\n\r\nnone\r\n"}.items():
        yield f"message/rfc822 of {name}", (
            b"Subject: out\r\nContent-Type: message/rfc822\r\n\r\n" + body)
        yield f"message/rfc822 part of {name}", multipart(
            b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + body + b"\r\n--b--\r\n")
    for media in (b"message/partial; id=x; number=1", b"message/external-body; access-type=x",
                  b"message/global", b"message/x", b"message/", b"text", b"multipart", b"/"):
        yield f"type {media.decode()}", (b"Subject: type\r\nContent-Type: " + media
                                         + b"\r\n\r\nSubject: in\r\n\r\ntext\r\n")


def _deep():
    for depth in DEPTHS:
        yield f"multiparts {depth} deep", _nest(depth, lambda i: True)
        yield f"messages {depth} deep", _nest(depth, lambda i: False)
        yield f"multiparts and messages {depth} deep", _nest(depth, lambda i: i % 2 == 0)
        yield f"multiparts {depth} deep, never closed", _nest(depth, lambda i: True, closed=False)


def _nest(depth, is_multipart, closed=True):
    head, tail = [b"Subject: deep\r\n"], []
    for i in range(depth):
        if is_multipart(i):
            head.append(b"Content-Type: multipart/mixed; boundary=d%d\r\n\r\n--d%d\r\n" % (i, i))
            tail.append(b"\r\n--d%d--\r\n" % i)
        else:
            head.append(b"Content-Type: message/rfc822\r\n\r\nSubject: %d\r\n" % i)
    return b"".join(head) + b"\r\nleaf\r\n" + (b"".join(reversed(tail)) if closed else b"")
