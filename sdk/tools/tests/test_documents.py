# SPDX-License-Identifier: Apache-2.0
"""What kc-moddoc has written renders without a warning, and the completion completes."""
import pathlib
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[3]
# A page that is another name of one has nothing of its own.
PAGES = sorted(path for path in (TOP / "doc/man").glob("*.[1-8]") if not path.read_text().startswith(".so "))


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_renders_without_warnings(page):
    done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert len(done.stdout) > 100


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_no_errors_for_mandoc(page):
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "error", page], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("words, expected", [
    (["kopano-server", "--log-met"], ["--log-method="]),
    (["kopano-server", "--log-method", "=", "fi"], ["file"]),
    (["kopano-server", "--log_method", "=", "fi"], ["file"]),
    (["kopano-server", "--log-method", "="], ["auto", "file", "syslog", "stderr"]),
    (["kopano-gateway", "--imap-lis"], ["--imap-listen="]),
    (["kopano-server", "--imap-lis"], []),
    (["kopano-server", "-c", "/etc/hostn"], ["/etc/hostname"]),
])
def test_completion(words, expected):
    script = f""". {TOP}/contrib/completion/kopano
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_kopano_server "$1" "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True)
    assert done.stdout.split() == expected, done.stdout + done.stderr
