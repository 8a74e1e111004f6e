# SPDX-License-Identifier: Apache-2.0
"""kopano-cli and HTTP against a running server: layouts, error texts, exit codes, who may do what."""
import base64
import http.client
import json
import os
import socket
import subprocess

import kc_server
import pytest

pytestmark = pytest.mark.kc_only

ADMIN = ["urn:ietf:params:jmap:core", "urn:kopano:params:jmap:admin"]


def run_cli(server, *arguments, stdin=None, environment=None):
    """The finished process, whatever its exit code; without -c if the environment is given."""
    program = kc_server.find_program("kopano-cli")
    if program is None:
        pytest.skip("no kopano-cli")
    config = [] if environment else ["-c", str(server.etc / "admin.cfg")]
    return subprocess.run([str(program), *config, *arguments], input=stdin or "",
                          capture_output=True, text=True, timeout=60,
                          env={**os.environ, **(environment or {})})


def refused(server, *arguments, code=1):
    done = run_cli(server, *arguments)
    assert (done.returncode, done.stdout) == (code, ""), done
    return done.stderr


def request(server, method, path, body=None, user=None, password=""):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=30)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if user is not None:
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    content = response.read().decode()
    connection.close()
    return response.status, content


def raw(server, text):
    with socket.create_connection(("127.0.0.1", server.http_port), 30) as link:
        link.sendall(text)
        received = b""
        while piece := link.recv(65536):
            received += piece
        return received


def test_creates_shows_changes_and_deletes(server):
    made = run_cli(server, "--create", "--user", "cli1", "--password", "secret",
                   "--email", "cli1@localhost", "--fullname", "Änne Öhm")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    with server.imap("cli1", "secret"):
        pass
    shown = run_cli(server, "--user", "cli1").stdout.splitlines()
    assert shown[:7] == [
        "Name:                  cli1",
        "Full name:             Änne Öhm",
        "Email address:         cli1@localhost",
        "Active:                yes",
        "Administrator:         no",
        "Address Book:          visible",
        "Features:              imap; mobile; outlook; pop3; webapp",
    ]
    quota = shown.index("Current user store quota settings:")
    assert shown[quota + 1:quota + 5] == [
        "    Quota overrides:   no",
        "    Warning level:     unlimited",
        "    Soft level:        unlimited",
        "    Hard level:        unlimited",
    ]
    changed = run_cli(server, "--user", "cli1", "-a", "2", "--fullname=Anne", "--password-prompt",
                      stdin="other\n")
    assert changed.returncode == 0 and changed.stdout == ""
    assert "Administrator:         yes (system)\n" in run_cli(server, "--user", "cli1").stdout
    with server.imap("cli1", "other"):
        pass
    assert run_cli(server, "--delete", "--user", "cli1").returncode == 0
    assert refused(server, "--user", "cli1") == "no such user: 'cli1'\n"


def test_takes_the_manuals_positional_name(server):
    assert run_cli(server, "--create", "cli2", "--password=secret").returncode == 0
    assert run_cli(server, "--user", "cli2").returncode == 0
    assert refused(server, "--create", "cli2") == "user 'cli2' already exists\n"


def test_lists_users_sorted_with_system(server):
    for name in ("cli3b", "cli3a"):
        assert run_cli(server, "--create", name).returncode == 0
    lines = run_cli(server, "--list-users").stdout.splitlines()
    assert lines[0] == f"User list for Default ({len(lines) - 3}):"
    assert lines[1] == f"{'User':>16}{'Full Name':>20}{'Homeserver':>20}{'Store':>40}"
    assert lines[2] == "-" * 96
    names = [line[:16].strip() for line in lines[3:]]
    assert names == sorted(names) and {"SYSTEM", "cli3a", "cli3b"} <= set(names)
    assert "Everyone" not in names


def test_refuses_in_the_words_of_the_manuals_tool(server):
    assert refused(server, "--user", "nobody") == "no such user: 'nobody'\n"
    assert refused(server, "--user", "nobody", "--ooo", "yes") == "not supported yet: --ooo\n"
    assert refused(server, "--list-users", "x") == "extra argument 'x' specified\n"
    assert refused(server, "--email", "x") == "--email option requires --user or --group\n"
    assert "did you mean --list-users?" in refused(server, "--lits-users", code=2)
    gone = refused(server, "-s", "file:///nowhere/server.sock", "--list-users")
    assert gone == "could not connect to server at 'file:///nowhere/server.sock'\n"


def test_reads_any_clients_configuration(server):
    path = server.etc / "some-client.cfg"
    path.write_text(f"server_socket = file://{server.socket}\nnot_of_the_cli = 5\n")
    assert run_cli(server, "-c", str(path), "--list-users").returncode == 0
    environment = {"KOPANO_SOCKET": f"file://{server.socket}",
                   "KOPANO_CONFIG_PATH": str(server.directory)}
    assert run_cli(server, "--list-users", environment=environment).returncode == 0


def test_only_administrators_may_over_http(server):
    run_cli(server, "--create", "cli4", "--password=secret")
    run_cli(server, "--create", "cli5", "--password=secret", "-a", "2")
    there = ["-s", f"http://127.0.0.1:{server.http_port}/kopano"]
    wrong = "Could not logon to server: username or password incorrect\n"
    assert refused(server, *there, "--list-users") == wrong
    assert refused(server, *there, "-U", "cli5", "-P", "wrong", "--list-users") == wrong
    assert refused(server, *there, "-U", "SYSTEM", "--list-users") == wrong
    assert "no permission" in refused(server, *there, "-U", "cli4", "-P", "secret", "--list-users")
    assert run_cli(server, *there, "-U", "cli5", "-P", "secret", "--list-users").returncode == 0


def test_answers_health_and_session(server):
    assert request(server, "GET", "/healthz") == (200, "ok\n")
    assert request(server, "GET", "/jmap")[0] == 401
    run_cli(server, "--create", "cli6", "--password=secret", "-a", "2")
    for path in ("/jmap", "/.well-known/jmap", "/z1/jmap"):
        status, content = request(server, "GET", path, user="cli6", password="secret")
        assert status == 200
        prefix = "/z1" if path.startswith("/z1") else ""
        assert json.loads(content)["apiUrl"] == \
            f"http://127.0.0.1:{server.http_port}{prefix}/jmap/api"
    calls = {"using": ADMIN, "methodCalls": [["Core/echo", {"ä": 1}, "c"]]}
    status, content = request(server, "POST", "/jmap/api", json.dumps(calls), "cli6", "secret")
    assert status == 200
    assert json.loads(content)["methodResponses"] == [["Core/echo", {"ä": 1}, "c"]]


def test_refuses_smuggled_requests(server):
    smuggled = (b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n")
    answer = raw(server, smuggled)
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1 ") == 1
    bare = raw(server, b"GET /healthz HTTP/1.1\nHost: x\n\n")
    assert bare.startswith(b"HTTP/1.1 400 ")


def test_answers_pipelined_requests_in_order(server):
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = raw(server, get * 50 + last)
    assert answer.count(b"HTTP/1.1 200 ") == 50 and answer.count(b"HTTP/1.1 404 ") == 1
    assert answer.rindex(b"HTTP/1.1 200 ") < answer.index(b"HTTP/1.1 404 ")
