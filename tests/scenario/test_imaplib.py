# SPDX-License-Identifier: Apache-2.0
"""Python's imaplib walks through what other clients seldom ask together: namespaces, lists, status,
appending, quota, sorting, threads, acting for somebody else.
"""
import imaplib
import re
import zlib

import pytest

pytestmark = pytest.mark.kc_only

MAIL = b"Subject: %s\r\nMessage-ID: <%s@x>\r\n\r\ntext\r\n"


@pytest.fixture
def client(server):
    imap = imaplib.IMAP4("127.0.0.1", server.imap_port, timeout=20)
    yield imap
    imap.logout()


def test_a_walk_through_lists_and_counts(server, client):
    server.create_user("walker", "secret")
    assert client.login("walker", "secret")[0] == "OK"
    assert client.namespace() == ("OK", [b'(("" "/")) NIL NIL'])
    assert client.create("Work/2026")[0] == "OK"
    ok, listed = client.list('""', "Work*")
    assert ok == "OK" and [re.search(rb'"([^"]*)"$', row)[1] for row in listed] == [
        b"Work", b"Work/2026"]
    for name in (b"one", b"two", b"three"):
        ok, answer = client.append("Work", "(\\Seen)", None, MAIL % (name, name))
        assert ok == "OK" and answer[0].startswith(b"[APPENDUID ")
    assert client.status("Work", "(MESSAGES UNSEEN SIZE DELETED)")[1][0].startswith(
        b'"Work" (MESSAGES 3 UNSEEN 0 SIZE 1')
    assert client.getquotaroot("Work")[0] == "OK"
    assert client.getquota('""')[0] == "NO"
    assert client.setquota('""', "(STORAGE 10)")[0] == "NO"
    assert client.lsub('""', "Work%")[0] == "OK"
    assert client.subscribe("Work/2026")[0] == "OK"
    assert client.unsubscribe("Work/2026")[0] == "OK"
    assert client.enable("CONDSTORE")[0] == "OK"
    assert client.select("Work")[1] == [b"3"]
    assert client.sort("(SUBJECT)", "UTF-8", "ALL") == ("OK", [b"1 3 2"])
    assert client.thread("REFERENCES", "UTF-8", "ALL") == ("OK", [b"(1)(2)(3)"])
    assert client.search(None, "YOUNGER", "3600") == ("OK", [b"1 2 3"])
    assert client.unselect()[0] == "OK"
    assert client.delete("Work")[0] == "NO"
    assert client.delete("Work/2026")[0] == "OK"


def test_an_administrator_acts_for_a_user(server, client):
    server.create_user("employee", "secret")
    server.create_user("chief", "other")
    server.create_user("nobody", "third")
    server.cli("-u", "chief", "--admin-level", "1")

    def login(authzid, authcid, password):
        imap = imaplib.IMAP4("127.0.0.1", server.imap_port, timeout=20)
        try:
            imap.authenticate("PLAIN", lambda _: f"{authzid}\0{authcid}\0{password}".encode())
            return imap
        except imaplib.IMAP4.error as error:
            imap.shutdown()
            return str(error)

    assert client.login("employee", "secret")[0] == "OK"
    assert client.create("Only-here")[0] == "OK"
    assert "AUTHORIZATIONFAILED" in login("employee", "nobody", "third")
    assert "AUTHORIZATIONFAILED" in login("no-such-user", "chief", "other")
    assert "AUTHENTICATIONFAILED" in login("employee", "chief", "wrong")
    acting = login("employee", "chief", "other")
    assert acting.list('""', "Only-here")[1][0] is not None
    acting.logout()
    assert re.search(r"IMAP login.*employee.*chief", server.log_text())


def test_a_compressed_conversation(server, client):
    server.create_user("small", "secret")
    assert client.login("small", "secret")[0] == "OK"
    tag = client._new_tag()  # imaplib knows no COMPRESS
    client.send(tag + b" COMPRESS DEFLATE\r\n")
    assert client.readline() == tag + b" OK COMPRESS completed\r\n"
    deflate, inflate = zlib.compressobj(6, zlib.DEFLATED, -15), zlib.decompressobj(-15)
    text = b"a APPEND INBOX {100000+}\r\n" + b"Subject: x\r\n\r\n".ljust(100000, b"x")
    client.send(deflate.compress(text + b"\r\nb SELECT INBOX\r\nc FETCH 1 BODY.PEEK[]\r\n") +
                deflate.flush(zlib.Z_SYNC_FLUSH))
    said = b""
    while b"\r\nc OK" not in said:
        said += inflate.decompress(client.sock.recv(65536))
    assert b"BODY[] {100000}\r\n" in said and len(said) > 100000
    client.send(deflate.compress(b"d LOGOUT\r\n") + deflate.flush(zlib.Z_SYNC_FLUSH))
    while b"d OK" not in said:
        said += inflate.decompress(client.sock.recv(65536))
    client.logout = lambda: client.shutdown()
