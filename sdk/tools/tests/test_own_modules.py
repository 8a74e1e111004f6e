# SPDX-License-Identifier: Apache-2.0
"""Every module of this build keeps the rules of kc-modcheck, alive among the modules that it needs."""
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tests/lib"))

import private_mariadb  # noqa: E402

BUILD = pathlib.Path(os.environ["KC_BUILD_DIR"])
FOLDER = BUILD / "modules/1"
# What the defaults would take from the system.
OPTIONS = {"sqlite_path": "{scratch}/db", "attachment_path": "{scratch}/attachments", "tmp_path": "{scratch}"}


def options_of(module):
    if module != "sql-mysql":
        return OPTIONS
    if not private_mariadb.is_installed():
        pytest.skip("mariadb-server-core is not installed")
    options = private_mariadb.shared().options()
    del options["database_engine"]
    return options


@pytest.mark.parametrize("module", sorted(path.stem for path in FOLDER.glob("*.so")))
def test_module_keeps_the_rules(module):
    options = [word for name, value in options_of(module).items() for word in ("--option", f"{name}={value}")]
    done = subprocess.run([BUILD / "bin/kc-modcheck", "--modules", FOLDER, "--cycles", "60", "--time-limit", "100",
                           *options, FOLDER / f"{module}.so"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    said = {line[5:].split(":")[0]: line[:4].strip() for line in done.stdout.splitlines()}
    unseen = [name for name in ("stop", "cycles", "reload", "drain") if said[name] != "ok"]
    assert not unseen, done.stdout
