# SPDX-License-Identifier: Apache-2.0
"""Who asks × what he asks × what it is about: a company without a view is as one that is not there.

Each cell says the same to a server twice, once by a name or id that another company has, once by one that nobody has.
The answers may differ in that name and in nothing else. Then what a view opens (one way), and what each level of
administrator may do (manual 6.2.6).
"""
import base64
import json
import subprocess

import pytest

import kc_server
import two_tenants
from jmap_client import JmapClient, JmapError
from raw_imap import ImapClient, ImapError, quoted

pytestmark = pytest.mark.kc_only

ASKING = ("plain", "chief", "remote")
MAIL = two_tenants.MAIL
ADMIN = ("core", "principals", "admin", "urn:ietf:params:jmap:quota")
STATES = ("state", "oldState", "newState", "queryState", "oldQueryState", "newQueryState")


@pytest.fixture(scope="module")
def tenants(make_server):
    server = make_server("matrix", enable_hosted_kopano="yes", loginname_format=two_tenants.FORM).start()
    return two_tenants.make(server)


@pytest.fixture(scope="module")
def callers(tenants):
    """The one connection of each who asks, made when first used."""
    made = {}

    def caller(user):
        if user not in made:
            made[user] = JmapClient(tenants, f"{user}@alpha")
        return made[user]

    yield caller
    for each in made.values():
        each.close()


# ---- JMAP: method and arguments, in the caller's own account of the directory unless one is said.

def change(patch):
    return lambda n: ("Principal/set", {"update": {n.user_id: patch}})


def relate(relation, member):
    """A list of an object of one's own gets an object of the other: `mine` is filled in when it is asked."""
    return lambda n: ("Principal/set", {"update": {"mine": {f"kc:{relation}/{getattr(n, member)}": True}}})


def get(kind, field):
    return lambda n: (f"{kind}/get", {"ids": [getattr(n, field)]})


def query(kind, name, field):
    return lambda n: (f"{kind}/query", {"filter": {name: getattr(n, field)}})


def elsewhere(method, account, **arguments):
    return lambda n: (method, {"account": getattr(n, account), **arguments})


def blob(method, **arguments):
    return lambda n: (method, {"account": "own", "using": ["core", "blob"],
                               **{key: value(n) for key, value in arguments.items()}})


