# SPDX-License-Identifier: Apache-2.0
"""Every conversation of tests/transcripts goes as its file says, each with a user of its own.

The format stands in tests/transcripts/README.md; here is also what shows that a wrong file fails.
"""
import itertools
import pathlib

import pytest

import jmap_transcript
import transcript

pytestmark = pytest.mark.kc_only

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "transcripts"
FILES = sorted(FOLDER.glob("*/*.txt"))
NUMBERS = itertools.count(1)


@pytest.fixture
def user(server):
    name = f"user{next(NUMBERS)}"
    server.create_user(name)
    return name


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_it_goes_as_the_file_says(server, user, file):
    try:
        if file.parent.name == "jmap":
            jmap_transcript.play(server, user, file.read_text())
        else:
            transcript.play(server, file.parent.name, user, file.read_text())
    except transcript.Mismatch as mismatch:
        pytest.fail(f"{file.relative_to(FOLDER)}, {mismatch}", pytrace=False)


@pytest.mark.parametrize("text", [
    "C: a NOOP\nS: a OK NOOP completed",  # no section in line 1
    "# RFC 3501 §6.1.2: \nX: a NOOP",
    "# RFC 3501 §6.1.2: \nC: a NOOP\nS: a NO NOOP completed",
    "# RFC 3501 §6.1.2: \nC: a NOOP\nS: ...\nS: * OK never said",
    "# RFC 3501 §6.1.2: \nC: a NOOP\n",  # the answer is left over
    "# RFC 3501 §6.1.2: \nC: a NOOP\nS: ...",
    "# RFC 3501 §6.1.2: \nC: a NOOP\nS: a <result> NOOP completed\n@ check 1 > 1",
    "# RFC 3501 §6.1.2: \nC: a NOOP <unknown>\nS: ...",
    "# RFC 3501 §6.1.2: \n@ dance",
])
def test_what_goes_otherwise_fails(server, user, text):
    with pytest.raises(transcript.Mismatch):
        transcript.play(server, "imap", user, text)


@pytest.mark.parametrize("text", [
    'C: [["Core/echo", {}, "a"]]\nS: [["Core/echo", {}, "a"]]',  # no section in line 1
    '# RFC 8620 §4: \nX: []',
    '# RFC 8620 §4: \nC: [["Core/echo", {"a": 1}, "a"]]\nS: [["Core/echo", {"a": 2}, "a"]]',
    '# RFC 8620 §4: \nC: [["Core/echo", {"a": 1}, "a"]]\nS: [["Core/echo", {}, "a"]]',
    '# RFC 8620 §4: \nC: [["Core/echo", {"a": 1}, "a"]]\nS: [["Core/echo", {"a": 1, "b": "..."}, "a"]]',
    '# RFC 8620 §4: \nC: [["Core/echo", {"a": 1}, "a"]]\nS: [["Core/echo", {"a": true}, "a"]]',
    '# RFC 8620 §4: \nC: [["Core/echo", {"a": []}, "a"]]\nS: [["Core/echo", {"a": [1, "..."]}, "a"]]',
    '# RFC 8620 §4: \nC: [["Core/echo", {}, "a"]]\nS: 201',
    '# RFC 8620 §4: \nC: [["Core/echo", {}, "a"]]',  # the answer is left over
    '# RFC 8620 §4: \nC: [["Core/echo", {}, "a"]]\nC: GET /jmap\nS: {"...": "..."}',
    '# RFC 8620 §4: \n@ dance',
])
def test_what_jmap_says_otherwise_fails(server, user, text):
    with pytest.raises(transcript.Mismatch):
        jmap_transcript.play(server, user, text)
