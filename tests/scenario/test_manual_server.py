# SPDX-License-Identifier: Apache-2.0
"""What the manual has an administrator write into server.cfg for 237 and for local programs, as it is printed."""
import os
import pathlib
import signal
import socket
import ssl
import subprocess

import pytest

import certificates
import kc_server
import processes

PASS = "a#b = $HOME"  # taken literally, though a comment, a blank and a variable could be seen in it
NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]

pytestmark = pytest.mark.kc_only


def locked(pair, folder, passphrase=PASS):
    """The pair's key under the passphrase."""
    path = folder / "locked.key"
    subprocess.run(["openssl", "pkey", "-in", pair[1], "-aes256", "-passout", f"pass:{passphrase}", "-out", path],
                   check=True, capture_output=True)
    return path.read_bytes()


def append(server, text):
    with open(server.etc / "server.cfg", "a", encoding="utf-8") as cfg:
        cfg.write(text)


def reload(server, word):
    """SIGHUP; waits until the log says the word once more."""
    before = server.log_text().count(word)
    os.kill(server.process.pid, signal.SIGHUP)
    processes.wait_until(lambda: server.log_text().count(word) > before, 30, word)


def curl(*arguments, before=()):
    """Status and body."""
    done = subprocess.run([*before, "curl", "-sS", "-w", "\n%{http_code}", *arguments],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@pytest.fixture
def secure(make_server):
    """make(name, passphrase): a server with the manual's lines for 237 on another port, and its certificates."""
    def make(name, passphrase=PASS):
        server = make_server(name)
        server.pairs = [certificates.make(server.etc, each) for each in ("one", "two")]
        server.pem, (server.https_port,) = server.etc / "server.pem", processes.free_ports(1)
        server.pem.write_bytes(locked(server.pairs[0], server.etc) + server.pairs[0][0].read_bytes())
        append(server, "server_ssl_enabled             = yes\n"
                       f"server_ssl_port                = {server.https_port}\n"
                       f"server_ssl_key_file            = {server.pem}\n"
                       f"server_ssl_key_pass            = {passphrase}\n")
        return server

    return make


def certificate_of(server):
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", server.https_port)))


def test_the_defaults_are_the_manuals(make_server):
    server = make_server("ssldefault")
    dumped = server.run_to_end("--dump-config").stdout.splitlines()
    for line in ("server_ssl_enabled = no", "server_ssl_port = 237",
                 "server_ssl_key_file = /etc/kopano/ssl/server.pem"):
        assert "# " + line in dumped, dumped
    pair, (port,) = certificates.make(server.etc, "one"), processes.free_ports(1)
    (server.etc / "server.pem").write_bytes(locked(pair, server.etc, "server") + pair[0].read_bytes())
    append(server, f"server_ssl_enabled = yes\nserver_ssl_port = {port}\n"
                   f"server_ssl_key_file = {server.etc}/server.pem\n")
    server.start()  # server_ssl_key_pass is "server"


@pytest.mark.parametrize("order", ["key first", "chain first"])
def test_the_manuals_lines_open_the_tls_port(secure, order):
    server = secure("ssl" + order[:3])
    if order == "chain first":
        server.pem.write_bytes(server.pairs[0][0].read_bytes() + locked(server.pairs[0], server.etc))
    server.start()
    assert curl("--cacert", server.pairs[0][0], f"https://localhost:{server.https_port}/healthz") == (200, "ok\n")


def test_the_passphrase_is_never_shown(secure):
    server = secure("sslpass", passphrase="not " + PASS)
    ended = server.run_to_end()
    assert ended.returncode == 1
    assert "server_ssl_key_file" in ended.stderr and "passphrase" in ended.stderr
    dumped = server.run_to_end("--dump-config", "--all").stdout
    assert "server_ssl_key_pass = ****" in dumped
    assert PASS not in ended.stdout + ended.stderr + dumped + server.log_text()


def test_a_tls_port_that_is_taken_is_named(secure):
    first, second = secure("sslbusy1"), secure("sslbusy2")
    first.start()
    text = (second.etc / "server.cfg").read_text()
    (second.etc / "server.cfg").write_text(text.replace(str(second.https_port), str(first.https_port)))
    ended = second.run_to_end()
    assert ended.returncode == 1
    assert "server_ssl_enabled" in ended.stderr and f":{first.https_port}: cannot bind" in ended.stderr


def test_a_reload_takes_a_new_key_file_and_refuses_a_broken_one(secure):
    server = secure("sslreload").start()
    assert certificate_of(server) == certificates.der(server.pairs[0])
    server.pem.write_bytes(server.pairs[1][0].read_bytes() + server.pairs[1][1].read_bytes())
    reload(server, "configuration reloaded")
    assert certificate_of(server) == certificates.der(server.pairs[1])
    server.pem.write_text("rubbish")
    reload(server, "the old one stays")
    assert certificate_of(server) == certificates.der(server.pairs[1])
    assert any("[error" in line and "server_ssl_key_file" in line and str(server.pem) in line
               for line in server.log_text().splitlines()), server.log_text()


def test_files_are_in_the_folder_that_the_environment_names(make_server):
    server = make_server("folder").start()
    program, elsewhere = kc_server.find_program("kopano-cli"), server.etc / "other.cfg"
    elsewhere.write_text("server_socket = file:///nowhere/server.sock\n")
    environment = {**os.environ, "KOPANO_CONFIG_PATH": str(server.etc)}

    def listed(*arguments):
        return subprocess.run([program, *arguments, "--list-users"], capture_output=True, text=True, timeout=60,
                              env=environment, check=False)

    assert listed().returncode == 0
    assert "file:///nowhere/server.sock" in listed("-c", elsewhere).stderr
    dumped = subprocess.run([kc_server.find_program("kopano-server"), "--dump-config", "--changed"],
                            capture_output=True, text=True, timeout=60, env=environment, check=True).stdout
    assert f"server_pipe_name = {server.socket}" in dumped
    assert f"imap_listen = 127.0.0.1:{server.imap_port}" in dumped


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_local_administrators_may_be_anybody_over_the_socket_only(make_server):
    server = make_server("local", allow_local_users="no", local_admin_users="root").start()
    server.create_user("ann")
    over_socket = ["--unix-socket", server.socket, "http://localhost/jmap"]
    over_tcp = [f"http://127.0.0.1:{server.http_port}/jmap"]
    assert curl(*over_socket, before=NOBODY)[0] == 401
    text = (server.etc / "server.cfg").read_text()
    (server.etc / "server.cfg").write_text(
        text.replace("local_admin_users = root", "local_admin_users = root nobody no-such-user"))
    reload(server, "configuration reloaded")
    assert any("[warning" in line and "no-such-user" in line for line in server.log_text().splitlines())
    for login, user in (([], "SYSTEM"), (["-u", "ann:wrong"], "ann")):
        status, session = curl(*login, *over_socket, before=NOBODY)
        assert status == 200 and f'"username":"{user}"' in session, session
    assert curl("-u", "ann:wrong", *over_tcp, before=NOBODY)[0] == 401
    assert curl("-u", "ann:wrong", *over_tcp)[0] == 401


def test_a_field_with_an_underscore_is_no_mistake(make_server):
    server = make_server("proxied").start()
    server.create_user("ann")
    assert curl("-H", "kopano_proxy: yes", "-u", "ann:secret", f"http://127.0.0.1:{server.http_port}/z1/jmap")[0] == 200


def test_idle_connections_of_a_proxy_cost_no_thread(make_server):
    server = make_server("idle", max_connections_before_login="2000", server_recv_timeout="60").start()
    threads = pathlib.Path(f"/proc/{server.pid}/task")
    links = []

    def open_one():
        link = socket.create_connection(("127.0.0.1", server.http_port), timeout=30)
        links.append(link)
        link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in link.recv(65536)

    open_one()
    before = len(list(threads.iterdir()))
    for _ in range(500):
        open_one()
    assert len(list(threads.iterdir())) <= before + 2
    links[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b" 200 " in links[0].recv(65536)
    for link in links:
        link.close()
