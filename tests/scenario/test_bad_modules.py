# SPDX-License-Identifier: Apache-2.0
"""Modules that are wrong, each in its own way: one that nobody selects is listed and hurts nobody; one
that somebody selects stops the start with one sentence that names option, module, cause and remedy.

The modules are built with the tests (kernel/tests/modules/Odd.cpp), against the SDK only.
"""
import os
import pwd
import shutil
import signal

import pytest

import kc_server
from raw_lmtp import LmtpClient

pytestmark = pytest.mark.kc_only

NOBODY = pwd.getpwnam("nobody").pw_uid
AS_ROOT = os.geteuid() == 0
GIVEN_UP = "; the process ends without it: raise {0}, or leave the module out"
# module, why it is refused by its file alone
REFUSED = {
    "odd-major": "built for SDK 2, this kernel offers 1.1; install its build for SDK 1",
    "odd-minor": "needs SDK 1.9, this kernel offers 1.1; install a newer kernel",
    "odd-bare": "has no section .kcmod: it is no KC module; reinstall or remove it",
    "odd-global": "asks for libssl.so.3 with global symbols, which only libpython3 may have; install a "
                  "build that links what it needs",
    "odd-open": "writable by everybody; reinstall it, then chmod o-w",
    "odd-owned": f"owned by user {NOBODY}, neither root nor this process's user; reinstall it, or chown it "
                 "to root",
    "odd-empty": "not a file of sensible size",
    "odd-cut-63": "shorter than an ELF header; reinstall or remove it",
    "odd-cut-64": "the section table is cut off; reinstall or remove it",
    "odd-cut-2000": "the section table is cut off; reinstall or remove it",
    "odd-cut-last": "the section table is cut off; reinstall or remove it",
}


def built(name):
    path = kc_server.build_folder() / "kernel" / "tests" / "odd-modules" / f"{name}.so"
    if not path.exists():
        pytest.skip(f"no {name}.so is built (target odd-modules)")
    return path


def add(folder, name):
    """Puts a module into the folder, made wrong where its name says so."""
    path = folder / f"{name}.so"
    if name == "odd-open":
        shutil.copy(built("odd-fine"), path)
        path.chmod(0o757)
    elif name == "odd-owned":
        shutil.copy(built("odd-fine"), path)
        os.chown(path, NOBODY, NOBODY)
    elif name == "odd-empty":
        path.touch()
    elif name.startswith("odd-cut-"):
        image = built("odd-fine").read_bytes()
        end = name.removeprefix("odd-cut-")
        path.write_bytes(image[:-1] if end == "last" else image[:int(end)])
    else:
        shutil.copy(built(name), path)
    return path


@pytest.fixture
def make_server_with(make_server, tmp_path):
    """make_server_with([names], **options): a server whose second module folder has these."""
    tmp_path.chmod(0o755)

    def make(names, **options):
        if "odd-owned" in names and not AS_ROOT:
            pytest.skip("only root can give a file away")
        for name in names:
            add(tmp_path, name)
        server = make_server("bad", module_path=f"{kc_server.build_folder()}/modules/1:{tmp_path}",
                             **options)
        server.odd = tmp_path
        return server

    return make


def place(server, option):
    lines = (server.etc / "server.cfg").read_text().splitlines()
    return f"server.cfg:{1 + next(i for i, line in enumerate(lines) if line.split(' =')[0] == option)}"


def sentence_of(server):
    """The one sentence with which the start is refused."""
    done = server.run_to_end()
    assert done.returncode == 1, done.stderr + server.log_text()
    said = done.stderr.splitlines()
    assert len(said) == 1, said
    return said[0]


