# SPDX-License-Identifier: Apache-2.0
"""kc-modcheck names the rule that a module breaks, whatever the module does: one module for each rule."""
import os
import pathlib
import subprocess

import pytest

BUILD = pathlib.Path(os.environ["KC_BUILD_DIR"])
MODULES = pathlib.Path(os.environ["KC_FAULTY_MODULES"])
# fault, the check that finds it, words of the line
FAULTS = [
    ("EXPORTS", "exports", "faulty_symbol"),
    ("LOADING", "loading", "a handler of signal 10"),
    ("DESCRIPTOR", "descriptor", "differ in id"),
    ("OPTIONS", "options", "faulty_password has no help"),
    ("CREATE_OPENS", "create", "create() leaves a descriptor"),
    ("CREATE_SLOW", "create", "at most 100"),
    ("PRINTS", "create", 'prints "hello"'),
    ("PROVIDES", "provides", "provides kc.userbackend/1 but query() does not give it"),
    ("STOP", "stop", "join each thread in stop()"),
    ("CYCLES", "cycles", "octets of memory"),
    ("CHECK_OPENS", "reload", "check() leaves a descriptor"),
    ("DRAIN", "drain", "goes on after its deadline"),
    ("DEADLINE", "deadline", "more than 2 s after its deadline"),
    ("SINK_STOP", "sinks", "pushes on after the sink has answered KC_STOP"),
    ("SINK_FAILURE", "sinks", "pushes on after the sink has answered a failure"),
    ("LATE_CONTEXT", "stop", "crashes (Aborted) in stop()"),
    ("STRINGS", "strings", "crashes (Aborted) in verify() of kc.auth/1 with an odd text of 300 octets"),
]


def modcheck(*arguments):
    done = subprocess.run([BUILD / "bin/kc-modcheck", *map(str, arguments)], capture_output=True, text=True, timeout=300)
    rows = {}
    for line in done.stdout.splitlines():
        outcome, _, rest = line.partition(" ")
        name, _, why = rest.strip().partition(":")
        rows[name] = (outcome, why)
    return done, rows


def test_module_that_keeps_the_rules_passes():
    done, rows = modcheck(MODULES / "faulty-NONE.so")
    assert done.returncode == 0, done.stdout
    assert modcheck("--strict", MODULES / "faulty-NONE.so")[0].returncode == 0
    assert len(rows) == 14 and all(outcome == "ok" for outcome, _ in rows.values()), done.stdout


@pytest.mark.parametrize("fault, check, words", FAULTS)
def test_each_fault_is_named(fault, check, words):
    done, rows = modcheck("--only", check, MODULES / f"faulty-{fault}.so")
    assert done.returncode == 1, done.stdout + done.stderr
    assert rows[check][0] == "FAIL" and words in rows[check][1], done.stdout


def test_faults_are_found_by_their_own_check_only():
    _, rows = modcheck("--cycles", 10, MODULES / "faulty-DRAIN.so")
    assert [name for name, (outcome, _) in rows.items() if outcome == "FAIL"] == ["drain"]


def test_secret_in_plain_sight_is_a_warning():
    done, rows = modcheck("--only", "options", MODULES / "faulty-SECRET.so")
    assert done.returncode == 0 and rows["options"][0] == "warn" and "faulty_password" in rows["options"][1]


@pytest.mark.parametrize("fault, words", [("CRASH", "crashes (Aborted) in start()"),
                                          ("HANG", "start() has not returned within 1 s")])
def test_crash_and_hang_are_results(fault, words):
    done, rows = modcheck("--time-limit", 1, MODULES / f"faulty-{fault}.so")
    assert done.returncode == 1
    assert rows["note"][0] == "ok" and rows["create"][0] == "ok"
    assert rows["stop"][0] == "FAIL" and words in rows["stop"][1], done.stdout
    assert len(rows) == 14


def test_file_that_is_no_module_ends_at_once():
    done, rows = modcheck("/etc/hostname")
    assert done.returncode == 1 and list(rows) == ["note"]


def test_open_need_is_skipped_with_the_remedy(tmp_path):
    # Not a failure of the module: the rest cannot be seen without what it needs.
    module = BUILD / "modules/1/auth-password.so"
    if not module.exists():
        pytest.skip("auth-password is not built")
    done, rows = modcheck(module)
    assert done.returncode == 0, done.stdout
    assert rows["stop"][0] == "skip" and "--double kc.userbackend.verify/1" in rows["stop"][1]
    assert modcheck("--strict", "--only", "stop", module)[0].returncode == 1
    assert modcheck("--only", "stop", "--strict", "--double", "kc.userbackend.verify/1", module)[0].returncode == 0
    done, rows = modcheck("--double", "kc.userbackend.verify/1", "--cycles", 10, module)
    assert done.returncode == 0 and rows["stop"][0] == "ok" and rows["strings"][0] == "ok", done.stdout
