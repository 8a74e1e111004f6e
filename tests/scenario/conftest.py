# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the scenarios: a running server, and why it cannot run where it cannot.

State lives in short paths directly under the temporary folder, because UNIX socket paths are short.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

import dovecot_server  # noqa: E402
import kc_server  # noqa: E402

STAND_IN = os.environ.get("KC_TEST_SERVER", "kc")
SECONDS_PER_TEST = 300


def pytest_configure(config):
    config.addinivalue_line("markers", "kc_only: asks for what only KC promises")
    config.addinivalue_line("markers", "sqlite_only: looks into the database file")
    config.addinivalue_line("markers", "slow: takes minutes; -m 'not slow' leaves it out")
    config.addinivalue_line("markers", "timeout: seconds (pytest-timeout)")


def pytest_collection_modifyitems(items):
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SECONDS_PER_TEST))
        if STAND_IN != "kc" and item.get_closest_marker("kc_only"):
            item.add_marker(pytest.mark.skip(reason=f"not asked of {STAND_IN}"))
        if kc_server.runs_on_mariadb() and item.get_closest_marker("sqlite_only"):
            item.add_marker(pytest.mark.skip(reason="looks into the database file"))


@pytest.fixture(scope="session")
def scratch():
    """A folder for the whole run; it stays when KC_KEEP is set, for looking at afterwards."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kct."))
    folder.chmod(0o755)
    yield folder
    if not os.environ.get("KC_KEEP"):
        shutil.rmtree(folder, ignore_errors=True)


def require_build():
    """Skips where nothing was built; a build without a server in it is a failure."""
    folder = kc_server.build_folder()
    if not folder.is_dir():
        pytest.skip(f"no build tree {folder} (KC_BUILD)")
    if kc_server.find_program("kopano-server") is None:
        pytest.fail(f"no kopano-server in the build tree {folder}")


@pytest.fixture(scope="session")
def built():
    """For tests that need the build tree, but no server of ours."""
    require_build()


@pytest.fixture(scope="session")
def make_server(scratch):
    """make_server(name, **options): a server of its own, not yet started, killed at the end."""
    made = []

    def make(name, **options):
        folder = scratch / f"{len(made)}.{name}"
        if STAND_IN == "dovecot":
            if dovecot_server.dovecot_version() is None:
                pytest.skip("Dovecot with LMTP and IMAP is not installed")
            folder.mkdir()
            server = dovecot_server.DovecotServer(folder)
        else:
            require_build()
            folder.mkdir()
            server = kc_server.KcServer(folder, **options)
        made.append(server)
        return server

    yield make
    for server in made:
        server.kill()


@pytest.fixture(scope="module")
def server(make_server, request):
    """One running server for the tests of a module."""
    return make_server(request.module.__name__.removeprefix("test_")[:12]).start()


@pytest.fixture(scope="session")
def imapflow(scratch):
    """A folder with imapflow from the npm registry, or None where that cannot be had."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    folder = scratch / "npm"
    folder.mkdir()
    try:
        npm = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts",
                              "imapflow"], cwd=folder, capture_output=True, timeout=180)
    except subprocess.TimeoutExpired:
        return None
    return folder if npm.returncode == 0 else None
