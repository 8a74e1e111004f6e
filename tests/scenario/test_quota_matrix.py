# SPDX-License-Identifier: Apache-2.0
"""Which quota holds, and what it stops: three sources, three levels, each way by which mail comes into a store.

The record that has to win has one level, which the store has reached. The ones that have to lose would have the other
effect: they stop everything where the winner stops nothing, and nothing where it does. Without a winner's flag
(override) its levels count for nothing.
"""
import signal

import pytest

from jmap_client import JmapClient
from processes import wait_until
from raw_imap import ImapError

pytestmark = pytest.mark.kc_only

SOURCES = ("global", "company", "own")
LEVELS = ("warn", "soft", "hard")
MEGABYTE = 1024 * 1024
BIG = b"Subject: big\r\n\r\n" + b"0123456789abcdef" * 4 * 1024 * 17 + b"\r\n"  # above a megabyte
SMALL = b"Subject: small\r\n\r\nhello\r\n"
FREE = {"warn": 0, "soft": 0, "hard": 0}
FULL = {"warn": MEGABYTE, "soft": MEGABYTE, "hard": MEGABYTE}


def record(levels, override):
    return {"override": override, **FREE, **levels}


class House:
    """A server with tenants; each cell of the matrix has a company of its own, with a user who is full."""

    def __init__(self, server):
        self.server = server
        self.plain = (server.etc / "server.cfg").read_text()
        self.system = JmapClient(server)
        self.reloads = 0

    def use_global(self, levels):
        """Megabytes in server.cfg, taken in by SIGHUP."""
        lines = [f"quota_{level} = {octets // MEGABYTE}\n" for level, octets in levels.items()]
        (self.server.etc / "server.cfg").write_text(self.plain + "".join(lines))
        self.reloads += 1
        self.server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: self.server.log_text().count("configuration reloaded") >= self.reloads, 30, "a reload")

    def full_user(self, source, level):
        """(login, company's id) of somebody with 1.1 MB, whose limits `source` sets."""
        tenant, login = f"{source}-{level}", f"full@{source}-{level}"
        losing = FREE if level == "hard" else FULL
        winning = {level: MEGABYTE}
        records = {"global": {**FREE, **losing}, "company": record(losing, True), "own": record(losing, True)}
        place = SOURCES.index(source)
        records[source] = {**FREE, **winning} if source == "global" else record(winning, True)
        for above in SOURCES[place + 1:]:
            records[above] = record(losing, False)
        self.use_global(FREE)
        company = self.system.company(tenant)
        self.system.user(login)
        with self.server.lmtp() as lmtp:
            assert [code for code, _ in lmtp.deliver(BIG, [login])] == [250]
        with self.server.imap(login) as imap:
            imap.command(b'CREATE "Public folders/Drop"')
            imap.append(SMALL, "Public folders/Drop")
            imap.append(SMALL, "Public folders/Drop")
        self.system.update("Principal", company, **{"kc:memberQuota": records["company"]})
        self.system.update("Principal", self.system.find(login), **{"kc:quota": records["own"]})
        self.use_global(records["global"])
        return login


@pytest.fixture(scope="module")
def house(make_server):
    return House(make_server("quotas", enable_hosted_kopano="yes", loginname_format="%u@%c").start())


@pytest.fixture(scope="module", params=[(s, l) for s in SOURCES for l in LEVELS], ids="-".join)
def full(request, house):
    source, level = request.param
    return house, house.full_user(source, level), source, level


def refused(action):
    """Was it stopped for the quota? Anything else that is wrong is raised."""
    try:
        action()
    except ImapError as error:
        assert "OVERQUOTA" in str(error), error
        return True
    return False


def messages(house, login, mailbox):
    with house.server.imap(login) as imap:
        return imap.select(mailbox)


def test_the_right_one_is_told(full):
    house, login, source, level = full
    shown = house.system.do("Principal/get", ids=[house.system.find(login)],
                            properties=["kc:effectiveQuota"])["list"][0]["kc:effectiveQuota"]
    assert shown == {"source": source, **FREE, level: MEGABYTE}
    with JmapClient(house.server, login) as caller:
        quota = caller.do("Quota/get", account=caller.own, using=["core", "urn:ietf:params:jmap:quota"],
                          ids=None)["list"][0]
    assert quota["used"] > MEGABYTE
    assert (quota["warnLimit"], quota["softLimit"]) == tuple(
        MEGABYTE if level == each else None for each in ("warn", "soft"))
    assert (quota["hardLimit"] == MEGABYTE) == (level == "hard")


def test_append(full):
    house, login, _, level = full
    with house.server.imap(login) as imap:
        assert refused(lambda: imap.append(SMALL, "Sent")) == (level == "hard")
        assert imap.select("Sent") == (0 if level == "hard" else 1)


def test_copy(full):
    house, login, _, level = full
    with house.server.imap(login) as imap:
        imap.select("INBOX")
        assert refused(lambda: imap.command(b"COPY 1 Drafts")) == (level == "hard")
        assert imap.select("Drafts") == (0 if level == "hard" else 1)


def test_copy_and_move_from_another_store(full):
    house, login, _, level = full
    with house.server.imap(login) as imap:
        assert imap.select("Public folders/Drop") == 2
        assert refused(lambda: imap.command(b"COPY 1 Trash")) == (level == "hard")
        assert refused(lambda: imap.command(b"MOVE 2 Trash")) == (level == "hard")
        assert imap.select("Trash") == (0 if level == "hard" else 2)
        assert imap.select("Public folders/Drop") == (2 if level == "hard" else 1)


