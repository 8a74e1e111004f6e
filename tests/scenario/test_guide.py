# SPDX-License-Identifier: Apache-2.0
"""doc/module-author-guide.md, done as it says: every listing is written to the file that it names, every
`$` command runs, and what the guide shows as its output is what comes, with nothing of KC but the SDK package.

In the guide, ```cpp users-csv/backend.cpp is a file; ```console is a session ("…" stands for anything, a line of
"…" for any lines); ```cfg goes through `kopano-server --check-config`; any other fence is not a listing."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import kc_server

pytestmark = [pytest.mark.kc_only, pytest.mark.timeout(1200)]

GUIDE = kc_server.CHECKOUT / "doc" / "module-author-guide.md"
FENCE = re.compile(r"^```(\w*)[ ]?(.*?)\n(.*?)^```$", re.M | re.S)
FILES = {"cpp", "c", "cmake", "py", "txt"}


def listings():
    """(kind, argument, text, line) of each fenced block, in order."""
    text = GUIDE.read_text()
    for found in FENCE.finditer(text):
        yield found[1], found[2].strip(), found[3], text.count("\n", 0, found.start()) + 1


def steps(session):
    """(command, expected output) of a console listing; a command goes on after a backslash."""
    command, expected = None, []
    for line in session.splitlines():
        if line.startswith("$ ") or (command or "").endswith("\\\n"):
            if (command or "").endswith("\\\n"):
                command += line + "\n"
                continue
            if command:
                yield command, expected
            command, expected = line[2:] + "\n", []
        else:
            expected.append(line)
    if command:
        yield command, expected


def matches(expected, said):
    """The lines as shown: "…" stands for anything within a line, and alone for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "…" else
                      re.escape(line.rstrip()).replace("…", ".*") + r"[ ]*\n" for line in expected)
    return re.fullmatch(pattern, said if said.endswith("\n") or not said else said + "\n") is not None


@pytest.fixture(scope="module")
def author(scratch, built):
    """An author's machine: an empty folder, the SDK package in a folder of its own, nothing else of KC."""
    if not shutil.which("cmake"):
        pytest.skip("cmake is not installed")
    root, work = scratch / "sdk", scratch / "author"
    work.mkdir()
    subprocess.run(["cmake", "--install", kc_server.build_folder(), "--component", "sdk"], check=True,
                   capture_output=True, env={**os.environ, "DESTDIR": str(root)})
    environment = {**os.environ, "CMAKE_PREFIX_PATH": str(root / "usr"), "HOME": str(work), "LC_ALL": "C.UTF-8",
                   "PATH": f"{root / 'usr/bin'}:/usr/sbin:/usr/bin:/sbin:/bin"}
    for name in ("KC_BUILD", "DESTDIR"):
        environment.pop(name, None)
    papers = root / "usr/share/doc/kopano/sdk"
    assert (papers / GUIDE.name).read_text() == GUIDE.read_text() and (papers / "packaging.md").exists()
    return work, environment


def check_config(work, text, line):
    """A cfg listing is what the server takes: its options are known, its values are well-formed."""
    folder = work / f"cfg-{line}"
    folder.mkdir()
    (folder / "server.cfg").write_text(text)
    own = sorted({str(path.parent) for path in work.rglob("*.so")})
    paths = ":".join([*own, str(kc_server.build_folder() / "modules/1")])
    program = kc_server.find_program("kopano-server")
    done = subprocess.run([program, "-c", folder / "server.cfg", f"--module_path={paths}", "--run_as_user=",
                           "--check-config"], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 2), f"guide line {line}:\n{done.stdout}{done.stderr}"


def test_every_listing_of_the_guide_builds_and_says_what_is_shown(author):
    work, environment = author
    done = 0
    for kind, argument, text, line in listings():
        if kind in FILES and argument:
            target = work / argument
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        elif kind == "console":
            for command, expected in steps(text):
                ran = subprocess.run(["bash", "-euc", command], cwd=work, env=environment, text=True, timeout=600,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
                said = f"guide line {line}: $ {command}{ran.stdout[-6000:]}"
                assert ran.returncode == 0 or "|| " in command, said
                assert matches(expected, ran.stdout), f"{said}\n--- the guide shows:\n" + "\n".join(expected)
        elif kind == "cfg":
            check_config(work, text, line)
        else:
            continue
        done += 1
    assert done >= 20, f"only {done} listings found: is the guide's form another one?"
