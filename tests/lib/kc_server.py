# SPDX-License-Identifier: Apache-2.0
"""A KC of its own for a test: configuration, process, users, state, all under one folder.

Starts the built kopano-server itself, not contrib/run, so that a test decides every option.
Every option name and path that may move stands in this file and nowhere else.
"""
import os
import pathlib
import pwd
import re
import sqlite3
import subprocess

import private_mariadb
from mail_server import MailServer

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
CLI_SECONDS = 60
ERROR_LINE = re.compile(r"\b(error|crit(ical)?|fatal|panic|assert(ion)?|corrupt\w*)\b", re.I)

# Sweep soon, so that a test need not wait: looks each second, grace of one second.
QUICK_SWEEP = {"attachment_sweep_interval": "1s", "attachment_sweep_grace": "1s"}


def runs_on_mariadb():
    return os.environ.get("KC_DATABASE") == "mysql"


def build_folder():
    return pathlib.Path(os.environ.get("KC_BUILD", CHECKOUT / "build" / "release"))


def find_program(name, build=None):
    """The built program, or None; build trees differ in depth, so it is looked for."""
    for depth in ("", "*/", "*/*/", "*/*/*/"):
        for path in sorted((build or build_folder()).glob(depth + name)):
            if path.is_file() and os.access(path, os.X_OK):
                return path
    return None


class KcServer(MailServer):
    name = "kc"
    exit_codes = (0,)
    _mariadb_options = None
    build = None  # another tree than build_folder()

    def __init__(self, directory, **options):
        super().__init__(directory)
        self.etc = self.directory / "etc"
        self.etc.mkdir(parents=True, exist_ok=True)
        self.socket = self.directory / "server.sock"
        self.log_file = self.directory / "server.log"
        self.database = self.directory / "kopano.db"
        self.attachments = self.directory / "attachments"
        self.attachments.mkdir(exist_ok=True)
        self.temporary = self.directory / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.write_configuration(options)

    def write_configuration(self, options=()):
        """Options given win over the ones a test server needs anyway."""
        self._write("server.cfg", {
            "programs": "server gateway dagent",
            "server_pipe_name": self.socket,
            "server_listen": f"127.0.0.1:{self.http_port}",
            **self._database_options(options),
            "attachment_storage": "files",
            "attachment_path": self.attachments,
            "user_plugin": "db",
            "local_admin_users": f"root {pwd.getpwuid(os.geteuid()).pw_name}",
            "run_as_user": "",
            "run_as_group": "",
            "log_method": "file",
            "log_file": self.log_file,
            "log_level": "5",
            **dict(options),
        })
        self._write("gateway.cfg", {"imap_listen": f"127.0.0.1:{self.imap_port}",
                                    "tmp_path": self.temporary, **self._pop3()})
        self._write("dagent.cfg", {"lmtp_listen": f"127.0.0.1:{self.lmtp_port}",
                                   "tmp_path": self.temporary})
        self._write("admin.cfg", {"server_socket": f"file://{self.socket}"})

    def _database_options(self, given):
        """KC_DATABASE=mysql runs a test on MariaDB, unless it asks for an engine itself."""
        given = dict(given)
        if given.get("database_engine", "sqlite") != "sqlite":
            self._mariadb_options = given
            return {}
        if {"database_engine", "sqlite_path"} & set(given) or not runs_on_mariadb():
            return {"database_engine": "sqlite", "sqlite_path": self.database}
        if self._mariadb_options is None:
            self._mariadb_options = private_mariadb.shared().options()
        return self._mariadb_options

    def _pop3(self):
        """Where POP3 listens, when the build has it: its default is the well-known port."""
        modules = (self.build or build_folder()) / "modules"
        if not any(modules.glob("*/pop3.so")):
            return {}
        return {"pop3_listen": f"127.0.0.1:{self.pop3_port}"}

    def _write(self, name, options):
        lines = [f"{key} = {value}".rstrip() for key, value in options.items()]
        (self.etc / name).write_text("\n".join(lines) + "\n")

    def command_line(self, *extra):
        program = find_program("kopano-server", self.build)
        if program is None:
            raise FileNotFoundError(f"no kopano-server under {build_folder()}; set KC_BUILD")
        return [str(program), "-c", str(self.etc / "server.cfg"), *extra]

    def run_to_end(self, *extra, seconds=30):
        """Runs kopano-server in the foreground until it ends: for refusals and --list-modules."""
        return subprocess.run(self.command_line(*extra), capture_output=True, text=True,
                              timeout=seconds, stdin=subprocess.DEVNULL, cwd=self.directory)

    def cli(self, *arguments):
        program = find_program("kopano-cli")
        if program is None:
            raise FileNotFoundError(f"no kopano-cli under {build_folder()}; set KC_BUILD")
        return subprocess.run([str(program), "-c", str(self.etc / "admin.cfg"), *arguments],
                              capture_output=True, text=True, timeout=CLI_SECONDS, check=True,
                              stdin=subprocess.DEVNULL).stdout

    def fsck(self, *arguments):
        """(exit code, what it said) of kopano-fsck; the server must be down."""
        run = subprocess.run([str(find_program("kopano-fsck")), "-c", str(self.etc / "server.cfg"),
                              *arguments], capture_output=True, text=True, timeout=CLI_SECONDS)
        return run.returncode, run.stdout

    def create_user(self, name, password="secret", address=None):
        self.cli("--create", "--user", name, "--password", password,
                 "--email", address or f"{name}@localhost", "--fullname", f"User {name}")

    def log_text(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def error_lines(self):
        """What a log must not have after crashes."""
        return [line for line in self.log_text().splitlines() if ERROR_LINE.search(line)]

    def sql(self, text):
        """Runs statements on the database, whichever it is; the rows of a query, as texts."""
        if self._mariadb_options is not None:
            lines = private_mariadb.query(
                self._mariadb_options["mysql_socket"],
                "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';" + text,
                self._mariadb_options["mysql_database"])
            return [tuple(line.split("\t")) for line in lines]
        connection = sqlite3.connect(self.database, timeout=30)
        try:
            if text.lstrip().upper().startswith("SELECT"):
                return [tuple(map(str, row)) for row in connection.execute(text)]
            connection.executescript(text)
            return []
        finally:
            connection.close()

    def wal_path(self):
        return pathlib.Path(f"{self.database}-wal")

    def fold_journal(self):
        """Merges the write-ahead log: after it, the file sizes say what is really kept."""
        if not self.database.exists():
            return
        connection = sqlite3.connect(self.database, timeout=10)
        try:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert not busy, "somebody still has the database open"
        finally:
            connection.close()
