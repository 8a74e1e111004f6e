# SPDX-License-Identifier: Apache-2.0
"""attachment_storage = database: one copy of each attachment in the database, gone when nobody has
it any more; on SQLite and on MariaDB."""
import pytest

import kc_server
import private_mariadb
import processes
from test_single_instance import deliver, expunge, message_with_attachment, purge

pytestmark = pytest.mark.kc_only

USERS = ["dba", "dbb", "dbc"]
SWEEP_SECONDS = 60


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def server(request, make_server):
    options = {"attachment_storage": "database", **kc_server.QUICK_SWEEP}
    if request.param == "mariadb":
        if not private_mariadb.is_installed():
            pytest.skip("mariadb-server-core is not installed")
        options |= private_mariadb.shared().options("attach_db")
    server = make_server(f"adb.{request.param}", **options)
    path = server.etc / "server.cfg"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True)
                            if not line.startswith("attachment_path")))
    server.start()
    server.create_users(USERS)
    return server


def stored(server):
    return [int(octets) for octets, in server.sql("SELECT octets FROM adb_blob")]


def test_one_copy_is_in_the_database_until_nobody_has_it(server):
    with server.lmtp() as lmtp:
        deliver(lmtp, 1, USERS)
        deliver(lmtp, 2, USERS[:1])
    # the second upload's copy is given up after the answer
    processes.wait_until(lambda: len(stored(server)) == 1, SWEEP_SECONDS, "one copy is left",
                         pause=0.5)
    server.stop()
    assert server.fsck() == (0, "0 found, 0 mended\n")
    server.start()
    with server.imap("dbb") as imap:
        assert imap.select() == 1
        assert imap.fetch_message(1)[1].endswith(message_with_attachment(1))
    assert not any(server.attachments.iterdir())
    for user in USERS:
        expunge(server, user)
    purge(server)
    processes.wait_until(lambda: stored(server) == [], SWEEP_SECONDS, "the sweep removes it",
                         pause=0.5)
