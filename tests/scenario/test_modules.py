# SPDX-License-Identifier: Apache-2.0
"""Which modules do the work is chosen by one line each; a wrong line is explained, not guessed.

A third party's module, built in an empty folder against the installed SDK, is chosen the same way.
"""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import kc_server
import messages
from raw_imap import ImapError

pytestmark = pytest.mark.kc_only

EXAMPLES = ("auth-hello", "user-csv", "hook-header")
# option, its value, the module that answers to it, a name somebody might type instead
CHOICES = [
    ("user_plugin", "db", "user-db", "dbb"),
    ("auth_method", "plugin", "auth-password", "plugn"),
    ("attachment_storage", "files", "attach-files", "fils"),
    ("database_engine", "sqlite", "sql-sqlite", "sqlit"),
]


def line_of(server, option):
    """The number of the line of server.cfg that sets an option."""
    lines = (server.etc / "server.cfg").read_text().splitlines()
    return 1 + next(i for i, text in enumerate(lines) if text.split(" =")[0] == option)


@pytest.mark.parametrize("option, value, module, wrong", CHOICES)
def test_list_modules_shows_the_line_that_chose_each_module(make_server, option, value, module,
                                                            wrong):
    server = make_server("list", **{option: value})
    done = server.run_to_end("--list-modules")
    assert done.returncode == 0, done.stderr
    row = next((row for row in done.stdout.splitlines() if row.split()[:1] == [module]), None)
    assert row, f"no {module} in\n{done.stdout}"
    assert f"server.cfg:{line_of(server, option)}" in row and option in row, row


@pytest.mark.parametrize("option, value, module, wrong", CHOICES)
def test_wrong_name_stops_the_start_and_names_line_and_nearest(make_server, option, value, module,
                                                               wrong):
    server = make_server("wrong", **{option: wrong})
    done = server.run_to_end()
    said = done.stdout + done.stderr + server.log_text()
    assert done.returncode not in (0, None), said
    complaint = [text for text in said.splitlines() if re.search(rf"\b{wrong}\b", text)]
    assert complaint, said
    assert f"server.cfg:{line_of(server, option)}" in complaint[0], complaint
    assert re.search(rf"did you mean {value}\b", complaint[0]), complaint


def run(*command, **kind):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=600, **kind)
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="module")
def installation(scratch, built):
    """A copy of the built server with the examples in its module folder, made by a stranger: in empty
    folders, with the installed SDK. Each passes its contract suite first."""
    if not shutil.which("cmake"):
        pytest.skip("cmake is not installed")
    root, copy = scratch / "root", scratch / "copy"
    run("cmake", "--install", kc_server.build_folder(), env={**os.environ, "DESTDIR": str(root)})
    for part in ("bin", "lib", "modules"):
        shutil.copytree(kc_server.build_folder() / part, copy / part, symlinks=True,
                        ignore=shutil.ignore_patterns("*-tests", "*-Fuzz*", "bench-*"))
    for name in EXAMPLES:
        source, build = scratch / name, scratch / f"{name}-build"
        shutil.copytree(kc_server.CHECKOUT / "sdk" / "examples" / name, source)
        assert len((source / "CMakeLists.txt").read_text().splitlines()) <= 4
        module = next(path for path in source.glob("*.cpp") if not path.stem.endswith("_test"))
        assert len(module.read_text().splitlines()) <= 60
        run("cmake", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={root / 'usr'}",
            f"-DKC_MODULE_INSTALL_DIR={copy / 'modules' / '1'}")
        run("cmake", "--build", build)
        run("ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error")
        run("cmake", "--install", build)
    return copy


def test_hello_module_built_out_of_tree_authenticates_an_imap_login(make_server, installation):
    server = make_server("hello", auth_method="hello")
    server.build = installation
    server.start()
    server.create_user("greta", "her own password")
    with server.imap("greta", "sesame") as imap:
        assert imap.select() == 0
    with pytest.raises(ImapError):
        server.imap("greta", "her own password")
    listed = server.run_to_end("--list-modules").stdout
    assert re.search(r"^auth-hello .*auth=hello .*server.cfg:\d+ auth_method", listed, re.M), listed


def test_users_of_a_csv_file_log_in_and_get_mail(make_server, installation, tmp_path):
    users = tmp_path / "users.csv"
    users.write_text("1,ann,Ann Example,ann@here.test,sesame\n")
    server = make_server("csv", user_plugin="csv", csv_users=str(users))
    server.build = installation
    server.start()
    with server.lmtp() as lmtp:
        replies = lmtp.deliver(b"Subject: x\r\n\r\nbody\r\n", ["ann@here.test", "ann"])
        assert [code for code, _ in replies] == [250, 250], replies
        assert lmtp.open_transaction("a@b.test", ["bob@here.test"])[0][0] == 550
        users.write_text(users.read_text() + "2,bob,Bob Example,bob@here.test,apple\n")
        assert lmtp.command(b"RCPT TO:<bob@here.test>")[0] == 250
        users.unlink()
        code, text = lmtp.command(b"RCPT TO:<carol@here.test>")
        assert code == 451, text
    users.write_text("1,ann,Ann Example,ann@here.test,sesame\n")
    with server.imap("ann", "sesame") as imap:
        assert imap.select() == 1


def test_hook_adds_a_field_and_leaves_the_message_alone(make_server, installation):
    server = make_server("header")
    server.build = installation
    dagent = server.etc / "dagent.cfg"
    dagent.write_text(dagent.read_text() + "hook_header_name = X-Seen-By\n"
                                           "hook_header_value = the test\n")
    server.start()
    server.create_user("greta")
    message = b"Subject: odd\r\n\r\n\xff\x01 bare\nbody\r\n" + b"x" * 2_000_000 + b"\r\n"
    with server.lmtp() as lmtp:
        assert [code for code, _ in lmtp.deliver(message, ["greta"])] == [250]
    with server.imap("greta") as imap:
        assert imap.select() == 1
        _, stored = imap.fetch_message(1)
    prefix = stored[:-len(message)]
    assert stored.endswith(message), messages.first_difference(stored, message)
    assert prefix.endswith(b"\r\nX-Seen-By: the test\r\n"), prefix
    assert prefix.startswith(b"Return-Path: "), prefix