def test_delivery(full):
    house, login, _, level = full
    before = messages(house, login, "INBOX")
    with house.server.lmtp() as lmtp:
        (code, _), = lmtp.deliver(SMALL, [login])
    assert code == (552 if level == "hard" else 250)
    assert messages(house, login, "INBOX") - before == (0 if level == "hard" else 1)


def test_what_is_there_can_be_moved_and_given_away(full):
    """Within the store at any time; into the public one, which the user's limits are not for."""
    house, login, _, _ = full
    with house.server.imap(login) as imap:
        imap.append(SMALL, "Public folders/Drop")
        imap.select("INBOX")
        imap.command(b"COPY 1 \"Public folders/Drop\"")
        imap.command(b"MOVE 1 Junk")
        imap.select("Junk")
        imap.command(b"MOVE 1 INBOX")


def test_administrators_of_the_system_are_exempt_but_not_for_deliveries(house):
    house.use_global(FREE)
    house.system.company("exempt")
    house.system.user("chief@exempt", **{"kc:adminLevel": 2, "kc:quota": record({"hard": MEGABYTE}, True)})
    house.system.user("clerk@exempt", **{"kc:adminLevel": 1, "kc:quota": record({"hard": MEGABYTE}, True)})
    for login, isStopped in (("chief@exempt", False), ("clerk@exempt", True)):
        with house.server.lmtp() as lmtp:
            assert [lmtp.deliver(text, [login])[0][0] for text in (BIG, SMALL)] == [250, 552]
        with house.server.imap(login) as imap:
            imap.select()
            assert refused(lambda: imap.append(SMALL, "Sent")) == isStopped
            assert refused(lambda: imap.command(b"COPY 1 Sent")) == isStopped


def test_a_companys_level_is_for_all_its_stores_and_the_public_one(house):
    house.use_global(FREE)
    company = house.system.company("whole")
    for login in ("ann@whole", "bob@whole"):
        house.system.user(login)
        with house.server.lmtp() as lmtp:
            lmtp.deliver(SMALL, [login])
    with house.server.imap("ann@whole") as imap:
        imap.command(b'CREATE "Public folders/Team"')
        imap.append(BIG, "Public folders/Team")
    stores = house.system.do("Store/query", filter={"company": "whole"})["ids"]
    sizes = [each["size"] for each in house.system.do("Store/get", ids=stores, properties=["size"])["list"]]
    assert len(sizes) == 3 and sum(sizes) > len(BIG)
    house.system.update("Principal", company, **{"kc:quota": record({"warn": MEGABYTE}, True)})
    quotas = house.system.do("Quota/get", using=["core", "admin", "urn:ietf:params:jmap:quota"], ids=None)["list"]
    mine, = [each for each in quotas if each["scope"] == "domain" and each["name"] == "whole"]
    assert (mine["used"], mine["warnLimit"]) == (sum(sizes), MEGABYTE)
    with house.server.imap("bob@whole") as imap:
        imap.append(SMALL)  # nothing but a warning
    house.system.update("Principal", company, **{"kc:quota": record({"hard": MEGABYTE}, True)})
    with house.server.imap("bob@whole") as imap:  # a hard one, which the original lacks
        assert refused(lambda: imap.append(SMALL))
        assert refused(lambda: imap.append(SMALL, "Public folders/Team"))
    with house.server.lmtp() as lmtp:
        assert lmtp.deliver(SMALL, ["bob@whole"])[0][0] == 552


def test_the_global_level_of_companies_counts_where_there_is_no_own(house):
    house.use_global(FREE)
    company = house.system.company("plain")
    path = house.server.etc / "server.cfg"
    path.write_text(house.plain + "companyquota_warn = 3\n")
    house.reloads += 1
    house.server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: house.server.log_text().count("configuration reloaded") >= house.reloads, 30, "a reload")

    def effective():
        return house.system.do("Principal/get", ids=[company],
                               properties=["kc:effectiveQuota"])["list"][0]["kc:effectiveQuota"]

    assert effective() == {"source": "global", "warn": 3 * MEGABYTE, "soft": 0, "hard": 0}
    house.system.update("Principal", company, **{"kc:quota": record({"warn": 2 * MEGABYTE}, True)})
    assert effective() == {"source": "own", "warn": 2 * MEGABYTE, "soft": 0, "hard": 0}


def test_kopano_cli_sets_the_same_records(house):
    """The two commands of manual 6.2.5 for a company differ in what is given: a level alone is the company's own."""
    company = house.system.company("cli")
    user = house.system.user("john@cli")

    def set_quota(kind, name, **levels):
        given = [text for level, size in levels.items() for text in (f"--quota-{level}", str(size))]
        house.server.cli(f"--{kind}", name, "--quota-override", "yes", *given)

    def shown(identity, name):
        return house.system.do("Principal/get", ids=[identity], properties=[name])["list"][0][name]

    set_quota("user", "john@cli", hard=3, soft=2, warb=1)
    assert shown(user, "kc:quota") == record({"warn": MEGABYTE, "soft": 2 * MEGABYTE, "hard": 3 * MEGABYTE}, True)
    set_quota("company", "cli", warn=7)
    assert shown(company, "kc:quota")["warn"] == 7 * MEGABYTE
    set_quota("company", "cli", hard=6, soft=5, warn=4)
    assert shown(company, "kc:memberQuota") == record(
        {"warn": 4 * MEGABYTE, "soft": 5 * MEGABYTE, "hard": 6 * MEGABYTE}, True)