def test_whoever_is_not_selected_is_listed_and_hurts_nobody(make_server_with):
    names = [*(name for name in REFUSED if AS_ROOT or name != "odd-owned"), "odd-liar", "odd-clash-one",
             "odd-clash-two", "odd-circle-one", "odd-circle-two", "odd-lacking", "odd-moody"]
    server = make_server_with(names)
    rows = {row.split()[0]: row for row in server.run_to_end("--list-modules").stdout.splitlines()}
    for name, reason in REFUSED.items():
        listed = "odd-fine" if name in ("odd-open", "odd-owned") else name
        if name in names and listed != "odd-fine":
            assert rows[listed].split()[3] == "refused" and rows[listed].endswith(reason), rows[listed]
    # What only running the code could tell is not known of these.
    for name in ("odd-liar", "odd-clash-one", "odd-circle-one", "odd-lacking", "odd-moody"):
        assert rows[name].split()[3] == "available", rows[name]
    server.start()
    server.create_user("anna")
    with LmtpClient(server.lmtp_port) as lmtp:
        assert lmtp.deliver(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n", ["anna"])[0][0] == 250
    with server.imap("anna") as imap:
        assert imap.select() == 1
    assert "odd" not in server.log_text()
    server.stop()


@pytest.mark.parametrize("name", REFUSED)
def test_a_selected_file_that_is_refused_stops_the_start(make_server_with, name):
    selected = "odd-fine" if name in ("odd-open", "odd-owned") else name
    server = make_server_with([name], modules=selected)
    assert sentence_of(server) == (f"module {selected} ({place(server, 'modules')} modules) cannot be used: "
                                   f"{server.odd}/{name}.so: {REFUSED[name]}")


@pytest.mark.parametrize("name, cause", [
    ("odd-liar", "its code and its note differ: provides; reinstall it"),
    ("odd-lacking", "needs the library libodd-absent.so, which is not installed; install the package that "
                    "has it"),
])
def test_a_selected_module_that_cannot_be_loaded_stops_the_start(make_server_with, name, cause):
    server = make_server_with([name], modules=name)
    assert sentence_of(server) == (f"module {name} ({place(server, 'modules')} modules) cannot be loaded: "
                                   f"{server.odd}/{name}.so: {cause}")


@pytest.mark.parametrize("step, failure", [("create", "cannot be created"), ("start", "cannot start"),
                                           ("check", "refuses its configuration")])
@pytest.mark.parametrize("name", ["odd-moody", "odd-foreign"])
def test_a_module_that_throws_stops_the_start(make_server_with, name, step, failure):
    server = make_server_with([name], modules=name, moody_trace="/dev/null", moody_fails=step)
    assert sentence_of(server) == (f"module {name} ({place(server, 'modules')} modules) {failure}: "
                                   f"{place(server, 'moody_fails')}: moody_fails says so")


def test_a_module_that_blocks_in_start_is_given_up(make_server_with):
    server = make_server_with(["odd-moody"], modules="odd-moody", moody_trace="/dev/null",
                              moody_blocks="start", start_timeout="1s")
    assert sentence_of(server) == (
        f"module odd-moody ({place(server, 'modules')} modules) has not returned from start() within 1 s "
        "(start_timeout)" + GIVEN_UP.format("start_timeout"))


def test_a_module_that_blocks_in_stop_is_given_up_when_the_others_are_done(make_server_with):
    server = make_server_with(["odd-moody"], modules="odd-moody", moody_trace="/dev/null",
                              moody_blocks="stop", drain_timeout="1s").start()
    server.create_user("anna")
    with LmtpClient(server.lmtp_port) as lmtp:
        assert lmtp.deliver(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n", ["anna"])[0][0] == 250
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 1
    assert (f"module odd-moody ({place(server, 'modules')} modules) has not returned from stop() within 1 s "
            "(drain_timeout)" + GIVEN_UP.format("drain_timeout")) in server.log_text()


def test_modules_that_declare_an_option_differently_cannot_both_be_selected(make_server_with):
    server = make_server_with(["odd-clash-one", "odd-clash-two"], modules="odd-clash-one odd-clash-two")
    assert sentence_of(server) == ("modules odd-clash-one and odd-clash-two both declare the option "
                                   "clash_word of server, but not alike; leave one of them out")


def test_a_circle_of_needs_is_named(make_server_with):
    server = make_server_with(["odd-circle-one", "odd-circle-two"], modules="odd-circle-one")
    assert sentence_of(server) == (
        "modules need each other in a circle: odd-circle-one -> odd-circle-two -> odd-circle-one "
        f"({place(server, 'modules')} modules); leave one of them out")


@pytest.mark.parametrize("owner, mode, cause", [
    (0, 0o757, "is writable by everybody; reinstall it, then chmod o-w"),
    (NOBODY, 0o755, f"is owned by user {NOBODY}, neither root nor this process's user; reinstall it, or "
                    "chown it to root")])
def test_a_folder_that_others_may_change_stops_the_start(make_server_with, owner, mode, cause):
    server = make_server_with(["odd-fine"], modules="odd-fine")
    if owner:
        if not AS_ROOT:
            pytest.skip("only root can give a folder away")
        os.chown(server.odd, owner, owner)
    server.odd.chmod(mode)
    done = server.run_to_end()
    assert done.returncode == 1
    assert f"module_path: {server.odd} {cause}" in done.stderr.splitlines()[0]


def test_a_foreign_compilers_module_with_its_own_runtime_works(make_server_with, tmp_path):
    server = make_server_with(["odd-foreign"], modules="odd-foreign", moody_trace=tmp_path / "trace").start()
    server.stop()
    assert (tmp_path / "trace").read_text().split() == ["create", "check", "start", "drain", "stop",
                                                        "destroy"]


def test_python_alone_may_have_global_symbols(make_server_with):
    if not os.path.exists("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0"):
        pytest.skip("libpython3.11 is not installed")
    make_server_with(["odd-python"], modules="odd-python").start().stop()
    server = make_server_with(["odd-snake"], modules="odd-snake")
    assert sentence_of(server).endswith("cannot be created: no Python among the global symbols")
