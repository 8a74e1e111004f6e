# SPDX-License-Identifier: Apache-2.0
"""Debian's Roundcube on a port of its own, in front of one IMAP server; all state in one folder."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import urllib.request

import processes

PAGES = pathlib.Path("/var/lib/roundcube/public_html")
TABLES = pathlib.Path("/usr/share/roundcube/SQL/sqlite.initial.sql")
DEFAULTS = [pathlib.Path("/etc/roundcube") / name for name in ("defaults.inc.php", "mimetypes.php")]
SECONDS = 60


def is_installed():
    return bool(shutil.which("php") and PAGES.is_dir() and TABLES.is_file()
                and all(each.is_file() for each in DEFAULTS))


class Roundcube:
    def __init__(self, folder, imap_port):
        self._folder = folder
        for name in ("etc", "tmp", "log"):
            (folder / name).mkdir()
        for each in DEFAULTS:
            (folder / "etc" / each.name).symlink_to(each)
        (folder / "etc" / "config.inc.php").write_text(self._configuration(imap_port))
        with sqlite3.connect(folder / "state.db") as database:
            database.executescript(TABLES.read_text())
        port, = processes.free_ports(1)
        self.address = f"http://127.0.0.1:{port}/"
        # Its workers outlive their master: close() ends the family.
        self._process = subprocess.Popen(
            ["php", "-d", f"session.save_path={folder}/tmp", "-S", f"127.0.0.1:{port}",
             "-t", str(PAGES)],
            env={**os.environ, "ROUNDCUBE_CONFIG_DIR": str(folder / "etc"),
                 "PHP_CLI_SERVER_WORKERS": "4"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.wait_until(self._answers, SECONDS, "Roundcube answers")

    def _configuration(self, imap_port):
        """With a cache of messages, it keeps up by CONDSTORE and QRESYNC; and it logs IMAP."""
        folder = self._folder
        options = {"db_dsnw": f"sqlite:///{folder}/state.db?mode=0640",
                   "imap_host": f"127.0.0.1:{imap_port}", "smtp_host": "127.0.0.1:9",
                   "des_key": "0123456789abcdef01234567", "skin": "elastic",
                   "log_driver": "file", "log_dir": f"{folder}/log/", "temp_dir": f"{folder}/tmp/",
                   "imap_cache": "db", "messages_cache": "db", "language": "en_US"}
        lines = [f"$config['{name}'] = '{value}';" for name, value in options.items()]
        lines += ["$config['plugins'] = [];",
                  "$config['search_mods'] = ['*' => ['subject' => 1, 'text' => 1]];",
                  "$config['enable_installer'] = false;",
                  "$config['imap_debug'] = true;", "$config['refresh_interval'] = 60;"]
        return "<?php\n" + "\n".join(lines) + "\n"

    def _answers(self):
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                    self.address, timeout=SECONDS) as answer:
                return b"rcmloginuser" in answer.read()
        except OSError:
            return False

    def log(self, name):
        path = self._folder / "log" / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def close(self):
        processes.kill_family(self._process.pid)
        self._process.wait(SECONDS)
