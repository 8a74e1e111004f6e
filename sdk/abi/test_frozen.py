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

CONFIG = """
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

    def __init__(self, directory, modules):
        self.directory = directory
        self.write(f"module_path = {modules}\nlog_level = 5\nlog_file = {directory}/log\nrun_as_user =\nrun_as_group =\n"
                   f"frozen_secret = {SECRET}\n{CONFIG}")
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
    started = Server(tmp_path, request.param(modules))
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


# Today's example in a kernel of 1.0.
ANSWERS = """module auth-hello abi 1.0 minimum 0 options 1
create 0
query 0
start 0
unknown -1
verify 0
verify -2
verify -4 empty user name
check 0
reload 0
verify -2
verify 0
health 0
end
"""


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_todays_example_runs_in_the_kernel_of_1_0(compiler, tmp_path):
    gates.need("gcc", "-std=c11", *gates.WARNINGS, f"-I{gates.FROZEN}", gates.HERE / "1.0/host.c", "-o",
               tmp_path / "host")
    gates.need(compiler, "-std=c++20", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", *gates.AS_FROZEN,
               f"-I{gates.CURRENT}", gates.HERE.parent / "examples/auth-hello/hello.cpp", "-o", tmp_path / "hello.so")
    said = gates.need(tmp_path / "host", tmp_path / "hello.so", "hello_password", "one", "two", "one", "two")
    assert "\n".join(line.rstrip() for line in said.splitlines()) + "\n" == ANSWERS
