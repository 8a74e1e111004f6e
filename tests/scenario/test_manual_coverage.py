# SPDX-License-Identifier: Apache-2.0
"""Every line of the manual has a test, a row of the mission that brings it, or a reason; a table that lacks one is noticed."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECK = ROOT / "tests" / "tools" / "check-manual"
TESTED = "6-01\ttest\ttests/scenario/test_x.py::test_it modules/x/tests/XTest.cpp::doesIt\n"
WAITING = "6-02\trow\tM2: the second half\n"
NOT_OURS = "6-03\treason\tApache's own file\n"
GOOD = TESTED + WAITING + NOT_OURS


def check(root, shared=None):
    environment = dict(os.environ) if shared is None else {**os.environ, "KC_SHARED": str(shared)}
    return subprocess.run([CHECK, root], capture_output=True, text=True, timeout=60, check=False, env=environment)


@pytest.fixture
def checkout(tmp_path):
    """write(table): a checkout with two tests and that table, and beside it a manual of three lines."""
    files = {"tests/scenario/test_x.py": "def test_it():\n    pass\n\n\ndef no_test():\n    pass\n",
             "modules/x/tests/XTest.cpp": "    CPPUNIT_TEST(doesIt);\n",
             "modules/x/src/X.cpp": "CPPUNIT_TEST(doesIt)\n",
             "../shared/manual-items.tsv": "id\tkind\trow\tquote\tmust\n6-01\t\t\t\t\n6-02\t\t\t\t\n6-03\t\t\t\t\n",
             "../shared/design/product.md": "| M2 | 6.2 | tenants |\n"}

    def write(table, heading="id\thow\twhat\n"):
        for name, text in {**files, "tests/manual/coverage": heading + table}.items():
            path = tmp_path / "checkout" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "checkout"

    (tmp_path / "checkout").mkdir()
    return write


def test_every_line_of_the_manual_is_accounted_for():
    checked = check(ROOT)
    assert checked.returncode == 0, checked.stdout


def test_a_right_table_is_counted(checkout, tmp_path):
    checked = check(checkout(GOOD), tmp_path / "shared")
    assert (checked.returncode, checked.stdout) == (
        0, "manual: 3 lines: 1 tested, 1 to come, 1 not ours; 0 problems\n")


def test_without_the_manual_the_table_is_still_looked_at(checkout, tmp_path):
    alone = check(checkout(GOOD + "6-04\trow\tM77\n"), tmp_path / "nowhere")
    assert alone.returncode == 0 and alone.stdout.startswith("note: no ../shared")
    assert check(checkout("6-01\trow\t\n"), tmp_path / "nowhere").returncode == 1


@pytest.mark.parametrize("table, problem", [
    (TESTED + WAITING, "coverage: 6-03 is missing"),
    (GOOD + NOT_OURS, "coverage: 6-03 is there 2 times"),
    (GOOD + "6-04\trow\tM2\n", "coverage: the manual has no 6-04"),
    (GOOD.replace("::test_it", "::test_that"), "coverage:2: no such test: tests/scenario/test_x.py::test_that"),
    (GOOD.replace("::test_it", "::test_i"), "no such test"),
    (GOOD.replace("::test_it", ""), "no such file of tests"),
    (GOOD.replace("test_x.py", "test_y.py"), "no such file of tests"),
    (GOOD.replace("::doesIt", "::doesThat"), "no such test: modules/x/tests/XTest.cpp::doesThat"),
    (GOOD.replace("x/tests/XTest.cpp", "x/src/X.cpp"), "no such file of tests"),
    (GOOD.replace("M2", "M77"), "coverage:3: no such row of the mission: M77"),
    (GOOD.replace("M2:", "M2 but"), "no such row of the mission"),
    (GOOD.replace("Apache's own file", " "), "coverage:4: names neither"),
    (GOOD.replace("\tApache's own file", ""), "coverage:4: names neither"),
    (GOOD.replace("\ttest\t", "\tcertain\t"), "coverage:2: names neither"),
    ("", "6-01 is missing"),
])
def test_a_wrong_table_is_noticed(checkout, tmp_path, table, problem):
    checked = check(checkout(table), tmp_path / "shared")
    assert checked.returncode == 1
    assert problem in checked.stdout


def test_a_table_without_its_heading_is_noticed(checkout, tmp_path):
    checked = check(checkout(GOOD, heading="x\n"), tmp_path / "shared")
    assert checked.returncode == 1 and "coverage:1: the heading" in checked.stdout
