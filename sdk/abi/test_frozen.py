#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Modules as they were when 1.0 was frozen, loaded and used by today's server; and today's example in a program that
knows nothing but 1.0. Takes the build tree from KC_BUILD_DIR."""
import hashlib
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

import gates

BUILD = Path(os.environ.get("KC_BUILD_DIR", "build"))
SOURCES = gates.HERE / "1.0/modules"
MODULES = ["frozen-sums", "frozen-asker"]
SECRET = "$hush"

CONFIG = f"""frozen_secret = {SECRET}
modules = frozen-asker frozen-sums
frozen_old_text = some text
frozen_bytes = 3M
frozen_wait = 2s
frozen_pick = blue
frozen_words = one two
frozen_flag = yes
frozen_gone = 1
frozen_ignored = 1
"""

# What they are to have seen, line by line.
SEEN = [
    'frozen-asker: created text="some text" number=7 bytes=3145728 wait=2000000000 flag=1 pick=2 words="one two" '
    'secret=5 file=server.cfg line={line} none=-1 outside=0',
    "frozen-asker: started find=0 chosen=0 same=1 each=0 providers=1 none=-1 kernel=1",
    'frozen-asker: context memory=1 aligned=1 limit=1 deadline=1 cancelled=0 traced=1 debug=0 real=2.5 null=- blob="a b"',
    'frozen-asker: asked module=frozen-sums added=0 sum=42 counted=0 seen=3 refused=-2 why="sums are refused today" left=0',
]
RELOADED = [
    'frozen-asker: before text="some text" number=7',
    'frozen-asker: after text="other text" number=7',
]


class Server:
    """A running kopano-server whose log goes to stderr; says itself when it is ready and when it has reloaded."""

    def __init__(self, directory, modules, options):
        self.directory = directory
        self.write(f"module_path = {modules}\nlog_level = 5\nlog_file = {directory}/log\nrun_as_user =\nrun_as_group =\n"
                   f"{options}")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(f"{directory}/notify")
        self.notify.settimeout(60)
        self.process = subprocess.Popen([BUILD / "bin/kopano-server", "-c", directory / "server.cfg"],
                                        env={"NOTIFY_SOCKET": f"{directory}/notify"}, stderr=subprocess.PIPE, text=True)

    def write(self, text):
        self.config = text
        (self.directory / "server.cfg").write_text(text)

    def ready(self):
        try:
            return b"READY=1" in self.notify.recv(100)
        except TimeoutError:
            return False

    def log(self):
        """Without time, thread, level and session."""
        text = (self.directory / "log").read_text() if (self.directory / "log").exists() else ""
        return [re.sub(r"^.*?\] (\[[^\]]*\] )?| session=\S+", "", line) for line in text.splitlines()]

    def wait_for(self, text):
        for _ in range(3000):
            if any(text in line for line in self.log()):
                return
            try:
                self.process.wait(0.02)
                break
            except subprocess.TimeoutExpired:
                pass
        assert any(text in line for line in self.log()), f"{text!r} is not in\n" + "\n".join(self.log())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def build(folder, flags=()):
    """From the frozen headers alone, the way the README says the binary was made."""
    for module in MODULES:
        gates.need("gcc", "-std=c11", "-O2", "-fPIC", "-shared", "-s", "-fvisibility=hidden", *gates.WARNINGS,
                   "-Wl,--no-undefined", *flags, f"-I{gates.FROZEN}", SOURCES / f"{module}.c", "-o",
                   folder / f"{module}.so")
    return folder


def as_shipped(folder):
    if platform.machine() != "x86_64":
        pytest.skip("the binaries that were kept are for x86_64")
    for module in MODULES:
        shutil.copy(SOURCES / f"{module}-x86_64.so", folder / f"{module}.so")
        os.chmod(folder / f"{module}.so", 0o755)
    return folder


@pytest.fixture(params=[build, as_shipped], ids=["built today from 1.0", "kept binary of 1.0"])
def server(request, tmp_path):
    modules = tmp_path / "modules"
    modules.mkdir()
    started = Server(tmp_path, request.param(modules), CONFIG)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


def test_todays_server_runs_the_modules_of_1_0(server):
    assert server.ready(), server.process.communicate()[1]
    lines = server.log()
    line = server.config.split("\n").index("frozen_old_text = some text") + 1
    for wanted in SEEN:
        assert wanted.format(line=line) in lines, "\n".join(lines)

    server.write(server.config.replace("some text", "other text"))
    server.process.send_signal(signal.SIGHUP)
    server.wait_for("frozen-asker: after")
    for wanted in RELOADED:
        assert any(line.startswith(wanted) for line in server.log()), "\n".join(server.log())

    server.write(server.config.replace("other text", "bad"))
    server.process.send_signal(signal.SIGHUP)
    server.wait_for("frozen_text must not be bad")

    assert server.stop() == 0
    assert "frozen-asker: drained" in server.log() and "frozen-asker: stopped" in server.log()
    assert SECRET not in "\n".join(server.log())


def test_the_kept_binaries_are_those_of_the_readme():
    text = (SOURCES / "README.md").read_text()
    for module in MODULES:
        binary = SOURCES / f"{module}-x86_64.so"
        assert f"{hashlib.sha256(binary.read_bytes()).hexdigest()}  {binary.name}" in text


# What the kernel of 1.0 prints about today's example.
ANSWERS = """module auth-hello abi {abi} minimum 0 options 1
create 0
query 0
start 0
unknown -1
verify 0
verify -2
verify -2
check 0
reload 0
verify 0
verify -2
health 0
end
"""
HELLO = gates.HERE.parent / "examples/auth-hello/hello.cpp"


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """Today's headers as a next minor may be: every struct that may grow has grown."""
    folder = tmp_path_factory.mktemp("later") / "include"
    shutil.copytree(gates.CURRENT, folder)
    base = folder / "kc/abi/base.h"
    text, count = re.subn(r"(#define KC_ABI_MINOR) \d+", r"\1 99", base.read_text())
    assert count == 1
    base.write_text(text)
    for header, end in [("module.h", "} kc_module;"), ("host.h", "} kc_host;"), ("host.h", "} kc_service;"),
                        ("config.h", "} kc_option;"), ("config.h", "} kc_config_source;")]:
        path = folder / "kc/abi" / header
        added = f"#if KC_TARGET_MINOR >= 99\n void (*later)(void); void* more[20];\n#endif\n{end}"
        path.write_text(path.read_text().replace(end, added))
    return folder