JMAP = {
    **{f"get a {what}": get("Principal", field) for what, field in
       (("user", "user_id"), ("group", "group_id"), ("company", "company_id"))},
    **{f"query by {name}": query("Principal", name, field) for name, field in
       (("kc:login", "login"), ("kc:login", "group"), ("email", "address"), ("name", "login"), ("text", "address"),
        ("kc:company", "company"), ("kc:memberOf", "group_id"))},
    "query by a company's id": query("Principal", "kc:company", "company_id"),
    "query by a company's login": lambda n: ("Principal/query",
                                             {"filter": {"kc:kind": "company", "kc:login": n.company}}),
    "rename": change({"name": "Mallory"}),
    "set a password": change({"kc:password": "mine"}),
    "raise": change({"kc:adminLevel": 1}),
    "patch a quota": change({"kc:quota/hard": 1}),
    "destroy a user": lambda n: ("Principal/set", {"destroy": [n.user_id]}),
    "destroy a group": lambda n: ("Principal/set", {"destroy": [n.group_id]}),
    "destroy a company": lambda n: ("Principal/set", {"destroy": [n.company_id]}),
    "change a company": lambda n: ("Principal/set", {"update": {n.company_id: {"kc:quota/warn": 1}}}),
    "create a user": lambda n: ("Principal/set", {"create": {"x": {"kc:login": n.login}}}),
    "create a group": lambda n: ("Principal/set", {"create": {"x": {"kc:login": n.group, "kc:kind": "group"}}}),
    "move a user there": lambda n: ("Principal/set", {"update": {"mine": {"kc:login": f"stray@{n.company}"}}}),
    **{f"relate: {relation}": relate(relation, member) for relation, member in
       (("sendAs", "user_id"), ("members", "user_id"), ("members", "group_id"), ("viewers", "company_id"),
        ("administrators", "user_id"), ("userQuotaRecipients", "user_id"))},
    **{f"{method} in the other's {account}": elsewhere(method, account, **arguments)
       for method, arguments in (("Principal/get", {"ids": None}), ("Principal/query", {}), ("Principal/set", {}),
                                 ("Principal/changes", {"sinceState": "x"}), ("Quota/get", {"ids": None}),
                                 ("Quota/query", {}), ("Store/get", {"ids": None}), ("Store/query", {}),
                                 ("Store/set", {}), ("Directory/count", {}))
       for account in ("directory",)},
    "Quota/get in the other's account": elsewhere("Quota/get", "account", ids=None),
    "Quota/query in the other's account": elsewhere("Quota/query", "account"),
    "Quota/changes in the other's account": elsewhere("Quota/changes", "account", sinceState="x"),
    "get a quota": get("Quota", "quota_id"),
    "query a quota": query("Quota", "name", "login"),
    "count a company": lambda n: ("Directory/count", {"company": n.company}),
    "get a store": get("Store", "guid"),
    "get a public store": get("Store", "public"),
    "query stores of a user": query("Store", "owner", "user_id"),
    "query stores of a company": query("Store", "company", "company"),
    "unhook a store": lambda n: ("Store/set", {"update": {n.guid: {"owner": None}}}),
    "permit in a store": lambda n: ("Store/set", {"update": {n.guid: {"permissions//p1": ["read_items"]}}}),
    "permit somebody": lambda n: ("Store/set", {"update": {"mine": {f"permissions//{n.user_id}": ["read_items"]}}}),
    "destroy a store": lambda n: ("Store/set", {"destroy": [n.guid]}),
    "create a store for a user": lambda n: ("Store/set", {"create": {"x": {"type": "private", "owner": n.user_id}}}),
    "create a public store": lambda n: ("Store/set", {"create": {"x": {"type": "public", "owner": n.company_id}}}),
    "get a blob": blob("Blob/get", ids=lambda n: [n.blob]),
    "look a blob up": blob("Blob/lookup", ids=lambda n: [n.blob], typeNames=lambda n: []),
    "copy a blob": blob("Blob/copy", fromAccountId=lambda n: n.account, blobIds=lambda n: [n.blob]),
    "upload of a blob": blob("Blob/upload", create=lambda n: {"x": {"data": [{"blobId": n.blob}]}}),
    "upload there": lambda n: ("Blob/upload", {"account": n.account, "using": ["core", "blob"],
                                               "create": {"x": {"data": [{"data:asText": "x"}]}}}),
}

HTTP = {
    "GET blob": lambda n: ("GET", f"/jmap/download/{n.account}/{n.blob}/x?type=text/plain"),
    "GET blob from one's own account": lambda n: ("GET", f"/jmap/download/own/{n.blob}/x?type=text/plain"),
    "POST upload": lambda n: ("POST", f"/jmap/upload/{n.account}"),
}


def without_states(value):
    if isinstance(value, dict):
        return {key: without_states(each) for key, each in value.items() if key not in STATES}
    return [without_states(each) for each in value] if isinstance(value, list) else value


def own_object(tenants, verb):
    """What of his own company's a verb of JMAP is about, beside the other's."""
    alpha = tenants.named["alpha"]
    if verb == "permit somebody":
        return alpha.guid
    if "members" in verb:
        return alpha.group_id
    return alpha.company_id if any(word in verb for word in ("viewers", "administrators", "Recipients")) \
        else alpha.user_id


def jmap_answer(tenants, callers, user, verb, named):
    caller = callers(user)
    method, arguments = JMAP[verb](named)
    if arguments.get("account") == "own":
        arguments["account"] = caller.own
    if "mine" in arguments.get("update", {}):
        arguments["update"] = {own_object(tenants, verb): arguments["update"]["mine"]}
    name, answer = caller.call(method, **{"using": ADMIN, **arguments})
    return named.hide(json.dumps([name, without_states(answer)], sort_keys=True))


@pytest.mark.parametrize("user", ASKING)
@pytest.mark.parametrize("verb", JMAP)
def test_jmap_says_the_same(tenants, callers, user, verb):
    foreign, absent = (jmap_answer(tenants, callers, user, verb, tenants.named[each]) for each in ("beta", "absent"))
    assert foreign == absent


