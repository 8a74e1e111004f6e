# SPDX-License-Identifier: Apache-2.0
"""A folder under modules/ that is deleted takes its feature away and breaks nothing else.

Each in turn: the rest of the tree configures. A server whose module directory lacks one says which
option asked for it; without a front-end, the others serve.
"""
import shutil
import subprocess

import pytest

import kc_server
import processes
from raw_imap import ImapClient
from raw_lmtp import LmtpClient

pytestmark = pytest.mark.kc_only

MODULES = sorted(path.parent.name for path in kc_server.CHECKOUT.glob("modules/*/CMakeLists.txt"))
# module, the option that asks for it
ASKED_FOR = [("user-db", "user_plugin"), ("auth-password", "auth_method"),
             ("attach-files", "attachment_storage"), ("sql-sqlite", "database_engine")]


def tree_without(folder, module):
    """A source tree like the checkout's, of links, in which one module's folder is absent."""
    tree = folder / f"tree.{module}"
    (tree / "modules").mkdir(parents=True)
    for entry in kc_server.CHECKOUT.iterdir():
        if entry.name not in ("modules", "build", ".git"):
            (tree / entry.name).symlink_to(entry)
    for entry in (kc_server.CHECKOUT / "modules").iterdir():
        if entry.name != module:
            (tree / "modules" / entry.name).symlink_to(entry)
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
    server = make_lacking_server(module)
    done = server.run_to_end()
    said = done.stdout + done.stderr + server.log_text()
    assert done.returncode != 0, said
    assert any(option in text and module in text for text in said.splitlines()), said


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
