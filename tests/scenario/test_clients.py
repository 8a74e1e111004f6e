# SPDX-License-Identifier: Apache-2.0
"""Real mail clients do their daily work on the server: read, sync, copy, flag, delete, deliver.

The clients are driven by a shared script that stands outside the repository; without it, this is
skipped.
"""
import re
import shutil
import subprocess
import sys

import pytest

import messages

SCRIPT = messages.SHARED / "tools" / "clients.py"
PYTHON = "/usr/bin/python3" if shutil.which("/usr/bin/python3") else sys.executable
FEWEST_OK = 7


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


@pytest.mark.timeout(1200)
@pytest.mark.skipif(not SCRIPT.is_file(), reason=f"no {SCRIPT}")
def test_real_clients_are_content(server, imapflow):
    server.create_user("clients", "secret")
    command = [PYTHON, str(SCRIPT), "--imap", str(server.imap_port),
               "--lmtp", str(server.lmtp_port), "--user", "clients", "--password", "secret"]
    if imapflow:
        command += ["--npm", str(imapflow)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    print(done.stdout)
    verdicts = re.findall(r"^(.{18}) (ok|FAIL.*|skipped)$", done.stdout, re.M)
    failed = [f"{name.strip()}: {verdict}" for name, verdict in verdicts if "FAIL" in verdict]
    assert not failed and done.returncode == 0, "\n".join([*failed, done.stderr[-1000:]])
    content = [name.strip() for name, verdict in verdicts if verdict == "ok"]
    assert len(content) >= FEWEST_OK, f"only {content}; the others are missing:\n{done.stdout}"
