# SPDX-License-Identifier: Apache-2.0
"""The public store over IMAP: whose it is, who may do what there, and what tenants change about it."""
import pytest

from jmap_client import JmapClient
from raw_imap import ImapError

pytestmark = pytest.mark.kc_only

MAIL = b"Subject: for all\r\n\r\nhello\r\n"
SHARED = b'* NAMESPACE (("" "/")) NIL (("Public folders/" "/"))'
NOT_SHARED = b'* NAMESPACE (("" "/")) NIL NIL'
LEVEL = b'* LIST (\\Noselect \\HasNoChildren) "/" "Public folders"'


def lines(imap, command):
    return [pieces[0] for pieces in imap.command(command)]


def names(imap, command=b'LIST "" *'):
    """Of public folders."""
    return [line.split(b'"/" ')[1].strip(b'"').decode() for line in lines(imap, command) if b"Public" in line]


def refusal(imap, command):
    with pytest.raises(ImapError) as refused:
        imap.command(command)
    return str(refused.value).split(" ")[1]


@pytest.fixture(scope="module")
def office(make_server):
    """Two users and a public store, without tenants."""
    server = make_server("public").start()
    with JmapClient(server) as system:
        server.ids = {login: system.user(login) for login in ("ann", "bob")}
        server.guid = system.public_store()
    return server


def permit(server, path, **rights):
    """What users may do in a public mailbox."""
    place = path.replace("~", "~0").replace("/", "~1")
    with JmapClient(server) as system:
        system.update("Store", server.guid,
                      **{f"permissions/{place}/{server.ids[user]}": given for user, given in rights.items()})


def test_everybody_sees_it_and_what_others_put_there(office):
    with office.imap("ann") as ann, office.imap("bob") as bob:
        assert SHARED in lines(ann, b"NAMESPACE")
        ann.command(b'CREATE "Public folders/Team/2026"')
        assert names(bob) == ["Public folders", "Public folders/Team", "Public folders/Team/2026"]
        ann.append(MAIL, "Public folders/Team")
        assert bob.select("Public folders/Team") == 1
        assert bob.fetch_message(1)[1] == MAIL
        assert b'* QUOTAROOT "Public folders/Team"' in lines(bob, b'GETQUOTAROOT "Public folders/Team"')


def test_each_subscribes_for_himself(office):
    with office.imap("ann") as ann, office.imap("bob") as bob:
        ann.command(b'CREATE "Public folders/Subscribed"')
        ann.command(b'SUBSCRIBE "Public folders/Subscribed"')
        assert names(ann, b'LSUB "" *') == ["Public folders/Subscribed"]
        assert names(bob, b'LSUB "" *') == []
        ann.command(b'UNSUBSCRIBE "Public folders/Subscribed"')
        assert names(ann, b'LSUB "" *') == []


def test_one_who_waits_there_is_told(office):
    with office.imap("ann") as ann, office.imap("bob") as bob:
        ann.command(b'CREATE "Public folders/Watched"')
        bob.select("Public folders/Watched")
        bob.send(b"x1 IDLE\r\n")
        assert bob._read_response()[0].startswith(b"+")
        ann.append(MAIL, "Public folders/Watched")
        assert bob._read_response()[0] == b"* 1 EXISTS"
        bob.send(b"DONE\r\n")
        bob._read_until(b"x1")


def test_messages_go_between_the_stores(office):
    with office.imap("ann") as ann:
        ann.command(b'CREATE "Public folders/Exchange"')
        ann.append(MAIL, "INBOX")
        ann.select("INBOX")
        ann.command(b'COPY 1 "Public folders/Exchange"')
        ann.command(b'MOVE 1 "Public folders/Exchange"')
        assert ann.select("INBOX") == 0
        assert ann.select("Public folders/Exchange") == 2
        ann.command(b"MOVE 1 INBOX")
        assert ann.fetch_message(1)[1] == MAIL
        assert ann.select("INBOX") == 1
        assert ann.fetch_message(1)[1] == MAIL
        ann.expunge_all()


