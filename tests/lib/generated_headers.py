# SPDX-License-Identifier: Apache-2.0
"""Messages with odd headers: their lines, their sizes, their parameters, and headers that lack."""

CRLF = b"\r\n"
MIB = 1024 * 1024


def messages():
    for name, octets in _whole().items():
        yield f"header: {name}", octets
    for name, lines in _lines().items():
        yield f"header line: {name}", b"From: a@example.org\r\n" + lines + b"\r\n\r\nbody\r\n"
        yield f"header line last: {name}", b"From: a@example.org\r\n" + lines
    for name, field in _fields().items():
        yield f"field: {name}", b"Subject: field\r\n" + field + b"\r\n\r\nbody\r\n"
    for name, parameters in _parameters().items():
        yield f"parameters: {name}", (
            b"Subject: parameters\r\nContent-Type: text/plain" + parameters
            + b"\r\nContent-Disposition: attachment" + parameters + b"\r\n\r\nbody\r\n")


def _whole():
    return {
        "nothing at all": b"",
        "one CR": b"\r", "one LF": b"\n", "one CRLF": CRLF, "CRLF twice": CRLF * 2,
        "LF CR": b"\n\r",
        "one NUL": b"\0", "one dot": b".", "a dot and CRLF": b".\r\n", "two dots": b"..\r\n",
        "one blank": b" ", "one colon": b":", "one letter": b"x", "one 8-bit octet": b"\xff",
        "only a name": b"Subject", "a name and a colon": b"Subject:", "no line end": b"Subject: x",
        "CR at the end": b"Subject: x\r", "LF at the end": b"Subject: x\n",
        "only a header": b"Subject: x\r\n", "no body": b"Subject: x\r\n\r\n",
        "body at once": b"\r\nbody", "two empty lines first": b"\r\n\r\nbody",
        "fold first": b" folded\r\nSubject: x\r\n\r\nbody",
        "text first": b"hello\r\nSubject: x\r\n\r\n",
        "mbox line first": b"From a@b Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\nbody\r\n",
        "escaped mbox lines": b"Subject: x\r\n\r\n>From me\r\nFrom you\r\n",
        "LF only": b"Subject: x\nTo: y\n\nbody\n", "CR only": b"Subject: x\rTo: y\r\rbody\r",
        "line ends mixed": b"Subject: x\nTo: y\r\nCc: z\r\r\n\nbody",
        "of a mebibyte": b"X-Long: " + b"y" * MIB + b"\r\nSubject: after\r\n\r\nbody\r\n",
        "of a mebibyte in folds": b"X-Long: y\r\n" + b" 0123456789\r\n" * (MIB // 13) + b"\r\nbody",
        "of a mebibyte in fields": b"X-Field: value\r\n" * (MIB // 16) + b"Subject: x\r\n\r\nbody",
        "Subject of a mebibyte": b"Subject: " + b"y" * MIB + b"\r\n\r\nbody\r\n",
        "10,000 fields": b"".join(b"X-%d: v\r\n" % i for i in range(10_000)) + b"\r\nbody",
        "10,001 fields, the type last": b"X: y\r\n" * 10_000
            + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
        "11,000 addresses": b"To: " + b",\r\n ".join(b"u%d@example.org" % i for i in range(11_000))
            + b"\r\n\r\nbody",
        "1,000 Subjects": b"".join(b"Subject: %d\r\n" % i for i in range(1000)) + b"\r\nbody",
        "49 Received": b"Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0000\r\n" * 49 + b"\r\nx",
        "never ends": b"Subject: x\r\n" + b"a line of text without a colon\r\n" * 3000,
    }


def _lines():
    return {
        "no colon": b"this is no field", "only a colon": b": x",
        "blank before the colon": b"Subject : x",
        "blank in the name": b"Sub ject: x", "8-bit name": b"S\xfcbject: x", "empty name": b" : x",
        "NUL in the name": b"Sub\0ject: x", "NUL in the value": b"Subject: a\0b", "NUL line": b"\0",
        "bare CR": b"Subject: a\rTo: b", "bare LF": b"Subject: a\nTo: b",
        "CR at the end": b"Subject: a\r",
        "CR CRLF": b"Subject: a\r\r\nTo: b", "LF CR": b"Subject: a\n\rTo: b", "bare CRs": b"\r\r\r",
        "folded": b"Subject: a\r\n b\r\n\tc", "folded at once": b"Subject:\r\n x",
        "fold of blanks only": b"Subject: a\r\n \t \r\n b",
        "folds of blanks only": b"Subject:\r\n \r\n\t",
        "fold after bare LF": b"Subject: a\n b", "name of 2,000": b"X" * 2000 + b": y",
        "name folded": b"Sub\r\n ject: x", "UTF-8": "Subject: ä€😀".encode(),
        "latin-1": b"Subject: \xe4\xf6",
        "UTF-8 cut": b"Subject: \xe2\x82", "tab after the colon": b"Subject:\tx",
        "dots": b".\r\n..",
        "two colons": b"Subject:: x", "value of blanks": b"Subject:    ",
        "escape": b"Subject: \x1b[2J\x07\x7f",
        "quote not closed": b'From: "a <a@example.org>', "backslash at the end": b'From: "a\\',
    }


def _fields():
    type_ = b"Content-Type: "
    return {
        "type twice": type_ + b"text/html\r\nContent-Type: text/plain",
        "type twice, then multipart": type_ + b"text/html\r\n" + type_ + b"multipart/mixed; boundary=b",
        "type empty": type_, "type of blanks": type_ + b"   ",
        "type without slash": type_ + b"text",
        "type of a slash": type_ + b"/", "type with blanks": type_ + b"text / html",
        "8-bit": type_ + b"\xe4/\xf6",
        "type with comments": type_ + b"(a)text(b)/(c)html(d);(e)charset(f)=(g)utf-8(h)",
        "comments not closed": type_ + b"text/(((((html",
        "comments 5,000 deep": type_ + b"(" * 5000,
        "type quoted": type_ + b'"text/html"',
        "type of 4,000": type_ + b"x" * 2000 + b"/" + b"y" * 2000,
        "type of 10,000": type_ + b"x" * 5000 + b"/" + b"y" * 5000, "NUL": type_ + b"te\0xt/html",
        "type in odd case": type_ + b"tExT/HtMl; CHARSET=UTF-8",
        "type folded": type_ + b"text\r\n /html",
        "encoding twice": b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit",
        "disposition empty": b"Content-Disposition: ",
        "disposition of a quote": b'Content-Disposition: "',
        "disposition without kind": b"Content-Disposition: filename=x",
        "MD5": b"Content-MD5: Q2hlY2s=",
        "languages": b"Content-Language: de, en-GB ,, (x) fr,\"sv\"",
        "location": b"Content-Location: http://x/\xe4",
        "description": b'Content-Description: "quoted" \\ and \xe4 {5}\r\n {6}',
        "id": b"Content-ID: <a@b> <c@d>",
        "groups": b"To: friends: a@x, b@x;, undisclosed-recipients:;",
        "route": b"From: <@a,@b:c@d>",
        "address without domain": b"From: root", "address of quotes": b'From: "" <""@x>',
        "address NIL": b"From: <>",
        "address list of commas": b"To: ,,,,", "groups nested": b"To: a: b: c;;",
        "literal": b"From: a@[127.0.0.1]",
        "encoded words": b"From: =?utf-8?q?J=C3=B6rg?= <j@x>, =?x?b?!!?= <k@x>",
        "date": b"Date: yesterday",
        "address of 50,000": b"From: " + b"a" * 50_000 + b"@x",
        "text in braces": b"Message-ID: {10}\r\n +{10+}",
    }


def _parameters():
    return {
        "none, a semicolon": b";", "many semicolons": b";;;; ;;", "no value": b"; name",
        "empty value": b"; name=",
        "empty quotes": b'; name=""', "no name": b"; =x", "quote not closed": b'; name="x',
        "8-bit": b"; name=\xe4.txt",
        "blanks around": b" ; name = x ; charset = utf-8 ", "quoted pairs": b'; name="a\\"b\\\\c"',
        "twice": b"; a=1; a=2",
        "blanks in a value": b"; name=my file.txt", "NUL": b'; name="a\0b"',
        "comments": b"; name=(a)x(b)",
        "folded in quotes": b'; name="a\r\n b"', "bare LF in quotes": b'; name="a\nb"',
        "bare CR in quotes": b'; name="a\rb"',
        "extended": b"; name*=utf-8'de'%C3%A4%20b",
        "extended, broken": b"; name*=utf-8'%C3%; x*='; y*=%",
        "in pieces": b"; name*0=a; name*1=b; name*2=c",
        "in pieces, out of order": b"; name*1=b; name*0=a",
        "in pieces, extended": b"; name*0*=utf-8''%C3; name*1*=%A4; name*2=z",
        "pieces with a gap": b"; name*0=a; name*2=c",
        "pieces numbered oddly": b"; name*00=a; name*01=b; name*-1=c; name*99999999999999=d",
        "star only": b"; *=x; **=y",
        "pieces, 500": b"".join(b"; name*%d=x" % i for i in range(500)),
        "200 of them": b"".join(b"; p%d=v" % i for i in range(200)),
        "name of 5,000": b"; " + b"n" * 5000 + b"=v", "value of 5,000": b"; name=" + b"v" * 5000,
        "value of 200,000": b'; name="' + b"v" * 200_000 + b'"',
        "boundary in a text": b"; boundary=b",
        "encoded word": b'; name="=?utf-8?b?w6Q=?="', "literal in a value": b'; name="x{3}"',
        "slash": b"; a/b=c/d; e=@f",
    }
