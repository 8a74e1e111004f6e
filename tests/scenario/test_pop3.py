# SPDX-License-Identifier: Apache-2.0
"""POP3 as clients see it: real ones over TLS and without, what a store fault does, hostile input."""
import os
import pathlib
import poplib
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest

import certificates
import messages
import processes

pytestmark = pytest.mark.kc_only

LETTERS = [b"From: a@example.org\r\nSubject: letter %d\r\n\r\n.dots\r\n..\r\n.\r\nand text\r\n" % i
           for i in range(3)]


@pytest.fixture(scope="module")
def pop(make_server):
    """A server with POP3, STLS and pop3s."""
    server = make_server("pop3", max_connections_before_login="2000")
    certificate, key = certificates.make(server.etc, "pop3")
    server.pop3s_port, = processes.free_ports(1)
    with open(server.etc / "gateway.cfg", "a", encoding="ascii") as cfg:
        cfg.write(f"pop3s_listen = 127.0.0.1:{server.pop3s_port}\n"
                  f"ssl_certificate_file = {certificate}\nssl_private_key_file = {key}\n")
    server.start()
    yield server
    server.stop()


def fill(server, user, letters=LETTERS):
    server.create_user(user)
    with server.lmtp() as lmtp:
        for letter in letters:
            assert lmtp.deliver(letter, [user])[0][0] == 250
    return user


def log_in(server, user, password="secret"):
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=60)
    client.user(user)
    client.pass_(password)
    return client


def retrieve(client, number):
    return b"".join(line + b"\r\n" for line in client.retr(number)[1])


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            pytest.skip(f"no {program}")


def run(command, home, wanted=(0,)):
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(home)})
    assert done.returncode in wanted, (done.returncode, done.stdout[-500:], done.stderr[-2000:])
    return done


def test_poplib_reads_and_deletes(pop):
    fill(pop, "poplib")
    client = log_in(pop, "poplib")
    count, octets = client.stat()
    sizes = [int(row.split()[1]) for row in client.list()[1]]
    uids = [row.split()[1] for row in client.uidl()[1]]
    assert count == 3 and sum(sizes) == octets and len(set(uids)) == 3
    for number, letter in enumerate(LETTERS, 1):
        stored = retrieve(client, number)
        assert stored.endswith(letter) and len(stored) == sizes[number - 1]
        head = b"".join(line + b"\r\n" for line in client.top(number, 1)[1])
        assert stored.startswith(head) and head.endswith(b"\r\n\r\n.dots\r\n")
    client.dele(1)
    client.rset()
    client.dele(2)
    client.close()  # without QUIT: nothing happens
    client = log_in(pop, "poplib")
    assert client.stat()[0] == 3
    client.dele(2)
    client.quit()
    client = log_in(pop, "poplib")
    assert [row.split()[1] for row in client.uidl()[1]] == [uids[0], uids[2]]
    client.quit()
    with pop.imap("poplib") as imap:
        assert imap.select() == 2


def test_unique_ids_stay_over_a_restart(make_server):
    server = make_server("pop3.uidl").start()
    fill(server, "ann")
    before = log_in(server, "ann").uidl()[1]
    server.restart()
    assert log_in(server, "ann").uidl()[1] == before
    server.stop()


def test_poplib_over_tls_of_both_kinds(pop):
    fill(pop, "tls", LETTERS[:1])
    for client in (poplib.POP3_SSL("127.0.0.1", pop.pop3s_port, timeout=60,
                                   context=certificates.any_server()),
                   poplib.POP3("127.0.0.1", pop.pop3_port, timeout=60)):
        if "STLS" in client.capa():
            client.stls(certificates.any_server())
        assert "STLS" not in client.capa()
        client.user("tls")
        client.pass_("secret")
        assert retrieve(client, 1).endswith(LETTERS[0])
        client.quit()


def test_a_snapshot_stays_while_imap_deletes_and_mail_arrives(pop):
    fill(pop, "both")
    client = log_in(pop, "both")
    with pop.imap("both") as imap:
        imap.select()
        imap.expunge_all("1")
    with pop.lmtp() as lmtp:
        lmtp.deliver(LETTERS[0], ["both"])
    assert client.stat()[0] == 3
    with pytest.raises(poplib.error_proto):
        client.retr(1)
    assert retrieve(client, 2).endswith(LETTERS[1])
    client.dele(1)
    client.dele(3)
    assert client.quit().startswith(b"+OK")
    assert log_in(pop, "both").stat()[0] == 2


