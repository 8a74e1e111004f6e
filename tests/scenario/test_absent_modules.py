# SPDX-License-Identifier: Apache-2.0
"""A folder under modules/ that is deleted takes its feature away and breaks nothing else.

Each in turn: the rest of the tree configures; for two of them it is built and serves. A server whose
module directory lacks one says which option asked for it; without a front-end, the others serve.
"""
import os
import re
import shutil
import subprocess

import pytest

import kc_server
import processes
from raw_imap import ImapClient
from raw_lmtp import LmtpClient

pytestmark = pytest.mark.kc_only

MODULES = sorted(path.parent.name for path in kc_server.CHECKOUT.glob("modules/*/CMakeLists.txt"))
# module, an option in a test server's files that lacks it then
ASKED_FOR = [("user-db", "user_plugin"), ("auth-password", "auth_method"), ("directory", "user_plugin"),
             ("attach-files", "attachment_storage"), ("sql-sqlite", "database_engine"),
             ("sis", "attachment_storage"), ("auth-peer", "local_admin_users"),
             ("http", "server_listen"), ("imap", "imap_listen"), ("pop3", "pop3_listen"), ("lmtp", "lmtp_listen")]


def tree_without(folder, module):
    """A copy of the source tree in which one module's folder is absent."""
    tree = folder / f"tree.{module}"
    shutil.copytree(kc_server.CHECKOUT, tree, symlinks=True, ignore=shutil.ignore_patterns(".git", "build", "__pycache__"))
    shutil.rmtree(tree / "modules" / module)
    return tree


@pytest.mark.skipif(not shutil.which("cmake"), reason="cmake is not installed")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("module", MODULES)
def test_the_rest_configures_without(tmp_path, module):
    done = subprocess.run(["cmake", "-G", "Ninja", "-S", str(tree_without(tmp_path, module)),
                           "-B", str(tmp_path / "build")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def make_lacking_server(make_server, tmp_path, monkeypatch):
    """A server whose build tree is a copy of the real one without one module."""
    def make(module, **options):
        server = make_server(f"no-{module}", **options)  # skips where nothing is built
        for part in ("bin", "lib", "modules"):
            shutil.copytree(kc_server.build_folder() / part, tmp_path / part, symlinks=True)
        found = [path for path in (tmp_path / "modules").rglob("*.so") if path.stem == module]
        assert found, f"no {module}.so is built"
        for path in found:
            path.unlink()
        monkeypatch.setenv("KC_BUILD", str(tmp_path))
        return server

    return make


@pytest.mark.parametrize("module, option", ASKED_FOR)
def test_server_says_which_option_lacks_which_module(make_lacking_server, module, option):
    server = make_lacking_server(module, auth_method="plugin")
    done = server.run_to_end()
    said = done.stdout + done.stderr + server.log_text()
    assert done.returncode != 0, said
    assert any(re.match(rf"\w+\.cfg:\d+: {option}\b.*\bkopano-{module}\b", text)
               for text in said.splitlines()), said


def test_server_without_store_says_who_needs_it(make_lacking_server):
    done = make_lacking_server("store").run_to_end()
    assert done.returncode != 0
    assert re.search(r"imap.*imap_listen.*kc\.store/1.*kopano-store", done.stdout + done.stderr), done


@pytest.mark.parametrize("module, file", [("cli", "admin.cfg"), ("fsck", "server.cfg")])
def test_command_line_tool_without_its_module_says_so(make_lacking_server, module, file):
    server = make_lacking_server(module)
    done = subprocess.run([kc_server.find_program(f"kopano-{module}"), "-c", server.etc / file],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert f"is not installed; install package kopano-{module}" in done.stderr, done


def answers(make_client):
    try:
        make_client().close()
        return True
    except OSError:
        return False


@pytest.mark.parametrize("module, programs", [("imap", "server dagent"), ("lmtp", "server gateway")])
def test_server_without_a_front_end_serves_the_others(make_lacking_server, module, programs):
    server = make_lacking_server(module, programs=programs)
    server.spawn()
    client = {"imap": lambda: LmtpClient(server.lmtp_port, timeout=5),
              "lmtp": lambda: ImapClient(server.imap_port, timeout=5)}[module]
    processes.wait_until(lambda: answers(client), 30, f"answers without {module}")
    server.create_user("anna")
    if module == "imap":
        with client() as lmtp:
            assert lmtp.deliver(b"Subject: x\r\n\r\nx\r\n", ["anna"])[0][0] == 250
    else:
        with server.imap("anna") as imap:
            assert imap.select() == 0
    server.stop()


@pytest.mark.skipif(not shutil.which("cmake"), reason="cmake is not installed")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("module, programs", [("sis", "server gateway dagent"), ("imap", "server dagent")])
def test_the_rest_builds_and_runs_without(make_server, tmp_path, module, programs):
    tree = tree_without(tmp_path, module)
    build = tree / "build/release"
    # Laid out like the checkout, so that a compiler cache knows most of it already.
    environment = {**os.environ, "CCACHE_BASEDIR": str(tree), "CCACHE_NOHASHDIR": "1"}
    for command in (["cmake", "-G", "Ninja", "-S", tree, "-B", build],
                    ["cmake", "--build", build, "--target", "kc"]):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    server = make_server(f"built-no-{module}", programs=programs)
    server.build = build
    if module == "sis":  # its options go with it
        lines = (server.etc / "server.cfg").read_text().splitlines()
        (server.etc / "server.cfg").write_text(
            "".join(f"{line}\n" for line in lines if not line.startswith("attachment_")))
    server.spawn()
    processes.wait_until(lambda: answers(lambda: LmtpClient(server.lmtp_port, timeout=5)), 30, "answers")
    server.create_user("anna")
    with LmtpClient(server.lmtp_port) as lmtp:
        assert lmtp.deliver(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n", ["anna"])[0][0] == 250
    if module != "imap":
        with server.imap("anna") as imap:
            assert imap.select() == 1
    server.stop()
