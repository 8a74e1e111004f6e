# SPDX-License-Identifier: Apache-2.0
"""KC on a MariaDB of the test's own: everything works, what cannot is said, and a database that is
killed under load and started again costs temporary answers and nothing that was acknowledged.

`KC_DATABASE=mysql` runs the other scenarios on MariaDB too.
"""
import contextlib
import re
import threading
import time
from collections import Counter

import pytest

import private_mariadb
from acknowledged_load import message
from kc_server import QUICK_SWEEP
from processes import wait_until
from raw_imap import ImapError
from raw_lmtp import LmtpClient, LmtpError
from test_crash import Mailbox

pytestmark = pytest.mark.kc_only

USERS = [f"db{i}" for i in range(6)]
SESSIONS = 6
BACK_SECONDS = 2


@pytest.fixture(scope="module")
def mariadb():
    if not private_mariadb.is_installed():
        pytest.skip("mariadb-server-core is not installed")
    database = private_mariadb.PrivateMariaDb(flush_method="nosync").start()
    yield database
    database.remove()


@pytest.fixture(scope="module")
def server(make_server, mariadb):
    server = make_server("mariadb", **mariadb.options("kopano"), **QUICK_SWEEP).start()
    server.create_users(USERS)
    return server


class SteadyLoad:
    """Sessions that deliver one message after the other and go on after every temporary answer.

    No message is sent twice.
    """

    def __init__(self, port):
        self.acknowledged = []  # (user, identity, when)
        self.temporary = []     # (code and text, when)
        self.wrong = []         # any other answer
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(i,)) for i in range(SESSIONS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a session hangs"

    def _run(self, session):
        number = 0
        while not self._stop.is_set():
            with contextlib.suppress(OSError, LmtpError), LmtpClient(self._port, timeout=30) as lmtp:
                while not self._stop.is_set():
                    number += 1
                    self._deliver(lmtp, USERS[(session + number) % len(USERS)],
                                  f"s{session}.{number}")

    def _deliver(self, lmtp, user, identity):
        replies = lmtp.open_transaction("c@example.org", [user])
        if all(code == 250 for code, _ in replies):
            replies = [lmtp.command(b"DATA")]
        if replies[-1][0] == 354:
            lmtp.send_text(message(identity))
            replies = [lmtp.read_reply()]
            if replies[0][0] == 250:
                self.acknowledged.append((user, identity, time.monotonic()))
                return
        code, text = next(reply for reply in replies if reply[0] != 250)
        (self.temporary if 400 <= code < 500 else self.wrong).append(
            (f"{code} {text}", time.monotonic()))
        lmtp.command(b"RSET")
        time.sleep(0.01)

    def has_acknowledged(self, count=1, since=0):
        return sum(when > since for _, _, when in list(self.acknowledged)) >= count


def test_everything_works_and_outlives_a_restart(server):
    server.create_user("alice")
    with server.lmtp() as lmtp:
        lmtp.deliver(message("first"), ["alice"])
    with server.imap("alice") as imap:
        imap.command(b"CREATE Caf&AOk-")
        imap.command(b"SELECT INBOX")
        imap.command(b"STORE 1 +FLAGS (\\Seen Wichtig)")
        imap.command(b"COPY 1 Caf&AOk-")
    server.stop()
    assert server.fsck() == (0, "0 found, 0 mended\n")
    server.start()
    with server.imap("alice") as imap:
        assert b"EXISTS" in b"".join(p[0] for p in imap.command(b"SELECT Caf&AOk-"))
        answer = b"".join(p[0] for p in imap.command(b"FETCH 1 (FLAGS)"))
        assert b"\\Seen" in answer and b"Wichtig" in answer
    assert "alice" in server.cli("--list-users")


def test_every_table_can_be_replicated(mariadb, server):
    """Galera: InnoDB, and a primary key for each."""
    tables = mariadb.query("SELECT table_name, engine, (SELECT COUNT(*) FROM information_schema."
                           "table_constraints c WHERE c.table_schema = t.table_schema AND"
                           " c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY')"
                           " FROM information_schema.tables t WHERE table_schema = 'kopano'")
    assert len(tables) > 10
    assert [row for row in tables if not row.endswith("InnoDB\t1")] == []


def test_a_killed_database_loses_nothing_and_costs_temporary_answers(mariadb, server):
    with SteadyLoad(server.lmtp_port) as load:
        for _ in range(3):
            await_deliveries(load, 50, time.monotonic())
            mariadb.kill()
            assert_answers_are_temporary(server)
            mariadb.start()
            back = time.monotonic()
            await_deliveries(load, 1, back)
            first = min(when for _, _, when in list(load.acknowledged) if when > back)
            assert first - back <= BACK_SECONDS
    assert load.wrong == []
    assert load.temporary, "nobody noticed that the database was away"
    seen = Counter()
    for user in USERS:
        seen.update((user, identity) for identity in Mailbox(user).look(server))
    lost = [key for *key, _ in load.acknowledged if tuple(key) not in seen]
    assert not lost, f"{len(lost)} of {len(load.acknowledged)} acknowledged are lost"
    assert [key for key, times in seen.items() if times > 1] == []
    assert "the database is back" in server.log_text()


def await_deliveries(load, count, since):
    wait_until(lambda: load.has_acknowledged(count, since), 30, "mail is delivered")


def assert_answers_are_temporary(server):
    """Nobody is told that he does not exist while nothing can be looked up."""
    with server.lmtp() as lmtp:
        code, _ = lmtp.open_transaction("c@example.org", ["nobody"])[-1]
        assert 400 <= code < 500
    with pytest.raises(ImapError) as refused, server.imap("nobody"):
        pass
    assert "UNAVAILABLE" in str(refused.value) and "AUTHENTICATIONFAILED" not in str(refused.value)


def test_any_mysql_option_means_this_engine(make_server, mariadb):
    server = make_server("implied")
    chosen = mariadb.options()
    del chosen["database_engine"]
    path = server.etc / "server.cfg"
    lines = [line for line in path.read_text().splitlines()
             if not line.startswith(("database_engine", "sqlite_path", "mysql_"))]
    path.write_text("\n".join(lines + [f"{name} = {value}" for name, value in chosen.items()]))
    server.start()
    server.create_user("meant")
    server.stop()
    assert mariadb.query("SELECT login FROM udb_object", chosen["mysql_database"]) == ["meant"]
    assert not server.database.exists()


@pytest.mark.parametrize("name, change, words", [
    ("nobody", {"mysql_socket": "/nonexistent/s"},
     r"server.cfg:\d+: mysql_socket: .*/nonexistent/s.*start the database"),
    ("stranger", {"mysql_user": "stranger", "mysql_password": "s3cr3t-word"},
     r"server.cfg:\d+: mysql_user: .*Access denied.*correct mysql_user and mysql_password"),
    ("alien", {"mysql_database": "alien"},
     r"server.cfg:\d+: mysql_database: .*another program's: it has the table hierarchy"),
    ("myisam", {"mysql_database": "myisam"},
     r"mysql_engine.*: the table st_message in myisam is of the engine MyISAM.*ALTER TABLE"),
    ("engine", {"mysql_engine": "MyISAM"}, r"server.cfg:\d+: mysql_engine: .*no transactions"),
    ("right", {"mysql_user": "limited", "mysql_database": "not_there"},
     r"server.cfg:\d+: mysql_database: .*not_there.*CREATE DATABASE"),
])
def test_refuses_to_start_in_words_that_help(make_server, mariadb, name, change, words):
    mariadb.query("CREATE DATABASE IF NOT EXISTS alien; CREATE DATABASE IF NOT EXISTS myisam;"
                  "CREATE TABLE IF NOT EXISTS alien.hierarchy(id INT);"
                  "CREATE TABLE IF NOT EXISTS myisam.kc_schema(id INT);"
                  "CREATE TABLE IF NOT EXISTS myisam.st_message(id INT) ENGINE=MyISAM;"
                  "CREATE USER IF NOT EXISTS limited@localhost;"
                  "CREATE USER IF NOT EXISTS stranger@localhost IDENTIFIED BY 'another'")
    server = make_server(name, **{**mariadb.options(), **change})
    run = server.run_to_end()
    said = run.stdout + run.stderr + server.log_text()
    assert run.returncode != 0
    assert re.search(words, said), said
    assert "s3cr3t-word" not in said


def test_a_second_server_is_kept_out(make_server, mariadb, server):
    run = make_server("second", **mariadb.options("kopano")).run_to_end()
    assert run.returncode != 0
    assert re.search(r"server.cfg:\d+: mysql_database: .*in use by another server",
                     run.stdout + run.stderr)


def test_warns_of_a_database_that_does_not_flush(make_server, mariadb):
    mariadb.query("SET GLOBAL innodb_flush_log_at_trx_commit = 2")
    try:
        server = make_server("warned", **mariadb.options()).start()
    finally:
        mariadb.query("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
    assert "innodb_flush_log_at_trx_commit = 2" in server.log_text()
    server.stop()
