# SPDX-License-Identifier: Apache-2.0
"""Whatever is wrong with a configuration is said with file, line, cause and remedy, and no secret is shown.

Each folder of tests/data/broken-config is one configuration; `expected` is the exit code of --check-config and
then all that it prints. Beside it may stand: `arguments` (instead of none), `environment` (NAME=value lines,
percent-encoded), `prepare` (a shell script for what Git does not keep). @dir@ in a file is the folder's copy in
which the test runs, @fixtures@ the folder of the kernel's test modules. KC_WRITE_EXPECTED=1 writes `expected` anew,
for a person to read before it is committed.
"""
import os
import pathlib
import shlex
import shutil
import subprocess
import urllib.parse

import pytest

import kc_server

pytestmark = pytest.mark.kc_only

CASES = kc_server.CHECKOUT / "tests" / "data" / "broken-config"
SECRET = "s3cr3t-MARKER"


def names():
    return sorted(path.name for path in CASES.iterdir())


class Case:
    """A copy of one folder with the places filled in."""

    def __init__(self, source, folder):
        self.folder = folder / "config"
        shutil.copytree(source, self.folder, symlinks=True)
        self.places = {"@fixtures@": str(kc_server.build_folder() / "kernel" / "tests" / "modules"),
                       "@dir@": str(self.folder)}
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name != "expected":
                path.write_bytes(self.fill(path.read_bytes()))
        if (self.folder / "prepare").exists():
            subprocess.run(["sh", "-eu", "prepare"], cwd=self.folder, check=True)

    def fill(self, octets):
        for name, value in self.places.items():
            octets = octets.replace(name.encode(), value.encode())
        return octets

    def text(self, name):
        path = self.folder / name
        return path.read_text() if path.exists() else ""

    def run(self, *action):
        arguments = shlex.split(self.text("arguments"))
        if "-c" not in arguments:
            arguments = ["-c", str(self.folder / "server.cfg"), *arguments]
        environment = dict(line.split("=", 1) for line in
                           map(urllib.parse.unquote, self.text("environment").split("\n")) if "=" in line)
        return subprocess.run([str(kc_server.find_program("kopano-server")), *arguments, *action],
                              env={"PATH": os.environ["PATH"], **environment}, capture_output=True,
                              timeout=60, stdin=subprocess.DEVNULL)

    def seen(self, done):
        text = f"exit {done.returncode}\n" + (done.stderr + done.stdout).decode()
        for name, value in sorted(self.places.items(), key=lambda place: -len(place[1])):
            text = text.replace(value, name)
        return text.replace(str(kc_server.build_folder()), "@build@")


@pytest.mark.parametrize("name", names())
def test_broken_configuration_is_explained(built, tmp_path, name):
    case = Case(CASES / name, tmp_path)
    seen = case.seen(case.run("--check-config"))
    if os.environ.get("KC_WRITE_EXPECTED"):
        (CASES / name / "expected").write_text(seen)
    assert seen == (CASES / name / "expected").read_text()


@pytest.mark.parametrize("name", [name for name in names() if "secret" in name or "own-file" in name])
def test_no_secret_is_shown(built, tmp_path, name):
    case = Case(CASES / name, tmp_path)
    for action in (["--check-config"], ["--dump-config"], ["--dump-config", "--all"], ["--list-modules"],
                   ["--dump-config", "--changed", "--json"], []):  # the last would start it, were it right
        done = case.run(*action)
        assert SECRET not in (done.stdout + done.stderr).decode(), action


def test_there_are_at_least_forty():
    assert len(names()) >= 40