@pytest.mark.parametrize("user", ASKING)
@pytest.mark.parametrize("verb", HTTP)
def test_http_says_the_same(tenants, callers, user, verb):
    def answer(named):
        method, path = HTTP[verb](named)
        status, octets = callers(user).request(method, path.replace("/own/", f"/{callers(user).own}/"),
                                               b"x" if method == "POST" else None)
        return status, named.hide(octets.decode())

    assert answer(tenants.named["beta"]) == answer(tenants.named["absent"])
    assert answer(tenants.named["absent"])[0] in (403, 404)


def test_none_of_it_has_happened(tenants):
    """After all these attempts beta is as it was."""
    beta = tenants.named["beta"]
    with JmapClient(tenants) as system:
        shown, = system.do("Principal/get", ids=[beta.user_id],
                           properties=["name", "kc:adminLevel", "kc:quota", "kc:login"])["list"]
        assert shown == {"id": beta.user_id, "name": f"User {beta.login}", "kc:adminLevel": 0, "kc:login": beta.login,
                         "kc:quota": {"override": False, "warn": 0, "soft": 0, "hard": 0}}
        stores = system.do("Store/get", ids=[beta.guid, beta.public], properties=["owner"])["list"]
        assert {each["owner"] for each in stores} == {beta.user_id, beta.company_id}
        people = system.do("Principal/query", filter={"kc:company": beta.company})["ids"]
    with tenants.imap(beta.login) as imap:
        assert imap.select(beta.folder) == 1
    assert len(people) == 2


# ---- IMAP

def verb_of(command):
    return lambda imap, name: imap.command(command.replace(b"NAME", quoted(name)))


IMAP = {
    **{command.split(b" ")[0].decode(): verb_of(command) for command in
       (b"SELECT NAME", b"EXAMINE NAME", b"STATUS NAME (MESSAGES)", b"DELETE NAME", b'RENAME NAME "Public folders/x"',
        b"SUBSCRIBE NAME", b"UNSUBSCRIBE NAME", b'LIST "" NAME', b'LSUB "" NAME', b"GETQUOTAROOT NAME",
        b"GETQUOTA NAME", b"COPY 1 NAME", b"MOVE 1 NAME")},
    "RENAME to": verb_of(b"RENAME INBOX NAME"),
    "APPEND": lambda imap, name: imap.append(MAIL, name),
}
# How a mailbox of another company's might be called.
FOLDERS = {"public": lambda n: n.folder,
           "in the other's store": lambda n: f"Other users/{n.login}/INBOX",
           "by the company": lambda n: f"Public folders/{n.company}/{n.folder.split('/')[1]}"}


def imap_answer(imap, act):
    try:
        untagged = act(imap)
    except ImapError as error:
        return str(error)
    return [imap.completion, untagged]


@pytest.mark.parametrize("user", ASKING)
@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("verb", IMAP)
def test_imap_says_the_same(tenants, user, folder, verb):
    if verb == "RENAME to" and folder == "in the other's store":
        pytest.skip("that is a name like any for a mailbox of one's own")

    def answer(named):
        with tenants.imap(f"{user}@alpha") as imap:
            imap.append(MAIL)
            imap.select()
            return named.hide(repr(imap_answer(imap, lambda imap: IMAP[verb](imap, FOLDERS[folder](named)))))

    assert answer(tenants.named["beta"]) == answer(tenants.named["absent"])


def acting(server, user, name):
    """A session of `name` with the password of a user of alpha, or the refusal."""
    imap = ImapClient(server.imap_port)
    response = b"\0".join(text.encode() for text in (name, f"{user}@alpha", "secret"))
    try:
        imap.command(b"AUTHENTICATE PLAIN " + base64.b64encode(response))
        return imap
    except ImapError as error:
        imap.close()
        return str(error)


@pytest.mark.parametrize("user", ASKING)
@pytest.mark.parametrize("field", ("login", "address", "company", "group"))
def test_acting_for_says_the_same(tenants, user, field):
    said = {acting(tenants, user, getattr(tenants.named[each], field)) for each in ("beta", "absent")}
    assert said == {"NO [AUTHORIZATIONFAILED] You may not act for that user"}


