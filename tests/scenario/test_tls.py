# SPDX-License-Identifier: Apache-2.0
"""TLS as clients see it: imaps, STARTTLS and https, real clients, certificates that change."""
import os
import shutil
import signal
import socket
import subprocess
import threading

import pytest

import certificates
import processes

LOGIN = b"a1 LOGIN ann secret\r\n"
RELOADS = int(os.environ.get("KC_TLS_RELOADS", "100"))

pytestmark = pytest.mark.kc_only


class TlsImap:
    """One IMAP session over TLS; `plain`: STARTTLS first."""

    def __init__(self, port, starttls=False):
        plain = socket.create_connection(("127.0.0.1", port), timeout=60)
        if starttls:
            stream = plain.makefile("rb", buffering=0)
            assert b"STARTTLS" in stream.readline()
            plain.sendall(b"s STARTTLS\r\n")
            assert stream.readline().startswith(b"s OK")
        self.socket = certificates.any_server().wrap_socket(plain, server_hostname="localhost")
        self.stream = self.socket.makefile("rb")
        self.greeting = b"" if starttls else self.stream.readline()

    def command(self, octets):
        """The lines up to the tagged one."""
        self.socket.sendall(octets)
        tag, lines = octets.split()[0] + b" ", []
        while not lines or not lines[-1].startswith(tag):
            line = self.stream.readline()
            assert line, f"closed after {octets!r}"
            lines.append(line)
        return lines

    @property
    def certificate(self):
        return self.socket.getpeercert(binary_form=True)

    def close(self):
        self.socket.close()


@pytest.fixture(scope="module")
def tls(make_server):
    """A server with a user, imaps, STARTTLS and https."""
    server = make_server("tls", max_connections_before_login="2000")
    server.pairs = [certificates.make(server.etc, name) for name in ("one", "two")]
    server.certificate, server.key = server.etc / "now.crt", server.etc / "now.key"
    certificates.put(server.pairs[0], server.certificate, server.key)
    server.imaps_port, server.https_port = processes.free_ports(2)
    bundle = server.etc / "bundle.pem"
    bundle.write_bytes(server.key.read_bytes() + server.certificate.read_bytes())
    with open(server.etc / "gateway.cfg", "a", encoding="ascii") as cfg:
        cfg.write(f"imaps_listen = 127.0.0.1:{server.imaps_port}\n"
                  f"ssl_certificate_file = {server.certificate}\n"
                  f"ssl_private_key_file = {server.key}\n")
    with open(server.etc / "server.cfg", "a", encoding="ascii") as cfg:
        cfg.write(f"server_listen_tls = 127.0.0.1:{server.https_port}\n"
                  f"server_ssl_key_file = {bundle}\n")
    server.start()
    server.create_user("ann")
    with server.lmtp() as lmtp:
        lmtp.deliver(b"Subject: hello\r\n\r\nover TLS\r\n", ["ann@localhost"])
    yield server
    server.stop()


def reload(server):
    """SIGHUP; waits until the server says how it went."""
    mark = "configuration reloaded", "the old one stays"
    before = sum(server.log_text().count(text) for text in mark)
    server.process.send_signal(signal.SIGHUP)
    processes.wait_until(lambda: sum(server.log_text().count(text) for text in mark) > before, 60,
                         "the reload ends")


@pytest.mark.parametrize("starttls", [False, True])
def test_imap_speaks_tls(tls, starttls):
    session = TlsImap(tls.imap_port if starttls else tls.imaps_port, starttls)
    capabilities = session.command(b"c CAPABILITY\r\n")[0]
    assert b"AUTH=PLAIN" in capabilities and b"STARTTLS" not in capabilities
    assert session.command(LOGIN)[-1].startswith(b"a1 OK")
    assert session.command(b"x STARTTLS\r\n")[-1].startswith(b"x BAD")
    assert b"* 1 EXISTS\r\n" in session.command(b"b SELECT INBOX\r\n")
    session.close()


def test_what_is_pipelined_behind_starttls_is_thrown_away(tls):
    with socket.create_connection(("127.0.0.1", tls.imap_port), timeout=60) as plain:
        stream = plain.makefile("rb", buffering=0)
        stream.readline()
        plain.sendall(b"s STARTTLS\r\n" + LOGIN)
        assert stream.readline().startswith(b"s OK")
        with certificates.any_server().wrap_socket(plain) as wrapped:
            wrapped.sendall(b"n NOOP\r\nl LIST \"\" *\r\n")
            answers = wrapped.makefile("rb")
            assert answers.readline().startswith(b"n OK")
            assert answers.readline().startswith(b"l BAD")  # nobody has logged in


def test_openssl_and_curl_connect(tls):
    shown = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{tls.imap_port}",
                            "-starttls", "imap", "-CAfile", tls.pairs[0][0]], input="",
                           capture_output=True, text=True, timeout=60, check=False).stdout
    assert "Verify return code: 0 (ok)" in shown
    old = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{tls.imaps_port}", "-tls1_1",
                          "-cipher", "DEFAULT@SECLEVEL=0"], input="", capture_output=True, text=True,
                         timeout=60, check=False)
    assert old.returncode != 0
    mail = subprocess.run(["curl", "-sS", "--cacert", tls.pairs[0][0], "--user", "ann:secret",
                           f"imaps://localhost:{tls.imaps_port}/INBOX;MAILINDEX=1"],
                          capture_output=True, text=True, timeout=60, check=True).stdout
    assert "over TLS" in mail
    health = subprocess.run(["curl", "-sS", "--cacert", tls.pairs[0][0],
                             f"https://localhost:{tls.https_port}/healthz"],
                            capture_output=True, text=True, timeout=60, check=True).stdout
    assert health == "ok\n"
    session = subprocess.run(["curl", "-sS", "--cacert", tls.pairs[0][0], "--user", "ann:secret",
                              f"https://localhost:{tls.https_port}/.well-known/jmap"],
                             capture_output=True, text=True, timeout=60, check=True).stdout
    assert f"https://localhost:{tls.https_port}/" in session


