# SPDX-License-Identifier: Apache-2.0
"""A MariaDB of a test's own: a folder, a socket, no network; killed and started as a test likes.

innodb_flush_log_at_trx_commit is 1, so that a killed server has lost nothing that it acknowledged.
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

from processes import is_root, wait_until

SERVER = "mariadbd"
START_SECONDS = 30
OPTIONS = """[mariadbd]
datadir={folder}/data
socket={folder}/s
pid-file={folder}/pid
tmpdir={folder}/tmp
log-error={folder}/log
skip-networking
skip-name-resolve
performance_schema=off
innodb_buffer_pool_size={pool}
innodb_log_file_size={log}
innodb_flush_log_at_trx_commit=1
innodb_doublewrite={doublewrite}
innodb_use_native_aio=0
max_allowed_packet=64M
max_connections=500
"""


def is_installed():
    path = os.environ.get("PATH", "") + ":/usr/sbin"
    return bool(shutil.which(SERVER, path=path) and shutil.which("mariadb-install-db", path=path))


def query(server, sql, database=None):
    """The rows that the server at that socket answers, columns separated by tabs."""
    run = subprocess.run(["mariadb", "--no-defaults", "-S", str(server), "-u", "root", "-BN",
                          *([database] if database else [])], input=sql, capture_output=True,
                         text=True, timeout=60)
    if run.returncode:
        raise RuntimeError(run.stderr.strip())
    return run.stdout.splitlines()


class PrivateMariaDb:
    def __init__(self, folder=None, pool="128M", log="64M", flush_method=None):
        """`flush_method` nosync: for tests that do not ask for more than a killed process."""
        self._own = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="kcd."))
        self.socket = self.folder / "s"
        self._databases = 0
        self._process = None
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        options = OPTIONS.format(folder=self.folder, pool=pool, log=log,
                                 doublewrite="ON" if flush_method is None else "OFF")
        if flush_method:
            options += f"innodb_flush_method={flush_method}\n"
        if is_root():
            options += "user=root\n"
        (self.folder / "my.cnf").write_text(options)
        subprocess.run(["mariadb-install-db", f"--defaults-file={self.folder}/my.cnf",
                        "--auth-root-authentication-method=normal", "--skip-test-db"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, timeout=120)

    def start(self):
        program = shutil.which(SERVER, path=os.environ.get("PATH", "") + ":/usr/sbin")
        with open(self.folder / "out", "ab") as out:
            # It must not outlive a test run that is killed.
            self._process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", program,
                                              f"--defaults-file={self.folder}/my.cnf"],
                                             stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        wait_until(self._answers, START_SECONDS, "MariaDB answers", pause=0.01)
        return self

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.settimeout(1)
                probe.connect(str(self.socket))
                return bool(probe.recv(1))
            except OSError:
                return False

    @property
    def pid(self):
        return self._process.pid

    def kill(self):
        """As a crash."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def suspend(self):
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def remove(self):
        self.kill()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def query(self, sql, database=None):
        return query(self.socket, sql, database)

    def fresh_name(self):
        self._databases += 1
        return f"kopano_{self._databases}"

    def options(self, database=None):
        """What server.cfg says of it."""
        return {"database_engine": "mysql", "mysql_socket": self.socket, "mysql_user": "root",
                "mysql_database": database or self.fresh_name()}


_shared = []


def shared():
    """One for a whole test run, each server in a database of its own; ended with the process."""
    if not _shared:
        import atexit
        _shared.append(PrivateMariaDb(flush_method="nosync").start())
        atexit.register(_shared[0].remove)
    return _shared[0]
