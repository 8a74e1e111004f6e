# SPDX-License-Identifier: Apache-2.0
"""Blobs over HTTP (RFC 8620 §6): large ones neither sit in memory nor get lost."""
import base64
import hashlib
import http.client
import json
import pathlib
import socket
import time

import pytest

pytestmark = pytest.mark.kc_only
SECONDS = 60
MEBI = 1 << 20


@pytest.fixture(scope="module")
def user(server):
    server.create_user("ann")
    return "ann"


def headers(user):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:secret".encode()).decode()}


def connect(server):
    return http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=SECONDS)


def account_of(server, user):
    connection = connect(server)
    connection.request("GET", "/jmap", headers=headers(user))
    session = json.loads(connection.getresponse().read())
    return session["primaryAccounts"]["urn:ietf:params:jmap:blob"]


def octets(size):
    """Not compressible."""
    block = b"".join(hashlib.sha256(str(i).encode()).digest() for i in range(4096))
    return (block * (size // len(block) + 1))[:size]


def rss(server):
    for line in pathlib.Path(f"/proc/{server.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_file_comes_back_whole(server, user, chunked):
    content = octets(48 * MEBI + 7)
    before = rss(server)
    connection = connect(server)
    body = (content[i:i + 100_000] for i in range(0, len(content), 100_000)) if chunked else content
    connection.request("POST", f"/jmap/upload/{account_of(server, user)}", body=body,
                       headers={**headers(user), "Content-Type": "video/mp4"}, encode_chunked=chunked)
    answer = connection.getresponse()
    made = json.loads(answer.read())
    assert answer.status == 201 and made["size"] == len(content)
    connection.request("GET", f"/jmap/download/{made['accountId']}/{made['blobId']}/f.mp4?type=video/mp4",
                       headers=headers(user))
    assert connection.getresponse().read() == content
    connection.request("GET", f"/jmap/download/{made['accountId']}/{made['blobId']}/f.mp4?type=video/mp4",
                       headers={**headers(user), "Range": "bytes=30000000-30000099"})
    part = connection.getresponse()
    assert part.status == 206 and part.read() == content[30_000_000:30_000_100]
    assert rss(server) - before < 24 * MEBI


def test_too_large_a_file_is_refused_before_it_comes(server, user):
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=SECONDS) as raw:
        raw.sendall((f"POST /jmap/upload/{account_of(server, user)} HTTP/1.1\r\nHost: x\r\n"
                     f"Authorization: {headers(user)['Authorization']}\r\n"
                     f"Expect: 100-continue\r\nContent-Length: {64 * MEBI + 1}\r\n\r\n").encode())
        answer = raw.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"limit":"maxSizeUpload"' in answer


def test_an_upload_survives_kill_9(make_server):
    server = make_server("blob-kill").start()
    server.create_user("ann")
    account = account_of(server, "ann")
    kept = {}
    for number in range(5):
        connection = connect(server)
        content = octets(200_000 + number)
        connection.request("POST", f"/jmap/upload/{account}", body=content, headers=headers("ann"))
        kept[json.loads(connection.getresponse().read())["blobId"]] = content
    server.kill()
    server.start()
    for blob, content in kept.items():
        connection = connect(server)
        connection.request("GET", f"/jmap/download/{account}/{blob}/f?type=a/b", headers=headers("ann"))
        assert connection.getresponse().read() == content


def test_answers_are_compressed_for_who_asks(server, user):
    request = {"using": ["urn:ietf:params:jmap:core"],
               "methodCalls": [["Core/echo", {"text": "again and again " * 500}, "0"]]}
    plain = None
    for coding in ("", "gzip", "zstd"):
        connection = connect(server)
        connection.request("POST", "/jmap/api", body=json.dumps(request),
                           headers={**headers(user), "Content-Type": "application/json", "Accept-Encoding": coding})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.headers.get("Content-Encoding", "") == coding
        if not coding:
            plain = body
        else:
            assert len(body) < len(plain) / 10
            assert body.startswith(b"\x1f\x8b" if coding == "gzip" else b"\x28\xb5\x2f\xfd")


def test_a_changed_password_counts_soon(server):
    """A connection that stays open is asked again within seconds."""
    server.create_user("bob")
    connection = connect(server)
    connection.request("GET", "/jmap", headers=headers("bob"))
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    server.cli("-u", "bob", "--password", "other")
    for _ in range(200):  # ten seconds, as decided in RecentLogin, and some more
        connection.request("GET", "/jmap", headers=headers("bob"))
        answer = connection.getresponse()
        answer.read()
        if answer.status == 401:
            break
        time.sleep(0.1)
    assert answer.status == 401
