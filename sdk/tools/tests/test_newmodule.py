# SPDX-License-Identifier: Apache-2.0
"""kc-newmodule writes what builds, has a test and keeps the rules, in an empty folder, with nothing but the
installed SDK."""
import os
import pathlib
import re
import subprocess

import pytest

BUILD = pathlib.Path(os.environ["KC_BUILD_DIR"])
KINDS = ["auth", "userbackend", "blobstore", "hook", "protocol", "plain"]


def sanitizer_flags():
    """What the SDK's libraries were built with, so that a module can be linked with them."""
    cache = (BUILD / "CMakeCache.txt").read_text()
    kind, = re.findall("^KC_SANITIZE:STRING=(.*)$", cache, re.M)
    # g++ sees uninitialized reads in what the sanitizers insert (GCC bug 105562).
    return f" -fsanitize={kind} -Wno-maybe-uninitialized" if kind else ""


def run(*command, **kind):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=600, **kind)


@pytest.fixture(scope="module")
def sdk(tmp_path_factory):
    """The SDK as its package would install it."""
    root = tmp_path_factory.mktemp("root")
    done = run("cmake", "--install", BUILD, "--component", "sdk", env={**os.environ, "DESTDIR": str(root)})
    assert done.returncode == 0, done.stderr
    return root / "usr"


@pytest.mark.parametrize("kind", KINDS)
def test_skeleton_builds_and_passes(sdk, tmp_path, kind):
    if kind == "hook" and not (sdk / "include/kc/hook.hpp").exists():
        pytest.skip("this SDK has no kc/hook.hpp yet")
    name = f"acme-{kind}"
    done = run(sdk / "bin/kc-newmodule", name, "--kind", kind, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    left = [path for path in (tmp_path / name).rglob("*") if path.is_file() and "@" in path.read_text().replace("@example", "")]
    assert not left, left
    build = tmp_path / "build"
    for command in (("cmake", "-G", "Ninja", "-S", tmp_path / name, "-B", build, f"-DCMAKE_PREFIX_PATH={sdk}",
                     f"-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror{sanitizer_flags()}"),
                    ("cmake", "--build", build),
                    ("ctest", "--test-dir", build, "--output-on-failure")):
        done = run(*command)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-3000:]
    assert "100% tests passed, 0 tests failed out of 2" in done.stdout
    tests = run(build / f"{name}-tests", cwd=build)
    assert tests.returncode == 0 and (kind == "auth" or ", 0 skipped" in tests.stdout), tests.stdout
    page = run(sdk / "bin/kc-moddoc", "--man", "--prose", tmp_path / name / "doc/prose.md", build / f"{name}.so")
    assert page.returncode == 0 and name in page.stdout.replace("\\-", "-"), page.stderr


def test_a_module_that_breaks_a_rule_fails_its_test(sdk, tmp_path):
    run(sdk / "bin/kc-newmodule", "acme", "--kind=plain", tmp_path / "acme")
    source = tmp_path / "acme/src/Module.cpp"
    source.write_text(source.read_text().replace('.help("What the log says at start.")', ""))
    build = tmp_path / "build"
    run("cmake", "-G", "Ninja", "-S", tmp_path / "acme", "-B", build, f"-DCMAKE_PREFIX_PATH={sdk}")
    assert run("cmake", "--build", build, "--target", "acme").returncode == 0
    done = run("ctest", "--test-dir", build, "-R", "modcheck", "--output-on-failure")
    assert done.returncode != 0 and "option acme_greeting has no help" in done.stdout


def test_options_and_key_are_named_as_in_the_guide(sdk, tmp_path):
    for name, kind, option, answers in (("user-acme", "userbackend", '"acme_users"', '"userbackend=acme"'),
                                        ("auth-acme", "auth", '"acme_password"', '"auth=acme"'),
                                        ("acme-auth", "auth", '"acme_auth_password"', '"auth=acme-auth"'),
                                        ("user-3", "userbackend", '"user_3_users"', '"userbackend=user-3"'),
                                        ("attach-acme", "blobstore", '"attach-acme"', '"attachstore=acme"')):
        assert run(sdk / "bin/kc-newmodule", name, "--kind", kind, cwd=tmp_path).returncode == 0
        source = (tmp_path / name / "src/Module.cpp").read_text()
        assert option in source and answers in source and f'.id = "{name}"' in source


@pytest.mark.parametrize("arguments, words", [
    (["Acme", "--kind", "plain"], "is no name for a module"), (["a--b", "--kind", "plain"], "is no name for a module"),
    (["acme", "--kind", "spaceship"], "--kind is one of"), (["acme", "--kind", "common"], "--kind is one of"),
    (["acme"], "--kind is one of"), ([], "Usage"), (["acme", "--kind", "plain", "full"], "is not an empty folder")])
def test_wrong_requests_are_refused(sdk, tmp_path, arguments, words):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("mine")
    done = run(sdk / "bin/kc-newmodule", *arguments, cwd=tmp_path)
    assert done.returncode != 0 and words in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
