# SPDX-License-Identifier: Apache-2.0
"""Every MUST of doc/protocol/musts is held by a test that is there, and the check would notice one that is not."""
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECK = ROOT / "tests" / "tools" / "check-musts"


def check(root):
    return subprocess.run([CHECK, root], capture_output=True, text=True, timeout=60, check=False)


def test_every_must_names_a_test_or_a_reason():
    checked = check(ROOT)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("row, problem", [
    ("| 1 | is so | `imap/no-such-file` |", "no such test"),
    ("| 1 | is so | `WireTest::readsNothing` |", "no such test"),
    ("| 1 | is so | `test_tls.py::test_nothing` |", "no such test"),
    ("| 1 | is so | certainly |", "neither a test nor a reason"),
    ("| 1 | is so | n/a: |", "neither a test nor a reason"),
    ("| 1 | is so |", "neither a test nor a reason"),
    ("", "does not name imap/noop"),
])
def test_a_wrong_page_is_noticed(tmp_path, row, problem):
    for folder in ("tests/scenario", "tests/transcripts/imap", "modules/imap/tests", "sdk", "doc/protocol/musts"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "tests/transcripts/imap/noop.txt", tmp_path / "tests/transcripts/imap")
    named = "| 6.1.2 | NOOP | `imap/noop` |" if row else "| 6.1.2 | NOOP | client |"
    (tmp_path / "doc/protocol/musts/rfc3501.md").write_text(f"| § | requirement | test |\n|---|---|---|\n{named}\n{row}\n")
    checked = check(tmp_path)
    assert checked.returncode == 1
    assert problem in checked.stdout
