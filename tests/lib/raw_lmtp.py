# SPDX-License-Identifier: Apache-2.0
"""A minimal LMTP client (RFC 2033) that sends exactly the octets it is given.

smtplib rewrites line endings and header text, so it cannot prove that a server keeps octets.
This client only doubles leading dots and appends the end mark; it never retries, never reconnects.
"""
import re
import socket


class LmtpError(Exception):
    """The server closed the connection or did not speak LMTP."""


def dot_stuffed(data):
    """The octets between 354 and the answer: RFC 5321 §4.5.2, with the final CRLF.CRLF.

    Only CRLF ends a line, so a dot after a bare LF or CR is not doubled. Data that does not end in
    CRLF gains one, because the end mark needs it: callers pass complete lines.
    """
    stuffed = re.sub(rb"(\A|\r\n)\.", rb"\1..", data)
    if stuffed and not stuffed.endswith(b"\r\n"):
        stuffed += b"\r\n"
    return stuffed + b".\r\n"


class LmtpClient:
    def __init__(self, port, host="127.0.0.1", timeout=60.0):
        self._socket = socket.create_connection((host, port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.greeting = self.read_reply()
        self.capabilities = self.command(b"LHLO client.example.test")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._socket.close()

    def send(self, octets):
        self._socket.sendall(octets)

    def send_text(self, data):
        """What follows 354: the data, its dots doubled, and the end mark."""
        self.send(dot_stuffed(data))

    def _read_line(self):
        while b"\r\n" not in self._buffer:
            chunk = self._socket.recv(65536)
            if not chunk:
                raise LmtpError("connection closed by the server")
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\r\n", 1)
        return line

    def read_reply(self):
        """One reply as (code, text); the lines of a multi-line reply are joined by LF."""
        lines = []
        while True:
            line = self._read_line()
            if not re.match(rb"\d\d\d([ -]|\Z)", line):
                raise LmtpError(f"not a reply: {line!r}")
            lines.append(line[4:])
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines).decode("utf-8", "replace")

    def command(self, line):
        self.send(line + b"\r\n")
        return self.read_reply()

    def open_transaction(self, sender, recipients, parameters=b""):
        """MAIL and RCPT, one at a time; returns the recipients' replies."""
        code, text = self.command(b"MAIL FROM:<" + sender.encode() + b">" + parameters)
        if code != 250:
            raise LmtpError(f"MAIL refused: {code} {text}")
        return [self.command(b"RCPT TO:<" + r.encode() + b">") for r in recipients]

    def deliver(self, data, recipients, sender="sender@example.org"):
        """One transaction. Returns one reply for each recipient, in order (RFC 2033 §4.2)."""
        replies = self.open_transaction(sender, recipients)
        accepted = sum(1 for code, _ in replies if code == 250)
        if not accepted:
            self.command(b"RSET")
            return replies
        code, text = self.command(b"DATA")
        if code != 354:
            raise LmtpError(f"DATA refused: {code} {text}")
        self.send_text(data)
        return [self.read_reply() if code == 250 else (code, text) for code, text in replies]

    def deliver_chunks(self, data, recipient, chunk, sender="sender@example.org"):
        """BDAT (RFC 3030): the very octets, in chunks of that size. The last reply."""
        code, text = self.open_transaction(sender, [recipient], b" BODY=BINARYMIME")[0]
        if code != 250:
            raise LmtpError(f"RCPT refused: {code} {text}")
        for start in range(0, max(1, len(data)), chunk):
            piece = data[start:start + chunk]
            last = b" LAST" if start + chunk >= len(data) else b""
            self.send(b"BDAT %d" % len(piece) + last + b"\r\n" + piece)
            code, text = self.read_reply()
            if code != 250:
                break
        return code, text

    def quit(self):
        self.command(b"QUIT")
        self.close()
