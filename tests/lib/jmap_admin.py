# SPDX-License-Identifier: Apache-2.0
"""Calls the administration's JMAP methods; each call and each answer has to fit doc/protocol/jmap-admin.schema.json."""
import base64
import http.client
import json
import pathlib

import jsonschema

from jmap_transcript import UnixConnection

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((CHECKOUT / "doc/protocol/jmap-admin.schema.json").read_text())
METHODS = SCHEMA["$defs"]["methods"]
USING = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:quota", "urn:kopano:params:jmap:admin"]


def _check(pointer, value):
    schema = {"$schema": SCHEMA["$schema"], "$ref": f"#/$defs/{pointer}", "$defs": SCHEMA["$defs"]}
    errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(value), key=lambda error: list(error.path))
    assert not errors, "; ".join(f"{pointer} at {list(error.path)}: {error.message}" for error in errors[:3])


def check_call(invocation):
    name, arguments, call_id = invocation
    assert name in METHODS and isinstance(call_id, str), invocation
    _check(f"methods/{name.replace('/', '~1')}/arguments", arguments)


def check_answer(asked, invocation):
    name, answer, _ = invocation
    if name == "error":
        return _check("MethodError", answer)
    assert name == asked, invocation
    return _check(f"methods/{name.replace('/', '~1')}/answer", answer)


class Refused(Exception):
    """A method error; `type` is its name."""

    def __init__(self, error):
        super().__init__(error)
        self.type = error["type"]


class Admin:
    """Whoever calls: SYSTEM on the socket, or somebody with a password."""

    def __init__(self, server, login=None, password="secret"):
        self._connection = UnixConnection(server.socket) if login is None else \
            http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=60)
        self._headers = {"Content-Type": "application/json"}
        if login is not None:
            self._headers["Authorization"] = "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()
        self.session = json.loads(self._exchange("GET", "/jmap"))
        self.directory = next(name for name in self.session["accounts"] if name.startswith("d"))
        self.account = next((name for name in self.session["accounts"] if name.startswith("a")), None)

    def _exchange(self, method, path, body=None):
        try:
            self._connection.request(method, path, body, self._headers)
            response = self._connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):  # nothing was said here for long, and it was closed
            self._connection.close()
            self._connection.request(method, path, body, self._headers)
            response = self._connection.getresponse()
        text = response.read()
        assert response.status == 200, (response.status, text)
        return text

    def raw(self, method, account=None, **arguments):
        """The answer, without a look at the schema of what is asked."""
        call = [method, {"accountId": account or self.directory, **arguments}, "c"]
        answer = json.loads(self._exchange("POST", "/jmap/api", json.dumps({"using": USING, "methodCalls": [call]})))
        answered = answer["methodResponses"][0]
        check_answer(method, answered)
        if answered[0] == "error":
            raise Refused(answered[1])
        return answered[1]

    def call(self, method, account=None, **arguments):
        check_call([method, {"accountId": account or self.directory, **arguments}, "c"])
        return self.raw(method, account, **arguments)

    def create(self, login, **properties):
        """The new principal's id."""
        answer = self.call("Principal/set", create={"x": {"kc:login": login, **properties}})
        assert answer["notCreated"] is None, answer
        return answer["created"]["x"]["id"]

    def update(self, method, object_id, patch):
        """None, or the SetError."""
        return (self.call(method, update={object_id: patch})["notUpdated"] or {}).get(object_id)

    def destroy(self, method, object_id):
        return (self.call(method, destroy=[object_id])["notDestroyed"] or {}).get(object_id)

    def get(self, method, object_id, *properties):
        """The object, or None."""
        wanted = {"properties": list(properties)} if properties else {}
        answer = self.call(method, ids=[object_id], **wanted)
        assert (answer["list"] == []) == (answer["notFound"] == [object_id]), answer
        return answer["list"][0] if answer["list"] else None

    def query(self, method, account=None, **arguments):
        return self.call(method, account, **arguments)["ids"]
