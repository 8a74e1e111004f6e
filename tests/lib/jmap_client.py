# SPDX-License-Identifier: Apache-2.0
"""A caller of the JMAP API: SYSTEM over the server's socket, or a user with name and password over TCP.

It keeps its connection, adds the account that a method needs, and hands out answers as they are; do() is for what
has to work, and what stands below it for what scenarios of tenants, stores and quota have to have.
"""
import base64
import http.client
import json

from jmap_transcript import USING, UnixConnection

SECONDS = 60


class JmapError(Exception):
    """A method was answered with an error, or an object was refused."""


class JmapClient:
    def __init__(self, server, login=None, password="secret"):
        self._headers = {"Content-Type": "application/json"}
        if login is None:
            self._connection = UnixConnection(server.socket)
        else:
            self._connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=SECONDS)
            token = base64.b64encode(f"{login}:{password}".encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"
        self.session = json.loads(self.request("GET", "/jmap")[1])
        self.directory = self.session["primaryAccounts"][USING["principals"]]
        self.own = next((each for each in self.session["accounts"] if each != self.directory), None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._connection.close()

    def request(self, verb, path, body=None):
        """(status, octets). A connection that the server has closed meanwhile, being idle, is opened again."""
        try:
            return self._exchange(verb, path, body)
        except (http.client.RemoteDisconnected, BrokenPipeError):
            self._connection.close()
            return self._exchange(verb, path, body)

    def _exchange(self, verb, path, body):
        self._connection.request(verb, path, body, self._headers)
        response = self._connection.getresponse()
        return response.status, response.read()

    def call(self, method, account=None, using=("core", "principals", "admin"), **arguments):
        """[name, arguments] of one method's response, which may be an error."""
        arguments = {"accountId": account or self.directory, **arguments}
        body = {"using": [USING.get(each, each) for each in using], "methodCalls": [[method, arguments, "c"]]}
        status, answer = self.request("POST", "/jmap/api", json.dumps(body))
        if status != 200:
            return [f"HTTP {status}", json.loads(answer)]
        return json.loads(answer)["methodResponses"][0][:2]

    def do(self, method, **arguments):
        """The arguments of the response, which is no error."""
        name, answer = self.call(method, **arguments)
        refused = [answer[each] for each in ("notCreated", "notUpdated", "notDestroyed") if answer.get(each)]
        if name != method or refused:
            raise JmapError(f"{method}: {refused or answer}")
        return answer

    def create(self, kind, **properties):
        """The id of a new object: of a "Principal" or a "Store"."""
        return self.do(f"{kind}/set", create={"new": properties})["created"]["new"]["id"]

    def update(self, kind, identity, **patch):
        self.do(f"{kind}/set", update={identity: patch})

    def find(self, login):
        """The id of a principal."""
        return self.do("Principal/query", filter={"kc:login": login})["ids"][0]

    def company(self, name):
        """The id of a new one, with a public store."""
        made = self.create("Principal", **{"kc:login": name, "kc:kind": "company"})
        self.public_store(made)
        return made

    def user(self, login, address=None, **properties):
        return self.create("Principal", **{"kc:login": login, "kc:password": "secret", "name": f"User {login}",
                                           "email": address or f"{login.replace('@', '.')}@example.test",
                                           **properties})

    def public_store(self, owner="p1"):
        """The GUID of the public store of a company, or of a server without: made if it is not there."""
        found = self.do("Store/query", filter={"type": "public", "owner": owner})["ids"]
        return found[0] if found else self.create("Store", type="public", owner=owner)
