# SPDX-License-Identifier: Apache-2.0
"""Companies that are not to know of each other, and what of one can be named: for the matrix and the probes.

alpha asks. beta is foreign: no view, but remote@alpha is on its admin list. gamma has alpha on its view list and
remote@alpha on its admin list. Each has the same inside.
"""
import dataclasses
import re

from jmap_client import JmapClient

FORM = "%u@%c"
ASKING = {"plain": 0, "chief": 1, "remote": 0, "root": 2}  # users of alpha and their levels
MAIL = b"Subject: secret\r\n\r\nhello\r\n"


@dataclasses.dataclass(frozen=True)
class Named:
    """What a client can call a company and what is in it by."""
    company: str
    company_id: str
    login: str      # of an ordinary user
    address: str
    user_id: str
    group: str
    group_id: str
    guid: str       # of that user's store
    public: str     # GUID
    directory: str  # accounts
    account: str
    blob: str
    folder: str     # in the public store
    quota_id: str

    def hide(self, text):
        """The text without what names this one: the longest first, as one may be part of another; whole words
        only, as a short id may stand in a GUID."""
        for value in sorted(filter(None, dataclasses.astuple(self)), key=len, reverse=True):
            text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])", "<name>", text)
        return text


# Nobody has these. Of the same length and form as what is there, so that no size tells.
ABSENT = Named(company="zeta", company_id="p999990", login="john@zeta", address="john@zeta.test", user_id="p999991",
               group="staff@zeta", group_id="p999992", guid="0123456789abcdef0123456789abcdef",
               public="0123456789abcdeffedcba9876543210", directory="d999990", account="a999991",
               blob="", folder="Public folders/Nowhere", quota_id="q999991")


def make(server):
    """{company: Named} of a running server, `absent` among them; users have the password "secret"."""
    server.named = {}
    with JmapClient(server) as system:
        companies = {name: system.company(name) for name in ("alpha", "beta", "gamma")}
        for name, identity in companies.items():
            server.named[name] = _fill(server, system, name, identity)
        for login, level in ASKING.items():
            system.user(f"{login}@alpha", **{"kc:adminLevel": level})
        remote = system.find("remote@alpha")
        for name in ("beta", "gamma"):
            system.update("Principal", companies[name], **{f"kc:administrators/{remote}": True})
        system.update("Principal", companies["gamma"], **{f"kc:viewers/{companies['alpha']}": True})
    foreign = server.named["beta"]
    server.named["absent"] = dataclasses.replace(
        ABSENT, blob=foreign.blob[:-8] + ("0" * 8 if not foreign.blob.endswith("0" * 8) else "1" * 8))
    return server


def _fill(server, system, company, identity):
    login = f"john@{company}"
    user = system.user(login, address=f"john@{company}.test")
    group = system.create("Principal", **{"kc:login": f"staff@{company}", "kc:kind": "group",
                                          "kc:members": {user: True}})
    with server.lmtp() as lmtp:
        lmtp.deliver(MAIL, [f"john@{company}.test"])
    folder = f"Public folders/{company.capitalize()}"
    with server.imap(login) as imap:
        imap.command(b'CREATE "%s"' % folder.encode())
        imap.append(MAIL, folder)
    with JmapClient(server, login) as john:
        blob = john.call("Blob/upload", account=john.own, using=["core", "blob"],
                         create={"b": {"data": [{"data:asText": f"of {company}"}]}})[1]["created"]["b"]["id"]
        own, directory = john.own, john.directory
    guid, = system.do("Store/query", filter={"owner": user})["ids"]
    return Named(company=company, company_id=identity, login=login, address=f"john@{company}.test", user_id=user,
                 group=f"staff@{company}", group_id=group, guid=guid, public=system.public_store(identity),
                 directory=directory, account=own, blob=blob, folder=folder, quota_id="q" + user[1:])