def host(folder, include):
    gates.need("gcc", "-std=c11", f"-I{include}", gates.HERE / "1.0/host.c", "-o", folder / "host")
    return folder / "host"


def hello(folder, include, target=0, minimum=0, compiler="g++"):
    """Today's example, of today's or a later SDK."""
    made = folder / "auth-hello.so"
    gates.need(compiler, "-std=c++20", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", f"-DKC_TARGET_MINOR={target}",
               f"-DKC_MINIMUM_MINOR={minimum}", f"-I{include}", HELLO, "-o", made)
    return made


def answers(host, module):
    said = gates.need(host, module, "hello_password", "one", "two", "one", "two")
    return "".join(line.rstrip() + "\n" for line in said.splitlines())


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_todays_example_runs_in_the_kernel_of_1_0(compiler, tmp_path):
    module = hello(tmp_path, gates.CURRENT, compiler=compiler)
    assert answers(host(tmp_path, gates.FROZEN), module) == ANSWERS.format(abi="1.0")


def test_a_module_of_a_later_sdk_runs_in_the_kernel_of_1_0(later, tmp_path):
    module = hello(tmp_path, later, target=99)
    assert answers(host(tmp_path, gates.FROZEN), module) == ANSWERS.format(abi="1.99")


def test_a_module_for_1_0_runs_in_a_later_kernel(later, tmp_path):
    module = hello(tmp_path, gates.CURRENT)
    assert answers(host(tmp_path, later), module) == ANSWERS.format(abi="1.0")


@pytest.mark.parametrize("minimum, ready", [(0, True), (99, False)])
def test_todays_server_takes_a_later_module_unless_it_needs_more(minimum, ready, later, tmp_path):
    modules = tmp_path / "modules"
    modules.mkdir()
    hello(modules, later, target=99, minimum=minimum)
    server = Server(tmp_path, modules, "modules = auth-hello\n")
    try:
        if ready:
            assert server.ready(), server.process.communicate()[1]
            assert server.stop() == 0
        else:
            assert server.process.wait(60) != 0
            said = server.process.stderr.read() + "\n".join(server.log())
            assert "needs SDK 1.99" in said and "auth-hello.so" in said
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