@pytest.mark.skipif(shutil.which("mbsync") is None, reason="mbsync (isync) is not installed")
def test_mbsync_fetches_over_tls(tls):
    folder = tls.directory / "mbsync"
    folder.mkdir()
    (folder / "rc").write_text(
        f"IMAPAccount kc\nHost localhost\nPort {tls.imaps_port}\nUser ann\nPass secret\n"
        f"SSLType IMAPS\nCertificateFile {tls.pairs[0][0]}\n\nIMAPStore far\nAccount kc\n\n"
        f"MaildirStore near\nPath {folder}/\nInbox {folder}/inbox\n\n"
        "Channel all\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSyncState *\n")
    done = subprocess.run(["mbsync", "-c", folder / "rc", "all"], timeout=120, check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "inbox" / "new").iterdir()) +
               list((folder / "inbox" / "cur").iterdir())) == 1


def test_clients_that_break_the_handshake_harm_nobody(tls):
    for rubbish in (b"GET / HTTP/1.0\r\n\r\n", b"\x16\x03\x01\x40\x00" + b"\0" * 100, b""):
        with socket.create_connection(("127.0.0.1", tls.imaps_port), timeout=60) as plain:
            plain.sendall(rubbish)
    TlsImap(tls.imaps_port).close()
    processes.wait_until(lambda: "TLS handshake" in tls.log_text(), 30, "the failure is one line")
    lines = [line for line in tls.log_text().splitlines() if "TLS handshake" in line]
    assert all("[info" in line for line in lines), lines


def test_certificates_change_under_load_and_nobody_is_dropped(tls):
    sessions = [TlsImap(tls.imaps_port) for _ in range(5)]
    stop, faults, spoken = threading.Event(), [], [0] * len(sessions)

    def talk(place, session):
        try:
            session.command(LOGIN)
            while not stop.is_set():
                session.command(b"n NOOP\r\n")
                spoken[place] += 1
        except (AssertionError, OSError) as error:
            faults.append(repr(error))

    threads = [threading.Thread(target=talk, args=pair) for pair in enumerate(sessions)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(RELOADS):
            pair = tls.pairs[(turn + 1) % 2]
            certificates.put(pair, tls.certificate, tls.key)
            reload(tls)
            late = TlsImap(tls.imaps_port, starttls=False)
            assert late.certificate == certificates.der(pair), turn
            late.close()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not faults
    assert min(spoken) > 0
    assert all(session.command(b"z LOGOUT\r\n")[-1].startswith(b"z OK") for session in sessions)


@pytest.mark.parametrize("broken", ["empty", "mismatched", "missing"])
def test_a_broken_certificate_is_refused_and_the_old_one_stays(tls, broken):
    certificates.put(tls.pairs[0], tls.certificate, tls.key)
    reload(tls)
    if broken == "empty":
        tls.certificate.write_text("")
    elif broken == "mismatched":
        tls.key.write_bytes(tls.pairs[1][1].read_bytes())
    else:
        tls.key.unlink()
    reload(tls)
    last = tls.log_text()[-3000:]
    wrong = tls.certificate if broken == "empty" else tls.key
    option = "ssl_certificate_file" if broken == "empty" else "ssl_private_key_file"
    line = next(line for line in last.splitlines() if f": {option}: {wrong}" in line)
    assert "gateway.cfg:" in line and ";" in line, line
    assert "the old one stays" in last
    late = TlsImap(tls.imaps_port)
    assert late.certificate == certificates.der(tls.pairs[0])
    late.close()
    certificates.put(tls.pairs[0], tls.certificate, tls.key)
    reload(tls)


def test_an_expired_certificate_is_served_with_a_warning(tls):
    expired = certificates.make(tls.etc, "expired", -1)
    certificates.put(expired, tls.certificate, tls.key)
    reload(tls)
    late = TlsImap(tls.imaps_port)
    assert late.certificate == certificates.der(expired)
    late.close()
    line = next(line for line in tls.log_text().splitlines() if "has expired" in line)
    assert "[warning" in line and str(tls.certificate) in line
    certificates.put(tls.pairs[0], tls.certificate, tls.key)
    reload(tls)


def test_a_server_without_its_certificate_does_not_start(make_server):
    server = make_server("nocert")
    with open(server.etc / "gateway.cfg", "a", encoding="ascii") as cfg:
        cfg.write("imaps_listen = 127.0.0.1:0\nssl_private_key_file = /nonexistent/key.pem\n")
    ended = server.run_to_end()
    assert ended.returncode == 1
    assert "ssl_certificate_file" in ended.stderr and "No such file" in ended.stderr


def test_starttls_is_offered_as_soon_as_there_is_a_certificate(make_server):
    server = make_server("starttls")
    pair = certificates.make(server.etc, "only")
    with open(server.etc / "gateway.cfg", "a", encoding="ascii") as cfg:
        cfg.write(f"ssl_certificate_file = {pair[0]}\nssl_private_key_file = {pair[1]}\n"
                  "disable_plaintext_auth = yes\n")
    server.start()
    with server.imap(None) as imap:  # this host may do without
        assert b" STARTTLS " in imap.greeting[0] and b"LOGINDISABLED" not in imap.greeting[0]
    server.stop()
