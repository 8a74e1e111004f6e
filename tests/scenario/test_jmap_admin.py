# SPDX-License-Identifier: Apache-2.0
"""Two companies and administrators of three levels: who may see and do what over JMAP, by the names of the manual's page.

Whatever is asked and answered here fits the schema, as the examples of doc/manual/jmap-admin.md do.
"""
import json
import re

import pytest

import jmap_admin
from jmap_admin import Admin, Refused

pytestmark = pytest.mark.kc_only

PAGE = jmap_admin.CHECKOUT / "doc/manual/jmap-admin.md"
LISTS = ["kc:viewers", "kc:administrators", "kc:userQuotaRecipients", "kc:companyQuotaRecipients"]


def examples():
    """[(method, call, answer)] of the page's sections."""
    found = []
    for section in re.split(r"\n### ", PAGE.read_text())[1:]:
        blocks = re.findall(r"```json\n(.*?)```", section, re.S)
        found.append((section.split("\n", 1)[0], *map(json.loads, blocks[:2])))
    return found


def test_the_page_has_an_example_of_each_method():
    assert sorted(method for method, *_ in examples()) == sorted(jmap_admin.METHODS)


@pytest.mark.parametrize("method, call, answer", examples(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_examples_fit_the_schema(method, call, answer):
    assert call[0] == method and call[2] == answer[2]
    jmap_admin.check_call(call)
    jmap_admin.check_answer(method, answer)


@pytest.mark.parametrize("call", [
    ["Principal/get", {"accountId": "d0", "ids": "p1"}, "c"],
    ["Principal/set", {"accountId": "d0", "create": {"x": {"name": "no login"}}}, "c"],
    ["Principal/set", {"accountId": "d0", "update": {"p3": {"kc:members/p4": False}}}, "c"],
    ["Principal/set", {"accountId": "d0", "update": {"p3": {"kc:quota": {"most": 5}}}}, "c"],
    ["Store/set", {"accountId": "d0", "update": {"x": {"permissions/INBOX/p4": ["fly"]}}}, "c"],
    ["Quota/query", {"accountId": "d0", "sort": [{"property": "scope"}]}, "c"],
    ["Directory/sync", {"accountId": "d0", "force": True}, "c"],
])
def test_the_schema_refuses_what_is_wrong(call):
    with pytest.raises(AssertionError):
        jmap_admin.check_call(call)


class Tenants:
    def __init__(self, server):
        self.server = server
        self.system = Admin(server)
        self.ids = {}
        for company in ("alpha", "beta"):
            self.ids[company] = self.system.create(company, **{"kc:kind": "company"})
        people = {"ann@alpha": 0, "boss@alpha": 1, "root@alpha": 2, "bob@beta": 0, "chief@beta": 1}
        for login, level in people.items():
            self.ids[login] = self.system.create(login, **{"kc:password": "secret", "kc:adminLevel": level,
                                                           "email": login.replace("@", "@mail.")})
        for company in ("alpha", "beta"):
            self.ids[f"team@{company}"] = self.system.create(f"team@{company}", **{"kc:kind": "group"})
        self._admins = {"SYSTEM": self.system}

    def __getitem__(self, name):
        return self.ids[name]

    def admin(self, login):
        if login not in self._admins:
            self._admins[login] = Admin(self.server, login)
        return self._admins[login]


@pytest.fixture(scope="module")
def tenants(make_server):
    return Tenants(make_server("jmap-admin", enable_hosted_kopano="yes", loginname_format="%u@%c").start())


def outcome(act):
    """The name of the method error or SetError, or None."""
    try:
        error = act()
    except Refused as refused:
        return refused.type
    return error["type"] if error else None


# Who; what he may do to a user of alpha and of beta, and to the companies themselves.
LEVELS = [("SYSTEM", None, None, None, None),
          ("root@alpha", None, None, None, None),
          ("boss@alpha", None, "notFound", "forbidden", "notFound"),
          ("chief@beta", "notFound", None, "notFound", "forbidden"),
          ("ann@alpha", "forbidden", "forbidden", "forbidden", "forbidden"),
          ("bob@beta", "forbidden", "forbidden", "forbidden", "forbidden")]


@pytest.mark.parametrize("who, alpha_user, beta_user, alpha, beta", LEVELS, ids=[row[0] for row in LEVELS])
def test_each_level_may_do_just_its_own(tenants, who, alpha_user, beta_user, alpha, beta):
    admin = tenants.admin(who)
    for name, expected in (("ann@alpha", alpha_user), ("bob@beta", beta_user), ("alpha", alpha), ("beta", beta)):
        if who == name:
            continue
        assert outcome(lambda: admin.update("Principal/set", tenants[name], {"name": f"{name} by {who}"})) == expected, name
    for company, expected in (("alpha", alpha_user), ("beta", beta_user)):
        group = tenants[f"team@{company}"]
        member = tenants["ann@alpha" if company == "alpha" else "bob@beta"]
        patch = {f"kc:members/{member}": True}
        assert outcome(lambda: admin.update("Principal/set", group, patch)) == expected, company


@pytest.mark.parametrize("who, foreign", [("boss@alpha", "beta"), ("ann@alpha", "beta"), ("chief@beta", "alpha")])
def test_what_is_not_seen_is_answered_as_what_is_not_there(tenants, who, foreign):
    admin = tenants.admin(who)
    login = "bob@beta" if foreign == "beta" else "ann@alpha"
    is_admin = who != "ann@alpha"
    for there, absent in ((tenants[login], "p99999"), (tenants[foreign], "p99998")):
        for properties in (["name"], ["kc:members", "kc:sendAs", "kc:effectiveQuota"]):
            assert admin.get("Principal/get", there, *properties) is None
        for act in (lambda one: admin.update("Principal/set", one, {"name": "x"}),
                    lambda one: admin.destroy("Principal/set", one),
                    lambda one: admin.call("Quota/get", ids=[one.replace("p", "q")])["list"]):
            assert outcome(lambda: act(there)) == outcome(lambda: act(absent))
    assert tenants[login] not in admin.query("Principal/query")
    if is_admin:
        assert admin.query("Principal/query", filter={"kc:login": login}) == []
        assert admin.query("Principal/query", filter={"kc:company": foreign}) == \
            admin.query("Principal/query", filter={"kc:company": "nowhere"}) == []
        assert admin.query("Principal/query", filter={"kc:memberOf": tenants[f"team@{foreign}"]}) == []
        named, nobody = ({f"kc:sendAs/{one}": True} for one in (tenants[login], "p99999"))
        own = tenants["ann@alpha"] if who == "boss@alpha" else tenants["bob@beta"]
        for patch in (named, nobody):
            error = admin.update("Principal/set", own, patch)
            assert error == {"type": "invalidProperties", "properties": list(patch)}
        assert outcome(lambda: admin.call("Directory/count", company=foreign) and None) == \
            outcome(lambda: admin.call("Directory/count", company="nowhere") and None) == "invalidArguments"


def test_a_name_that_is_taken_elsewhere_is_not_told(tenants):
    answer = tenants.admin("boss@alpha").call("Principal/set", create={"x": {"kc:login": "new@beta"}})
    absent = tenants.admin("boss@alpha").call("Principal/set", create={"x": {"kc:login": "new@nowhere"}})
    assert answer["notCreated"] == absent["notCreated"]
    taken = tenants.admin("boss@alpha").call("Principal/set", create={"x": {"kc:login": "ann@alpha"}})
    assert taken["notCreated"]["x"]["existingId"] == tenants["ann@alpha"]


def test_nobody_gives_more_than_he_has(tenants):
    boss = tenants.admin("boss@alpha")
    assert boss.update("Principal/set", tenants["ann@alpha"], {"kc:adminLevel": 2})["type"] == "forbidden"
    assert boss.update("Principal/set", tenants["root@alpha"], {"kc:password": "x"})["type"] == "forbidden"
    assert boss.destroy("Principal/set", tenants["root@alpha"])["type"] == "forbidden"
    created = boss.call("Principal/set", create={"x": {"kc:login": "z@alpha", "kc:adminLevel": 2}})
    assert created["notCreated"]["x"]["type"] == "forbidden"


def test_a_remote_administrator_needs_to_be_listed_and_to_see(tenants):
    system, bob = tenants.system, tenants.admin("bob@beta")
    rename = lambda: outcome(lambda: bob.update("Principal/set", tenants["ann@alpha"], {"name": "Ann"}))  # noqa: E731
    lists = {f"kc:administrators/{tenants['bob@beta']}": True}
    assert system.update("Principal/set", tenants["alpha"], lists) is None
    assert rename() == "forbidden"
    assert system.update("Principal/set", tenants["alpha"], {f"kc:viewers/{tenants['beta']}": True}) is None
    assert rename() is None
    assert tenants["ann@alpha"] in bob.query("Principal/query", filter={"kc:company": "alpha"})
    # One direction only.
    assert tenants["bob@beta"] not in tenants.admin("boss@alpha").query("Principal/query")
    undo = {f"kc:administrators/{tenants['bob@beta']}": None, f"kc:viewers/{tenants['beta']}": None}
    assert system.update("Principal/set", tenants["alpha"], undo) is None
    assert rename() == "forbidden"


def test_a_company_has_its_lists(tenants):
    system = tenants.system
    assert system.get("Principal/get", tenants["alpha"], *LISTS) == \
        {"id": tenants["alpha"], **{name: {} for name in LISTS}}
    patch = {"kc:systemAdministrator": tenants["boss@alpha"], f"kc:userQuotaRecipients/{tenants['ann@alpha']}": True,
             "kc:companyQuotaRecipients": {tenants["boss@alpha"]: True}}
    assert system.update("Principal/set", tenants["alpha"], patch) is None
    assert system.get("Principal/get", tenants["alpha"], "kc:systemAdministrator", *LISTS[2:]) == {
        "id": tenants["alpha"], "kc:systemAdministrator": tenants["boss@alpha"],
        "kc:userQuotaRecipients": {tenants["ann@alpha"]: True}, "kc:companyQuotaRecipients": {tenants["boss@alpha"]: True}}
    undo = {"kc:systemAdministrator": None, "kc:userQuotaRecipients": None, "kc:companyQuotaRecipients": {}}
    assert system.update("Principal/set", tenants["alpha"], undo) is None


def test_all_kinds_come_and_go(tenants):
    boss = tenants.admin("boss@alpha")
    kinds = {"active": "individual", "shared": "other", "room": "location", "equipment": "resource",
             "contact": "other", "group": "group", "distribution": "group"}
    for kind, jmap_type in kinds.items():
        if kind == "distribution":  # db has security groups only
            continue
        made = boss.create(f"{kind}@alpha", **{"kc:kind": kind, "name": kind})
        shown = boss.get("Principal/get", made)
        assert (shown["kc:kind"], shown["type"], shown["kc:companyId"]) == (kind, jmap_type, tenants["alpha"])
        assert (shown["kc:quota"] is None) == (kind in ("contact", "group"))
        assert boss.query("Principal/query", filter={"kc:company": "alpha", "kc:kind": kind}).count(made) == 1
        assert boss.destroy("Principal/set", made) is None
        assert boss.get("Principal/get", made) is None


def test_the_record_that_holds_says_where_it_is_from(tenants):
    system, ann = tenants.system, tenants["ann@alpha"]

    def effective():
        return system.get("Principal/get", ann, "kc:effectiveQuota")["kc:effectiveQuota"]

    assert effective()["source"] == "global"
    assert system.update("Principal/set", tenants["alpha"], {"kc:memberQuota": {"override": True, "warn": 1000}}) is None
    assert effective() == {"source": "company", "warn": 1000, "soft": 0, "hard": 0}
    assert system.update("Principal/set", ann, {"kc:quota/override": True, "kc:quota/hard": 5000}) is None
    assert effective() == {"source": "own", "warn": 0, "soft": 0, "hard": 5000}
    own = tenants.admin("ann@alpha")
    assert own.query("Quota/query", own.account) == [ann.replace("p", "q")]
    assert own.call("Quota/get", own.account, ids=None)["list"][0]["hardLimit"] == 5000
    assert system.update("Principal/set", ann, {"kc:quota": None}) is None
    assert system.update("Principal/set", tenants["alpha"], {"kc:memberQuota": None}) is None


def test_many_are_made_in_one_call(tenants):
    boss = tenants.admin("boss@alpha")
    users = {f"u{n}": {"kc:login": f"user{n}@alpha", "name": f"User {n}"} for n in range(200)}
    users["us"] = {"kc:login": "user7@alpha"}
    crew = {"kc:login": "crew@alpha", "kc:kind": "group", "kc:members": {f"#u{n}": True for n in range(20)}}
    answer = boss.call("Principal/set", create={**users, "crew": crew})
    assert len(answer["created"]) == 201 and len(answer["notCreated"]) == 1, answer["notCreated"]
    group = answer["created"]["crew"]["id"]
    members = boss.query("Principal/query", filter={"kc:memberOf": group}, sort=[{"property": "kc:login"}])
    assert len(members) == 20
    assert set(boss.get("Principal/get", group, "kc:members")["kc:members"]) == set(members)
    counted = boss.call("Directory/count", company="alpha")
    assert counted["active"] >= 200 and counted["total"] == counted["active"] + counted["nonActive"]
    answer = boss.call("Principal/set", destroy=[made["id"] for made in answer["created"].values()])
    assert len(answer["destroyed"]) == 201


def test_a_hash_made_elsewhere_logs_in(tenants):
    (known,), = tenants.server.sql("SELECT password FROM udb_object WHERE login = 'ann'")
    assert known.startswith("$argon2id$")
    made = tenants.system.create("hash@alpha", **{"kc:passwordHash": known})
    assert Admin(tenants.server, "hash@alpha").get("Principal/get", made)["kc:login"] == "hash@alpha"
    answer = tenants.system.call("Principal/set", create={"x": {"kc:login": "plain@alpha", "kc:passwordHash": "plain"}})
    assert answer["notCreated"]["x"]["type"] == "invalidProperties"


def test_states_change_when_something_does(tenants):
    boss = tenants.admin("boss@alpha")
    before = boss.call("Principal/get", ids=[])["state"]
    assert boss.call("Principal/changes", sinceState=before)["updated"] == []
    assert boss.update("Principal/set", tenants["ann@alpha"], {"name": "Ann A."}) is None
    assert boss.call("Principal/get", ids=[])["state"] != before
    with pytest.raises(Refused, match="stateMismatch"):
        boss.call("Principal/set", ifInState=before, update={tenants["ann@alpha"]: {"name": "x"}})
    with pytest.raises(Refused, match="cannotCalculateChanges"):
        boss.call("Principal/changes", sinceState=before)


@pytest.mark.parametrize("method", ["Directory/sync", "Directory/clearCache", "Store/flushDeferred"])
def test_the_system_is_for_its_administrators(tenants, method):
    for who in ("SYSTEM", "root@alpha"):
        tenants.admin(who).call(method)
    for who in ("boss@alpha", "ann@alpha"):
        with pytest.raises(Refused, match="forbidden"):
            tenants.admin(who).call(method)


def test_the_node_says_its_name(tenants):
    nodes = tenants.system.call("Node/get", ids=None)["list"]
    assert [(node["id"], node["isThis"]) for node in nodes] == [("n1", True)] and nodes[0]["name"]
