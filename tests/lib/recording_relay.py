# SPDX-License-Identifier: Apache-2.0
"""A TCP relay on loopback that remembers what the client said.

It shows what another program really sent (how many transactions, which octets) without touching
them.
"""
import contextlib
import re
import socket
import threading

import processes


class RecordingRelay:
    def __init__(self, target_port):
        self.port = processes.free_ports(1)[0]
        self.said = []
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target_port))
                record = bytearray()
                self.said.append(record)
                for ends in ((client, server, record), (server, client, None)):
                    threading.Thread(target=self._pump, args=ends, daemon=True).start()

    @staticmethod
    def _pump(source, sink, record):
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                if record is not None:
                    record += chunk
                sink.sendall(chunk)
            sink.shutdown(socket.SHUT_WR)


def lmtp_transactions(said):
    """[(recipients, message octets)] of what one LMTP client said on one connection.

    Only for a client that waits for 354 before the text, as RFC 2033 demands of every one.
    """
    found, recipients, rest = [], [], bytes(said)
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        rcpt = re.match(rb"RCPT TO:<([^>]*)>", line, re.I)
        if rcpt:
            recipients.append(rcpt.group(1).decode())
        elif line.upper() == b"DATA":
            stuffed, _, rest = (b"\r\n" + rest).partition(b"\r\n.\r\n")
            octets = re.sub(rb"(\r\n)\.", rb"\1", stuffed)[2:] + b"\r\n"
            found.append((recipients, octets))
            recipients = []
    return found
