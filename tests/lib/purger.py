# SPDX-License-Identifier: Apache-2.0
"""Purges what was expunged, for good, again and again: as an administrator would, only faster.

Speaks JMAP on the server's socket, where root is SYSTEM; kopano-cli does the same.
"""
import http.client
import json
import socket
import threading

REQUEST = json.dumps({
    "using": ["urn:ietf:params:jmap:core", "urn:kopano:params:jmap:admin"],
    "methodCalls": [["Store/purgeRemoved", {"accountId": "d0", "olderThanDays": 0}, "p"]]})
PAUSE_SECONDS = 0.05


class SocketConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self._path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Purger:
    """Until the server is gone or stop() is called; `purged` messages, and what was `refused`."""

    def __init__(self, server):
        self.purged, self.refused = 0, []
        self._path = server.socket
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive(), "a purge hangs"

    def _run(self):
        try:
            connection = SocketConnection(self._path)
            while not self._stop.wait(PAUSE_SECONDS):
                connection.request("POST", "/jmap/api", REQUEST,
                                   {"Content-Type": "application/json"})
                answer = connection.getresponse()
                body = answer.read()
                response = json.loads(body)["methodResponses"][0]
                if response[0] == "error":
                    self.refused.append(str(response[1]))
                    return
                self.purged += response[1]["purged"]
        except (OSError, http.client.HTTPException, ValueError):
            return  # the server was killed: never a retry