@pytest.mark.parametrize("field", ("login", "address", "company", "group"))
def test_a_login_says_the_same(tenants, field):
    def said(name):
        with pytest.raises(ImapError) as refused:
            tenants.imap(name, "wrong")
        return str(refused.value)

    assert {said(getattr(tenants.named[each], field)) for each in ("beta", "absent")} == {
        "NO [AUTHENTICATIONFAILED] Wrong user name or password"}


# ---- kopano-cli

CLI = {
    "show a user": lambda n: ["--user", n.login],
    "show a group": lambda n: ["--group", n.group],
    "show a company": lambda n: ["--company", n.company],
    "show a store": lambda n: ["--store", n.guid],
    "list users": lambda n: ["--list-users", "--company", n.company],
    "list groups": lambda n: ["--list-groups", "--company", n.company],
    "list a group": lambda n: ["--list-users", "--group", n.group],
    "change a user": lambda n: ["--user", n.login, "--fullname", "Mallory"],
    "set a password": lambda n: ["--user", n.login, "--password", "mine"],
    "set a quota": lambda n: ["--user", n.login, "--quota-override", "yes", "--quota-hard", "1"],
    "set a company's quota": lambda n: ["--company", n.company, "--quota-override", "yes", "--quota-warn", "1"],
    "create a user": lambda n: ["--create", "--user", n.login, "--password", "x"],
    "create a group": lambda n: ["--create", "--group", n.group],
    "delete a user": lambda n: ["--delete", "--user", n.login],
    "delete a group": lambda n: ["--delete", "--group", n.group],
    "delete a company": lambda n: ["--delete", "--company", n.company],
    "add to a group": lambda n: ["--group", "staff@alpha", "--add-user", n.login],
    "add a sender": lambda n: ["--user", "john@alpha", "--add-sendas", n.login],
    "add a view": lambda n: ["--company", "alpha", "--add-view", n.company],
    "add an administrator": lambda n: ["--company", "alpha", "--add-admin", n.login],
    "unhook a store": lambda n: ["--user", n.login, "--unhook-store"],
    "create a store": lambda n: ["--user", n.login, "--create-store"],
    "create a public store": lambda n: ["--company", n.company, "--create-store"],
    "hook a store": lambda n: ["--user", "john@alpha", "--hook-store", n.guid],
    "remove a store": lambda n: ["--remove-store", n.guid],
    "permit": lambda n: ["--user", "john@alpha", "--add-permission", f"{n.login}:read_items"],
}


@pytest.mark.parametrize("user", ASKING)
@pytest.mark.parametrize("verb", CLI)
def test_kopano_cli_says_the_same(tenants, user, verb):
    def answer(named):
        done = subprocess.run([str(kc_server.find_program("kopano-cli")), "-c", str(tenants.etc / "admin.cfg"),
                               "-s", f"http://127.0.0.1:{tenants.http_port}/", "-U", f"{user}@alpha", "-P", "secret",
                               *CLI[verb](named)], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL)
        return done.returncode, named.hide(done.stdout), named.hide(done.stderr)

    foreign = answer(tenants.named["beta"])
    assert foreign == answer(tenants.named["absent"])
    assert foreign[0] != 0 and foreign[1] == ""


# ---- A view, and administrators

def shown_ids(caller, *ids):
    return {each["id"] for each in caller.do("Principal/get", ids=list(ids), using=("core", "principals"))["list"]}


@pytest.mark.parametrize("user, seen", [("plain", "gamma"), ("chief", "gamma"), ("remote", "gamma"),
                                        ("root", "gamma"), ("root", "beta")])
def test_a_view_shows_who_is_there(tenants, callers, user, seen):
    named = tenants.named[seen]
    assert shown_ids(callers(user), named.user_id, named.group_id, "p999999") == {named.user_id, named.group_id}
    found = callers(user).do("Principal/query", filter={"email": named.address}, using=("core", "principals"))["ids"]
    assert found == [named.user_id]


