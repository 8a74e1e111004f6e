# SPDX-License-Identifier: Apache-2.0
"""User scripts on a running server: each once, what they are told, what they print; the shipped ones."""
import json
import os
import pathlib
import subprocess

import pytest

import kc_server
from processes import wait_until
from test_tenants import create

pytestmark = pytest.mark.kc_only

USERSCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "contrib" / "userscripts"
SECONDS = 20
KINDS = ("user", "group", "company")


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def scripted(make_server):
    server = make_server("scripts", enable_hosted_kopano="yes", loginname_format="%u@%c")
    server.seen = server.directory / "seen"
    note = program(server.directory / "note",
                   f"env | grep ^KOPANO_ | grep -v _SCRIPTS= | sort | tr '\\n' ' ' >> {server.seen}\n"
                   f"echo >> {server.seen}\necho heard of $KOPANO_USER$KOPANO_GROUP$KOPANO_COMPANY\n")
    failing = program(server.directory / "failing", "echo no room >&2\nexit 7\n")
    options = {f"{verb}{kind}_script": note for verb in ("create", "delete") for kind in KINDS}
    server.write_configuration({"enable_hosted_kopano": "yes", "loginname_format": "%u@%c",
                                **options, "creategroup_script": failing})
    return server.start()


def lines(server, count):
    def read():
        text = server.seen.read_text() if server.seen.exists() else ""
        return [line.strip() for line in text.splitlines()]
    wait_until(lambda: len(read()) >= count, SECONDS, f"{count} scripts")
    return read()


def test_scripts_run_once_with_what_the_manual_says(scripted):
    company = create(scripted, "omega", **{"kc:kind": "company"})
    scripted.create_user("ann@omega", address="ann@omega.test")
    assert lines(scripted, 2) == ["KOPANO_COMPANY=omega", "KOPANO_USER=ann@omega"]
    with scripted.imap("ann@omega") as imap:  # seen again: no news
        imap.select()
    scripted.cli("--user", "ann@omega", "--fullname", "Ann")
    store = json.loads(scripted.cli("--user", "ann@omega", "--json"))["store"]["guid"]
    scripted.cli("--delete", "--user", "ann@omega")
    assert lines(scripted, 3)[2:] == [f"KOPANO_STOREGUID={store} KOPANO_USER=ann@omega"]
    assert company.startswith("p")


def test_what_they_print_and_how_they_end_is_logged(scripted):
    create(scripted, "team@omega", **{"kc:kind": "group"})
    wait_until(lambda: "a user script failed" in scripted.log_text(), SECONDS, "a failed script")
    text = scripted.log_text()
    assert "heard of omega" in text and "no room" in text and "creategroup_script" in text


def test_they_are_run_after_a_restart_neither_again_nor_lost(scripted):
    before = lines(scripted, 3)
    scripted.stop()
    scripted.start()
    scripted.create_user("bob@omega", address="bob@omega.test")
    assert lines(scripted, 4) == [*before, "KOPANO_USER=bob@omega"]


def test_a_folder_of_scripts_runs_in_the_order_of_the_names(tmp_path):
    """The shipped program, which the six options name."""
    program(tmp_path / "createuser.d" / "10b", f'echo second "$KOPANO_USER" >> {tmp_path}/seen\n')
    program(tmp_path / "createuser.d" / "00a", f"echo first >> {tmp_path}/seen\nexit 3\n")
    (tmp_path / "createuser.d" / "README").write_text("no program")
    (tmp_path / "createuser").write_text((USERSCRIPTS / "userscript").read_text())
    (tmp_path / "createuser").chmod(0o755)
    ended = subprocess.run([tmp_path / "createuser"], env={"KOPANO_USER": "$(id) x", "PATH": "/usr/bin:/bin"})
    assert ended.returncode == 3
    assert (tmp_path / "seen").read_text() == "first\nsecond $(id) x\n"
    empty = program(tmp_path / "deleteuser", "").parent / "deleteuser"
    empty.write_text((USERSCRIPTS / "userscript").read_text())
    assert subprocess.run([empty], env={"PATH": "/usr/bin:/bin"}).returncode == 0


@pytest.mark.parametrize("script, variable, expected", [
    ("createuser.d/00createstore", "KOPANO_USER", "-Cn|john doe@x|"),
    ("createcompany.d/00createpublic", "KOPANO_COMPANY", "-Pk|john doe@x|")])
def test_the_shipped_scripts_call_kopano_storeadm(tmp_path, script, variable, expected):
    program(tmp_path / "kopano-storeadm", f"printf '%s|' \"$@\" > {tmp_path}/called\n")
    path = USERSCRIPTS / script
    assert os.access(path, os.X_OK)
    subprocess.run([path], env={variable: "john doe@x", "PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)
    assert (tmp_path / "called").read_text() == expected


@pytest.mark.parametrize("script, variable, name", [
    ("createuser.d/00createstore", "KOPANO_USER", "eve@omega"),
    ("createcompany.d/00createpublic", "KOPANO_COMPANY", "sigma")])
def test_the_shipped_scripts_are_content_with_a_store_that_is_there(scripted, tmp_path, script, variable, name):
    if variable == "KOPANO_USER":
        scripted.create_user(name, address="eve@omega.test")
    else:
        create(scripted, name, **{"kc:kind": "company"})
    real = kc_server.find_program("kopano-storeadm")
    program(tmp_path / "kopano-storeadm", f'exec {real} -c {scripted.etc / "admin.cfg"} "$@"\n')

    def run(value):
        return subprocess.run([USERSCRIPTS / script], env={variable: value, "PATH": f"{tmp_path}:/usr/bin:/bin"},
                              capture_output=True, text=True)

    for _ in range(2):
        ended = run(name)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    absent = run("nobody@omega")
    assert absent.returncode == 1 and "nobody@omega" in absent.stderr


def test_safe_mode_only_says_who_would_come_and_go(make_server, tmp_path):
    seen = tmp_path / "seen"
    note = program(tmp_path / "note", f"echo $KOPANO_USER >> {seen}\n")
    server = make_server("safe", user_safe_mode="yes", createuser_script=note).start()
    server.create_user("ann")
    wait_until(lambda: "user_safe_mode: would create user" in server.log_text(), SECONDS, "a word")
    assert not seen.exists()
    server.stop()
    options = server.etc / "server.cfg"
    options.write_text(options.read_text().replace("user_safe_mode = yes", "user_safe_mode = no"))
    server.start()
    with server.lmtp() as lmtp:  # the first to ask for her
        assert [code for code, _ in lmtp.deliver(b"Subject: x\r\n\r\nx\r\n", ["ann@localhost"])] == [250]
    wait_until(seen.exists, SECONDS, "the script")
    assert seen.read_text() == "ann\n"
