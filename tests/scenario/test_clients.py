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
FEWEST_OK = {"kc": 9}  # of another server, which need not have POP3: 7


@pytest.mark.timeout(1200)
@pytest.mark.skipif(not SCRIPT.is_file(), reason=f"no {SCRIPT}")
def test_real_clients_are_content(server, imapflow):
    server.create_user("clients", "secret")
    command = [PYTHON, str(SCRIPT), "--imap", str(server.imap_port),
               "--pop", str(server.pop3_port if server.name == "kc" else 0),
               "--lmtp", str(server.lmtp_port), "--user", "clients", "--password", "secret"]
    if imapflow:
        command += ["--npm", str(imapflow)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    print(done.stdout)
    verdicts = re.findall(r"^(.{18}) (ok|FAIL.*|skipped)$", done.stdout, re.M)
    failed = [f"{name.strip()}: {verdict}" for name, verdict in verdicts if "FAIL" in verdict]
    assert not failed and done.returncode == 0, "\n".join([*failed, done.stderr[-1000:]])
    content = [name.strip() for name, verdict in verdicts if verdict == "ok"]
    assert len(content) >= FEWEST_OK.get(server.name, 7), f"only {content}; the others are missing:\n{done.stdout}"