@pytest.mark.parametrize("other", ("alpha", "beta"))
def test_a_view_goes_one_way(tenants, other):
    named = tenants.named[other]
    with JmapClient(tenants, "john@gamma") as john:
        assert shown_ids(john, named.user_id, named.group_id, named.company_id) == set()
        assert john.do("Principal/query", filter={"text": other}, using=("core", "principals"))["ids"] == []


def test_a_view_is_granted_and_taken_away(tenants):
    alpha, beta = tenants.named["alpha"], tenants.named["beta"]
    with JmapClient(tenants) as system, JmapClient(tenants, "john@beta") as john:
        for given in (True, None):
            system.update("Principal", alpha.company_id, **{f"kc:viewers/{beta.company_id}": given})
            assert shown_ids(john, alpha.user_id) == ({alpha.user_id} if given else set())


def may(act):
    try:
        return act() or "yes"
    except JmapError as error:
        return next(word for word in ("notFound", "forbidden") if word in str(error))


def administer(caller, verb, n):
    """Something that an administrator does, and undoes."""
    if verb == "change a user":
        caller.update("Principal", n.user_id, name="Changed")
        caller.update("Principal", n.user_id, name=f"User {n.login}")
    elif verb == "change a group":
        caller.update("Principal", n.group_id, **{f"kc:members/{n.user_id}": None})
        caller.update("Principal", n.group_id, **{f"kc:members/{n.user_id}": True})
    elif verb == "create a user":
        made = caller.create("Principal", **{"kc:login": f"new@{n.company}"})
        caller.do("Principal/set", destroy=[made])
    elif verb == "change a company":
        caller.update("Principal", n.company_id, **{"kc:quota/warn": 1048576})
        caller.update("Principal", n.company_id, **{"kc:quota/warn": 0})
    elif verb == "give level 2":
        caller.update("Principal", n.user_id, **{"kc:adminLevel": 2})
        caller.update("Principal", n.user_id, **{"kc:adminLevel": 0})
    else:
        raise AssertionError(verb)
    return None


YES, NO, NONE = "yes", "forbidden", "notFound"
# With alpha's, gamma's (which is seen, and remote administers it) and beta's (not seen, remote is on its list).
NOTHING, EVERYTHING = (NO, NO, NO), (YES, YES, YES)
OWN, WHERE_SEEN, HIS_COMPANYS = (YES, NO, NONE), (NO, YES, NONE), (NO, NO, NONE)
LEVELS = {
    "change a user": (NOTHING, OWN, WHERE_SEEN, EVERYTHING),
    "change a group": (NOTHING, OWN, WHERE_SEEN, EVERYTHING),
    "create a user": (NOTHING, OWN, WHERE_SEEN, EVERYTHING),
    "change a company": (NOTHING, HIS_COMPANYS, HIS_COMPANYS, EVERYTHING),
    "give level 2": (NOTHING, HIS_COMPANYS, HIS_COMPANYS, EVERYTHING),
}
CELLS = [(verb, user, company, wanted) for verb, row in LEVELS.items()
         for user, cells in zip(two_tenants.ASKING, row)
         for company, wanted in zip(("alpha", "gamma", "beta"), cells)]


@pytest.mark.parametrize("verb, user, company, wanted", CELLS, ids=lambda cell: cell)
def test_administrators_do_what_their_level_says(tenants, callers, verb, user, company, wanted):
    assert may(lambda: administer(callers(user), verb, tenants.named[company])) == wanted


@pytest.mark.parametrize("user, opened", [("plain", ()), ("chief", ("alpha",)), ("remote", ("gamma",)),
                                          ("root", ("alpha", "beta", "gamma"))])
def test_administrators_open_mailboxes_as_their_level_says(tenants, user, opened):
    for company in ("alpha", "beta", "gamma"):
        session = acting(tenants, user, f"john@{company}")
        if company not in opened:
            assert session == "NO [AUTHORIZATIONFAILED] You may not act for that user", company
            continue
        with session as imap:
            assert imap.select() == 1
            assert imap.fetch_message(1)[1].endswith(MAIL)


def test_nobody_acts_for_who_stands_above_him(tenants):
    assert acting(tenants, "chief", "root@alpha") == "NO [AUTHORIZATIONFAILED] You may not act for that user"
