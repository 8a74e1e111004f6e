# SPDX-License-Identifier: Apache-2.0
"""Plays the JMAP conversations of tests/transcripts/jmap; the format stands in the README there.

What is expected of an answer is JSON with holes: "..." is any value, a key "..." any further members, a last item "..."
any further items, and "<name>" a text that is remembered.
"""
import base64
import http.client
import json
import re
import socket

import transcript
from transcript import Mismatch

CORE = "urn:ietf:params:jmap:core"
USING = {"core": CORE, "quota": "urn:ietf:params:jmap:quota", "blob": "urn:ietf:params:jmap:blob", "principals": "urn:ietf:params:jmap:principals",
         "admin": "urn:kopano:params:jmap:admin"}
LINE = re.compile(r"([CSHB]|@)[:]? ?(.*)\Z", re.S)
SECONDS = 20


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the server's socket, where a local administrator is SYSTEM."""

    def __init__(self, path):
        super().__init__("localhost", timeout=SECONDS)
        self._path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self._path)


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            raise Mismatch(f"no JSON: {self.status} {self.body[:300]!r}") from None


def parse(text):
    """[(line number, kind, text)]; lines that begin with blanks go on."""
    rows = text.split("\n")
    if not re.match(r"# RFC \d+ §[\d.]+", rows[0]):
        raise Mismatch("line 1: names no section, as in: # RFC 8620 §3.7: what happens")
    lines = []
    for number, row in enumerate(rows[1:], 2):
        found = LINE.match(row)
        if row.startswith(" ") and lines:
            lines[-1][2] += "\n" + row
        elif found and not row.startswith("#"):
            lines.append([number, found[1], found[2]])
        elif row and not row.startswith("#"):
            raise Mismatch(f"line {number}: neither C:, H:, B:, S:, @ nor #: {row}")
    return lines


def match(wanted, got, known, where="answer"):
    """Raises Mismatch where they differ; puts what <names> stand for into known."""
    if wanted == "...":
        return
    if isinstance(wanted, str) and isinstance(got, str):
        found = transcript.pattern(wanted, known).fullmatch(got)
        if not found:
            raise Mismatch(f"{where}: wanted {wanted!r}, got {got!r}")
        known.update(found.groupdict())
    elif isinstance(wanted, dict) and isinstance(got, dict):
        names = {transcript.fill(name, known): name for name in wanted if name != "..."}
        missing = names.keys() - got.keys()
        more = set() if "..." in wanted else got.keys() - names.keys()
        if missing or more:
            raise Mismatch(f"{where}: lacks {sorted(missing)}, has also {sorted(more)}: {json.dumps(got)[:1000]}")
        for name, written in names.items():
            match(wanted[written], got[name], known, f"{where}/{name}")
    elif isinstance(wanted, list) and isinstance(got, list):
        is_open = bool(wanted) and wanted[-1] == "..."
        items = wanted[:-1] if is_open else wanted
        if len(got) < len(items) or (len(got) > len(items) and not is_open):
            raise Mismatch(f"{where}: wanted {len(items)} items, got {json.dumps(got)[:1000]}")
        for number, item in enumerate(items):
            match(item, got[number], known, f"{where}/{number}")
    elif wanted != got or isinstance(wanted, bool) != isinstance(got, bool):
        raise Mismatch(f"{where}: wanted {json.dumps(wanted)}, got {json.dumps(got)[:1000]}")