def test_what_is_of_others_is_read_and_not_changed(office):
    """The rights that a new public store gives all: items of one's own only are changed and deleted."""
    with office.imap("ann") as ann, office.imap("bob") as bob:
        ann.command(b'CREATE "Public folders/Board"')
        ann.append(MAIL, "Public folders/Board")
        bob.append(MAIL, "Public folders/Board")
        assert bob.select("Public folders/Board") == 2
        assert bob.completion.startswith(b"OK [READ-WRITE]")
        assert refusal(bob, b"STORE 1 +FLAGS (\\Deleted)") == "[NOPERM]"
        assert refusal(bob, b"MOVE 1 INBOX") == "[NOPERM]"
        bob.fetch("1", "BODY[]")  # sets \Seen where it may
        bob.command(b"STORE 2 +FLAGS (\\Deleted)")
        bob.command(b"EXPUNGE")
        assert bob.select("Public folders/Board") == 1
        assert refusal(bob, b'DELETE "Public folders/Board"') == "[NOPERM]"
        assert refusal(bob, b'RENAME "Public folders/Board" "Public folders/Mine"') == "[NOPERM]"


def test_rights_are_what_the_administrator_gives(office):
    with office.imap("ann") as ann, office.imap("bob") as bob:
        for name in ("News", "Closed", "Secret"):
            ann.command(b'CREATE "Public folders/%s"' % name.encode())
        ann.append(MAIL, "Public folders/News")
        permit(office, "News", bob=["read_items", "folder_visible"])
        permit(office, "Closed", bob=["folder_visible"])
        permit(office, "Secret", bob=["create_items"])
        assert bob.select("Public folders/News") == 1
        assert bob.completion.startswith(b"OK [READ-ONLY]")
        assert refusal(bob, b"STORE 1 +FLAGS (\\Seen)") == "[NOPERM]"
        bob.command(b"COPY 1 INBOX")
        with pytest.raises(ImapError, match="NOPERM"):
            bob.append(MAIL, "Public folders/News")
        assert refusal(bob, b'CREATE "Public folders/News/Own"') == "[NOPERM]"
        assert refusal(bob, b'SELECT "Public folders/Closed"') == "[NOPERM]"
        assert refusal(bob, b'SELECT "Public folders/Secret"') == "[NONEXISTENT]"
        assert refusal(bob, b'SELECT "Public folders/Absent"') == "[NONEXISTENT]"
        assert "Public folders/Secret" in names(ann) and "Public folders/Secret" not in names(bob)
        permit(office, "Secret", bob=None)
        assert "Public folders/Secret" in names(bob)


def test_without_tenants_only(make_server):
    """Manual 6.2.2.5: not accessible when tenants are on; and again when they are off."""
    server = make_server("public-hosted").start()
    with JmapClient(server) as system:
        system.user("ann")
        guid = system.public_store()
    with server.imap("ann") as ann:
        ann.command(b'CREATE "Public folders/Team"')
        ann.append(MAIL, "Public folders/Team")
    plain = (server.etc / "server.cfg").read_text()
    server.stop()
    (server.etc / "server.cfg").write_text(plain + "enable_hosted_kopano = yes\nloginname_format = %u@%c\n")
    server.start()
    with JmapClient(server) as system:
        company = system.create("Principal", **{"kc:login": "acme", "kc:kind": "company"})
        system.user("joe@acme")
        with server.imap("joe@acme") as joe:
            before = lines(joe, b"NAMESPACE")
            assert not any(b"Team" in line for line in before + lines(joe, b'LIST "" *'))
        assert system.public_store(company) != guid
        system.user("root@acme", **{"kc:adminLevel": 2})
    with JmapClient(server, "root@acme") as root:
        assert guid not in root.do("Store/query")["ids"]
        assert root.do("Store/get", ids=[guid])["notFound"] == [guid]
    with server.imap("joe@acme") as joe:
        assert SHARED in lines(joe, b"NAMESPACE")
        assert [line for line in lines(joe, b'LIST "" *') if b"Public" in line] == [LEVEL]
        assert refusal(joe, b'SELECT "Public folders/Team"') == "[NONEXISTENT]"
    server.stop()
    (server.etc / "server.cfg").write_text(plain)
    server.start()
    with server.imap("ann") as ann:
        assert ann.select("Public folders/Team") == 1
        assert ann.fetch_message(1)[1] == MAIL


def test_it_can_be_hidden(make_server):
    server = make_server("public-hidden")
    gateway = server.etc / "gateway.cfg"
    gateway.write_text(gateway.read_text() + "imap_public_folders = no\n")
    server.start()
    with JmapClient(server) as system:
        system.user("ann")
        system.public_store()
    with server.imap("ann") as ann:
        assert NOT_SHARED in lines(ann, b"NAMESPACE")
        assert names(ann) == []
