# SPDX-License-Identifier: Apache-2.0
"""kopano-cli over https: whose certificate it takes, and the key that it shows."""
import http.server
import json
import os
import socket
import socketserver
import ssl
import subprocess
import threading

import pytest

import certificates
import kc_server
import processes

pytestmark = pytest.mark.kc_only


def run_cli(*arguments, trusted=None):
    """(exit code, output, what it complained of), with that authority in place of the system's."""
    environment = {**os.environ, "SSL_CERT_FILE": str(trusted or "/dev/null"), "SSL_CERT_DIR": "/nonexistent",
                   "KOPANO_CONFIG_PATH": "/nonexistent"}
    done = subprocess.run([str(kc_server.find_program("kopano-cli")), *arguments], capture_output=True, text=True,
                          timeout=60, env=environment, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def https(make_server):
    server = make_server("cli-tls")
    server.certificate, key = certificates.make(server.etc, "https")
    bundle = server.etc / "server.pem"
    bundle.write_bytes(key.read_bytes() + server.certificate.read_bytes())
    server.https_port, = processes.free_ports(1)
    with open(server.etc / "server.cfg", "a", encoding="utf-8") as file:
        file.write(f"server_listen_tls = 127.0.0.1:{server.https_port}\nserver_ssl_key_file = {bundle}\n")
    server.start()
    server.create_user("boss")
    server.cli("--user", "boss", "-a", "2")
    return server


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("path", ["", "/", "/kopano"])
def test_talks_to_the_server_it_means(https, host, path):
    there = f"https://{host}:{https.https_port}{path}"
    code, out, err = run_cli("-s", there, "-U", "boss", "-P", "secret", "--list-users", trusted=https.certificate)
    assert (code, err) == (0, "") and "boss" in out
    code, out, err = run_cli("-s", there, "-U", "boss", "-P", "wrong", "--list-users", trusted=https.certificate)
    assert (code, err) == (1, "Could not logon to server: username or password incorrect\n")


def test_refuses_a_certificate_that_nobody_vouches_for(https):
    there = f"https://localhost:{https.https_port}"
    code, out, err = run_cli("-s", there, "-U", "boss", "-P", "secret", "--list-users")
    assert (code, out) == (1, "")
    assert err.startswith(f"the certificate of the server at '{there}' does not hold: self-signed certificate")


def pump(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
    except OSError:
        pass


class OtherAddress:
    """The same server at another address."""

    def __init__(self, address, to):
        class Relay(socketserver.BaseRequestHandler):
            def handle(self):
                with socket.create_connection(("127.0.0.1", to)) as inner:
                    copy = threading.Thread(target=pump, args=(inner, self.request), daemon=True)
                    copy.start()
                    pump(self.request, inner)

        self.server = socketserver.ThreadingTCPServer((address, 0), Relay)
        self.server.daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_address[1]

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def test_names_what_the_certificate_is_for(https):
    with OtherAddress("127.0.0.3", https.https_port) as port:
        code, out, err = run_cli("-s", f"https://127.0.0.3:{port}", "--list-users", trusted=https.certificate)
    assert (code, out) == (1, "")
    assert err.rstrip().endswith("IP address mismatch, which names: 127.0.0.1, localhost")


class KeyAsker(http.server.BaseHTTPRequestHandler):
    """A server that wants a client's certificate, and is administered by whoever has it."""
    protocol_version = "HTTP/1.1"
    shown = []

    def answer(self, document):
        type(self).shown.append(self.connection.getpeercert(binary_form=True))
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer({"primaryAccounts": {"urn:kopano:params:jmap:admin": "d0"}})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"methodResponses": [["Directory/sync", {}, "0"]]})

    def log_message(self, *_):
        pass


def test_shows_its_key(tmp_path):
    server_pair, client_pair = (certificates.make(tmp_path, name) for name in ("server", "client"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*server_pair)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(client_pair[0])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), KeyAsker)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "client.pem"
    encrypted = subprocess.run(["openssl", "pkey", "-aes256", "-passout", "pass:ssl-client#$x", "-in", client_pair[1]],
                               check=True, capture_output=True).stdout
    secret.write_bytes(encrypted + client_pair[0].read_bytes())
    config = tmp_path / "admin.cfg"
    config.write_text(f"server_socket = https://localhost:{server.server_port}\nsslkey_file = {secret}\n"
                      "sslkey_pass = ssl-client#$x\n")
    try:
        assert run_cli("-c", str(config), "--sync", trusted=server_pair[0]) == (0, "", "")
        assert set(KeyAsker.shown) == {certificates.der(client_pair)} and len(KeyAsker.shown) == 2
        code, out, err = run_cli("-c", str(config), "-p", "wrong", "--sync", trusted=server_pair[0])
        assert code == 1 and "sslkey_pass" in err and err.count("\n") == 1
        code, out, err = run_cli("-c", str(config), "-k", "/nowhere.pem", "--sync", trusted=server_pair[0])
        assert (code, err) == (1, "cannot read the client key '/nowhere.pem'\n")
    finally:
        server.shutdown()