@pytest.mark.parametrize("url, options", [("pop3://127.0.0.1:{0.pop3_port}", []),
                                          ("pop3://127.0.0.1:{0.pop3_port}", ["--ssl-reqd"]),
                                          ("pop3s://127.0.0.1:{0.pop3s_port}", [])])
def test_curl(pop, tmp_path, url, options):
    need("curl")
    user = fill(pop, "curl" + str(abs(hash((url, *options))) % 10**6))
    base = ["curl", "-sS", "-k", "-u", f"{user}:secret", *options]
    url = url.format(pop)
    assert run([*base, url + "/2"], tmp_path).stdout.endswith(LETTERS[1])
    assert len(run([*base, url + "/"], tmp_path).stdout.splitlines()) == 3
    run([*base, "-l", "-X", "DELE", url + "/1"], tmp_path)
    assert log_in(pop, user).stat()[0] == 2


def test_fetchmail(pop, tmp_path):
    need("fetchmail")
    fill(pop, "fetchmail")
    box = tmp_path / "box"
    rc = tmp_path / "fetchmailrc"
    rc.write_text(f'poll 127.0.0.1 service {pop.pop3_port} protocol pop3 uidl\n'
                  f'  user "fetchmail" password "secret" sslproto "" nokeep\n'
                  f'  mda "cat >>{box}"\n')
    rc.chmod(0o600)
    run(["fetchmail", "-f", rc, "--pidfile", tmp_path / "pid", "-i", tmp_path / "ids"], tmp_path)
    assert re.findall(rb"Subject: letter (\d)", box.read_bytes()) == [b"0", b"1", b"2"]
    assert log_in(pop, "fetchmail").stat()[0] == 0


@pytest.mark.parametrize("kind", ["POP3", "POP3SSL"])
def test_getmail(pop, tmp_path, kind):
    need("getmail")
    user = fill(pop, "getmail." + kind.lower())
    mail = tmp_path / "mail"
    mail.mkdir()
    port = pop.pop3_port if kind == "POP3" else pop.pop3s_port
    (tmp_path / "rc").write_text(
        f"[retriever]\ntype = Simple{kind}Retriever\nserver = 127.0.0.1\nport = {port}\n"
        f"username = {user}\npassword = secret\n[destination]\ntype = MDA_external\n"
        f"path = /bin/sh\narguments = ('-c', 'cat >$(mktemp {mail}/XXXXXX)')\n"
        f"allow_root_commands = true\nunixfrom = false\n[options]\nread_all = false\ndelete = false\n")
    command = ["getmail", f"--getmaildir={tmp_path}", f"--rcfile={tmp_path}/rc"]
    run(command, tmp_path)
    got = sorted(path.read_bytes() for path in mail.iterdir())
    assert len(got) == 3 and all(b"\n.dots\n..\n.\nand text\n" in each for each in got)
    run(command, tmp_path)  # knows by UIDL what it has
    assert len(list(mail.iterdir())) == 3