class Player:
    def __init__(self, server, user):
        self._server, self._user = server, user
        self._connections = {}
        self._who = "user"
        self._using = list(USING.values())
        self._created = None
        self._answer = None
        self._known = {"user": user}
        self._request = None  # (method, path, headers, body) that H: and B: still add to
        session = self._send("GET", "/jmap", {}, None).json()
        self._known["account"] = session["primaryAccounts"][USING["blob"]]
        self._known["directory"] = session["primaryAccounts"][USING["principals"]]
        self._known["state"] = session["state"]

    def close(self):
        for connection in self._connections.values():
            connection.close()

    def play(self, lines):
        for number, kind, text in lines:
            try:
                getattr(self, {"C": "_say", "H": "_header", "B": "_body", "S": "_expect", "@": "_event"}[kind])(text)
            except Mismatch as mismatch:
                raise Mismatch(f"line {number}: {mismatch}") from None
        self._flush()
        if self._answer is not None:
            raise Mismatch(f"the last answer was not looked at: {self._answer.status} {self._answer.body[:300]!r}")

    def _connection(self):
        if self._who not in self._connections:
            self._connections[self._who] = UnixConnection(self._server.socket) if self._who == "system" else \
                http.client.HTTPConnection("127.0.0.1", self._server.http_port, timeout=SECONDS)
        return self._connections[self._who]

    def _send(self, method, path, headers, body):
        headers = dict(headers)
        if self._who == "user":
            token = base64.b64encode(f"{self._user}:secret".encode()).decode()
            headers.setdefault("Authorization", "Basic " + token)
        connection = self._connection()
        connection.request(method, path, body=body, headers=headers)
        return Answer(connection.getresponse())

    def _flush(self):
        if self._request:
            request, self._request = self._request, None
            self._answer = self._send(*request)

    def _say(self, text):
        self._flush()
        if self._answer is not None:
            raise Mismatch("the answer before was not looked at")
        text = transcript.fill(text, self._known)
        if text.startswith("["):
            request = {"using": self._using, "methodCalls": json.loads(text)}
            if self._created is not None:
                request["createdIds"] = self._created
            self._request = ["POST", "/jmap/api", {"Content-Type": "application/json"}, json.dumps(request).encode()]
        elif text.startswith("{"):
            self._request = ["POST", "/jmap/api", {"Content-Type": "application/json"}, text.encode()]
        else:
            method, path = text.split(" ", 1)
            self._request = [method, path.strip(), {}, None]

    def _header(self, text):
        name, value = transcript.fill(text, self._known).split(":", 1)
        self._request[2][name] = value.strip()

    def _body(self, text):
        self._request[3] = transcript.fill(text, self._known).encode()

    def _expect(self, text):
        self._flush()
        answer = self._answer
        if answer is None:
            raise Mismatch("there is no answer to look at")
        if text.startswith("["):
            self._expect_status(200)
            match(json.loads(text), answer.json()["methodResponses"], self._known)
            self._answer = None
        elif text.startswith("{"):
            match(json.loads(text), answer.json(), self._known)
            self._answer = None
        elif re.match(r"\d{3}\Z", text):
            self._expect_status(int(text))
        elif text.startswith("body "):
            if answer.body.decode() != transcript.fill(text[5:], self._known):
                raise Mismatch(f"the body is {answer.body[:300]!r}")
            self._answer = None
        else:
            name, wanted = text.split(":", 1)
            match(wanted.strip(), answer.headers.get(name, "(none)"), self._known, name)

    def _expect_status(self, wanted):
        if self._answer.status != wanted:
            raise Mismatch(f"wanted {wanted}, got {self._answer.status} {self._answer.body[:300]!r}")

    def _event(self, text):
        """@ using core blob | @ created {...} | @ as system | @ as user | @ as nobody | @ ignore | @ differs <a> <b>"""
        self._flush()
        word, _, rest = text.partition(" ")
        if word == "using":
            self._using = [USING.get(name, name) for name in rest.split()]
        elif word == "created":
            self._created = json.loads(transcript.fill(rest, self._known))
        elif word == "as":
            self._who = rest
        elif word == "ignore":
            self._answer = None
        elif word == "differs":
            left, right = transcript.fill(rest, self._known).split()
            if left == right:
                raise Mismatch(f"both are {left}")
        else:
            raise Mismatch(f"no such event: @ {text}")


def play(server, user, text):
    lines = parse(text)
    player = Player(server, user)
    try:
        player.play(lines)
    finally:
        player.close()
