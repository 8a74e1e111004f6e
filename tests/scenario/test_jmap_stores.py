# SPDX-License-Identifier: Apache-2.0
"""Stores over JMAP: public ones are made, stores lose their owners and get others, rights are given, orphans go."""
import pytest

from jmap_admin import Admin, Refused

pytestmark = pytest.mark.kc_only

MAIL = b"Subject: kept\r\n\r\nhello\r\n"


class Shop:
    """alpha with ann, ben and boss (level 1); beta with bob and chief (level 1)."""

    def __init__(self, server):
        self.server = server
        self.system = Admin(server)
        self.ids = {}
        for company in ("alpha", "beta"):
            self.ids[company] = self.system.create(company, **{"kc:kind": "company"})
        for login, level in {"ann@alpha": 0, "ben@alpha": 0, "boss@alpha": 1, "bob@beta": 0, "chief@beta": 1}.items():
            self.ids[login] = self.system.create(login, **{"kc:password": "secret", "kc:adminLevel": level,
                                                           "email": login.replace("@", "@mail.")})
            with server.imap(login) as imap:
                imap.select()
        self._admins = {"SYSTEM": self.system}

    def admin(self, login):
        if login not in self._admins:
            self._admins[login] = Admin(self.server, login)
        return self._admins[login]

    def store_of(self, name, kind="private"):
        """GUID, or None."""
        found = self.system.query("Store/query", filter={"owner": self.ids[name], "type": kind})
        assert len(found) <= 1
        return found[0] if found else None

    def deliver(self, login):
        with self.server.lmtp() as lmtp:
            assert [code for code, _ in lmtp.deliver(MAIL, [login.replace("@", "@mail.")])] == [250]


@pytest.fixture(scope="module")
def shop(make_server):
    return Shop(make_server("jmap-stores", enable_hosted_kopano="yes", loginname_format="%u@%c").start())


def test_a_store_says_whose_it_is(shop):
    shop.deliver("ann@alpha")
    guid = shop.store_of("ann@alpha")
    store = shop.system.get("Store/get", guid)
    assert store["size"] >= len(MAIL) and store["messages"] >= 1
    del store["size"], store["messages"]
    assert store == {"id": guid, "type": "private", "owner": shop.ids["ann@alpha"], "name": "ann@alpha",
                     "companyId": shop.ids["alpha"]}


def test_administrators_have_the_stores_of_their_company(shop):
    own = {shop.store_of(login) for login in ("ann@alpha", "ben@alpha", "boss@alpha")}
    boss = shop.admin("boss@alpha")
    assert set(boss.query("Store/query", filter={"type": "private", "isOrphan": False})) == own
    foreign = shop.store_of("bob@beta")
    assert boss.get("Store/get", foreign) is None
    assert boss.query("Store/query", filter={"owner": shop.ids["bob@beta"]}) == []
    assert boss.query("Store/query", filter={"company": "beta"}) == []
    absent = "0" * 32
    for patch in ({"owner": None}, {"permissions//p1": ["folder_visible"]}):
        assert boss.update("Store/set", foreign, patch) == boss.update("Store/set", absent, patch) == {"type": "notFound"}
    assert boss.destroy("Store/set", foreign) == {"type": "notFound"}
    for method in ("Store/get", "Store/query", "Store/set"):
        with pytest.raises(Refused, match="forbidden"):
            shop.admin("ann@alpha").call(method)


def test_a_public_store_is_made_once_and_open_to_its_company(shop):
    boss = shop.admin("boss@alpha")
    create = {"p": {"type": "public", "owner": shop.ids["alpha"]}}
    made = boss.call("Store/set", create=create)["created"]["p"]
    assert made["size"] == 0 and made["companyId"] == shop.ids["alpha"]
    again = boss.call("Store/set", create=create)["notCreated"]["p"]
    assert (again["type"], again["existingId"]) == ("alreadyExists", made["id"])
    rights = boss.get("Store/get", made["id"], "permissions")["permissions"]
    assert {"read_items", "folder_visible"} <= set(rights[""][shop.ids["alpha"]])
    foreign = boss.call("Store/set", create={"p": {"type": "public", "owner": shop.ids["beta"]}})
    absent = boss.call("Store/set", create={"p": {"type": "public", "owner": "p99999"}})
    assert foreign["notCreated"] == absent["notCreated"]