def test_mpop(pop, tmp_path):
    need("mpop")
    fill(pop, "mpop")
    for part in ("cur", "new", "tmp"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    rc = tmp_path / "mpoprc"
    rc.write_text(f"account default\nhost 127.0.0.1\nport {pop.pop3_port}\nuser mpop\n"
                  f"password secret\nauth plain\ntls on\ntls_starttls on\ntls_certcheck off\n"
                  f"keep off\ndelivery maildir {tmp_path}/mail\nuidls_file {tmp_path}/uidls\n")
    rc.chmod(0o600)
    run(["mpop", "-C", rc], tmp_path)
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 3
    assert log_in(pop, "mpop").stat()[0] == 0


class Raw:
    """A connection that sends exactly what it is given."""

    def __init__(self, server, login=None):
        self.socket = socket.create_connection(("127.0.0.1", server.pop3_port), timeout=60)
        self.stream = self.socket.makefile("rb")
        self.line()
        if login:
            self.socket.sendall(b"USER %s\r\nPASS secret\r\n" % login.encode())
            self.line()
            assert self.line().startswith(b"+OK")

    def line(self):
        return self.stream.readline()

    def ask(self, octets):
        self.socket.sendall(octets)
        return self.line()

    def lines_to_dot(self):
        lines = [self.line()]
        while lines[-1] != b".\r\n":
            lines.append(self.line())
        return lines


def test_every_odd_message_comes_back(pop):
    """The octets of LMTP; where POP3 cannot carry them, as doc/protocol/pop3.md says."""
    odd = messages.odd_messages()
    fill(pop, "odd", [octets for _, octets in odd])
    raw = Raw(pop, "odd")
    for number, (name, octets) in enumerate(odd, 1):
        assert raw.ask(b"RETR %d\r\n" % number).startswith(b"+OK"), name
        stored = b"".join(line[1:] if line.startswith(b".") else line
                          for line in raw.lines_to_dot()[:-1])
        messages.added_prefix(stored, re.sub(rb"(?<!\r)\n", b"\r\n", octets), pop.trace_headers)
    for name, octets in odd:  # a client that ends lines at LF never loses its way
        assert raw.ask(b"NOOP\r\n").startswith(b"+OK"), name


def test_a_hundred_thousand_pipelined_commands(pop):
    fill(pop, "pipeline")
    raw = Raw(pop, "pipeline")
    count = 100_000
    child = os.fork()  # writes while the parent reads
    if child == 0:
        try:
            raw.socket.sendall(b"STAT\r\n" * count)
        finally:
            os._exit(0)
    first = raw.line()
    assert all(raw.line() == first for _ in range(count - 1)) and first.startswith(b"+OK 3 ")
    os.waitpid(child, 0)
    assert raw.ask(b"QUIT\r\n").startswith(b"+OK")
    assert raw.line() == b""


def test_what_was_sent_behind_stls_in_plain_text_counts_for_nothing(pop):
    fill(pop, "inject", [])
    raw = Raw(pop)
    assert raw.ask(b"STLS\r\nUSER inject\r\nPASS secret\r\nSTAT\r\n").startswith(b"+OK Begin TLS")
    tls = certificates.any_server().wrap_socket(raw.socket, server_hostname="localhost")
    tls.sendall(b"STAT\r\n")
    assert tls.recv(1000).startswith(b"-ERR Not allowed")


@pytest.mark.parametrize("line, answer", [
    (b"x" * 1_000_000 + b"\r\n", b"-ERR Line too long"), (b"NOOP\0\r\n", b"-ERR Syntax"),
    (b"NOOP\nNOOP\r\n", b"-ERR Syntax"), (b"RETR 99999999999999999999\r\n", b"-ERR No such"),
    (b"TOP 1 -1\r\n", b"-ERR Syntax"), (b"LIST 0\r\n", b"-ERR No such")],
    ids=["long", "NUL", "bare-LF", "huge-number", "negative", "zero"])
def test_odd_lines_are_refused_and_the_session_goes_on(pop, line, answer):
    user = f"lines{len(line)}"
    fill(pop, user, [])
    raw = Raw(pop, user)
    assert raw.ask(line).startswith(answer)
    assert raw.ask(b"NOOP\r\n").startswith(b"+OK")


def test_wrong_passwords_wait_and_end_the_connection(pop):
    fill(pop, "wrong", [])
    raw = Raw(pop)
    for span in (1, 2, 4):
        begin = time.monotonic()
        raw.ask(b"USER wrong\r\n")
        assert raw.ask(b"PASS wrong\r\n").startswith(b"-ERR [AUTH]")
        assert time.monotonic() - begin > span - 0.05
    assert raw.line() == b""


def test_a_large_message_needs_no_memory_and_survives_a_slow_reader(pop):
    letter = b"Subject: large\r\n\r\n" + b".a line of text that begins with a dot\r\n" * 500_000
    fill(pop, "large", [letter])
    raws = [Raw(pop, "large") for _ in range(8)]
    for raw in raws:
        raw.socket.sendall(b"RETR 1\r\n")
        assert raw.line().startswith(b"+OK")
    status = pathlib.Path(f"/proc/{pop.pid}/status").read_text()
    assert int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) < 200_000, "eight times 20 MB are not in memory"
    lines = raws[0].lines_to_dot()
    assert len(lines) > 500_000 and lines[-2].startswith(b"..a line")


def test_server_that_goes_down_says_so_and_deletes_nothing(make_server):
    server = make_server("pop3.down").start()
    fill(server, "ann")
    raw = Raw(server, "ann")
    raw.ask(b"DELE 1\r\n")
    server.process.send_signal(signal.SIGTERM)
    assert raw.line().startswith(b"-ERR [SYS/TEMP]") and raw.line() == b""
    server.process.wait(60)
    server.process = None
    server.start()
    assert log_in(server, "ann").stat()[0] == 3
    server.stop()
