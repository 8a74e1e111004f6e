# SPDX-License-Identifier: Apache-2.0
"""The newcomer's command: starts a whole server, says how to reach it, keeps its state, stops it."""
import re
import subprocess

import pytest

import kc_server
import processes
from raw_imap import ImapClient, ImapError

pytestmark = [pytest.mark.kc_only, pytest.mark.usefixtures("built")]

RUN = kc_server.CHECKOUT / "contrib" / "run"


def contrib_run(*arguments):
    return subprocess.run([RUN, *arguments], capture_output=True, text=True, timeout=200, stdin=subprocess.DEVNULL)


@pytest.fixture
def place(scratch):
    """A folder and a port base of their own; nothing runs there afterwards."""
    folder = scratch / "run"
    base = next(port - 143 for port in processes.free_ports(20) if 10000 <= port - 143 <= 60000)
    yield ["--dir", str(folder), "--port-base", str(base)], folder, base
    contrib_run("--stop", "--dir", str(folder))


def log_in(base, user="demo", password="demo"):
    return ImapClient(base + 143, user, password, timeout=20)


def test_detached_server_answers_keeps_its_state_and_stops(place):
    arguments, folder, base = place
    started = contrib_run("--detach", *arguments)
    assert started.returncode == 0, started.stderr[-3000:]
    assert f"127.0.0.1:{base + 143}" in started.stdout and "contrib/run --stop" in started.stdout
    log_in(base).close()
    listed = subprocess.run([folder / "kopano-cli", "--create", "--user", "eve", "--password", "apple",
                             "--email", "eve@localhost", "--fullname", "Eve"], capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    again = contrib_run("--detach", *arguments)
    assert again.returncode == 1 and "already running" in again.stderr

    assert contrib_run("--stop", "--dir", str(folder)).stdout == "stopped\n"
    with pytest.raises(OSError):
        log_in(base)
    assert contrib_run("--detach", "--log_level=6", *arguments).returncode == 0
    log_in(base, "eve", "apple").close()
    assert re.search(r"\[debug", (folder / "server.log").read_text())

    assert contrib_run("--detach", "--fresh", *arguments).returncode == 0
    log_in(base).close()
    with pytest.raises(ImapError):
        log_in(base, "eve", "apple")


def test_server_does_not_run_with_rights_of_root(place):
    arguments, folder, _ = place
    assert contrib_run("--detach", *arguments).returncode == 0
    status = open(f"/proc/{(folder / 'server.pid').read_text().strip()}/status").read()
    assert re.search(r"^CapEff:\s+0+$", status, re.M), status


def test_wrong_option_of_the_server_is_explained(place):
    arguments, _, _ = place
    done = contrib_run("--detach", "--user_plugin=dbb", *arguments)
    assert done.returncode == 1
    assert "did you mean db?" in done.stderr, done.stderr
    assert contrib_run("--nonsense").returncode == 2