def test_mail_stays_with_a_store_that_changes_hands(shop):
    boss = shop.admin("boss@alpha")
    shop.deliver("ben@alpha")
    guid = shop.store_of("ben@alpha")
    assert boss.update("Store/set", guid, {"owner": shop.ids["ann@alpha"]})["type"] == "forbidden"
    assert boss.update("Store/set", guid, {"owner": None}) is None
    orphan = shop.system.get("Store/get", guid)
    assert (orphan["owner"], orphan["name"]) == (None, "ben@alpha")
    assert guid in shop.system.query("Store/query", filter={"isOrphan": True})
    assert boss.update("Store/set", guid, {"owner": shop.ids["ben@alpha"]}) is None
    with shop.server.imap("ben@alpha") as imap:
        assert imap.select() == 1


def test_a_store_that_is_replaced_becomes_an_orphan(shop):
    system = shop.system
    first = shop.store_of("ben@alpha")
    system.update("Store/set", first, {"owner": None})
    with shop.server.imap("ben@alpha") as imap:  # gets a new one
        assert imap.select() == 0
    second = shop.store_of("ben@alpha")
    assert second not in (None, first)
    assert system.update("Store/set", first, {"owner": shop.ids["ben@alpha"]}) is None
    assert shop.store_of("ben@alpha") == first
    assert system.get("Store/get", second)["owner"] is None
    assert system.destroy("Store/set", first)["type"] == "forbidden"
    assert system.destroy("Store/set", second) is None
    assert system.get("Store/get", second) is None


def test_rights_are_given_and_taken(shop):
    boss, ben = shop.admin("boss@alpha"), shop.ids["ben@alpha"]
    guid = shop.store_of("ann@alpha")
    patch = {f"permissions//{ben}": ["folder_visible"], f"permissions/INBOX/{ben}": ["read_items", "folder_visible"]}
    assert boss.update("Store/set", guid, patch) is None
    assert boss.get("Store/get", guid, "permissions")["permissions"] == {
        "": {ben: ["folder_visible"]}, "INBOX": {ben: ["read_items", "folder_visible"]}}
    for path in (f"permissions/Nowhere/{ben}", f"permissions/INBOX/{shop.ids['bob@beta']}", "permissions/INBOX/p99999"):
        assert boss.update("Store/set", guid, {path: ["read_items"]}) == \
            {"type": "invalidProperties", "properties": [path]}
    assert boss.update("Store/set", guid, {path: None for path in patch}) is None
    assert boss.get("Store/get", guid, "permissions")["permissions"] == {}


def test_the_store_of_who_is_gone_is_kept(shop):
    made = shop.system.create("gone@alpha", **{"kc:password": "secret", "email": "gone@mail.alpha"})
    shop.ids["gone@alpha"] = made
    shop.deliver("gone@alpha")
    guid = shop.store_of("gone@alpha")
    assert shop.system.destroy("Principal/set", made) is None
    store = shop.system.get("Store/get", guid)
    assert (store["owner"], store["name"], store["messages"]) == (None, "gone@alpha", 1)
    assert shop.system.destroy("Store/set", guid) is None


def test_a_company_s_quota_counts_all_its_stores(shop):
    system, alpha = shop.system, shop.ids["alpha"]
    assert system.update("Principal/set", alpha, {"kc:quota": {"override": True, "warn": 1000000}}) is None
    boss = shop.admin("boss@alpha")
    quota = boss.call("Quota/get", ids=[alpha.replace("p", "q")])["list"][0]
    sizes = [store["size"] for store in system.call("Store/get", ids=system.query("Store/query", filter={"company": "alpha"}))["list"]]
    assert (quota["scope"], quota["warnLimit"], quota["used"]) == ("domain", 1000000, sum(sizes))
    assert quota["used"] > 0
    assert system.update("Principal/set", alpha, {"kc:quota": None}) is None
