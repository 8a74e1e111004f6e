#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The programs as processes: signals, privileges, messages, files that are missing.

Takes the build tree from KC_BUILD_DIR."""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

BUILD = Path(os.environ.get("KC_BUILD_DIR", "build"))
MODULES = BUILD / "kernel/tests/modules"


class Server:
    """A running program; `ready` by its own word through NOTIFY_SOCKET."""

    def __init__(self, directory, config, *arguments, program="server", user=""):
        self.directory = directory
        self.config = directory / f"{program}.cfg"
        self.config.write_text(f"module_path = {MODULES}\nlog_level = 6\nlog_file = {directory}/log\n"
                               f"run_as_user = {user}\nrun_as_group =\n{config}")
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(f"{directory}/notify")
        os.chmod(f"{directory}/notify", 0o777)
        notify.settimeout(20)
        self.process = subprocess.Popen(
            [BUILD / f"bin/kopano-{program}", "-c", self.config, *arguments],
            env={"NOTIFY_SOCKET": f"{directory}/notify"}, stderr=subprocess.PIPE)
        try:
            state = notify.recv(100)
        except TimeoutError:
            state = b"nothing"
        if state != b"READY=1":
            self.process.kill()
            pytest.fail(f"{state} instead of READY: {self.process.communicate()[1].decode()}")
        os.unlink(f"{directory}/notify")

    def log(self):
        return (self.directory / "log").read_text()

    def wait_for_log(self, text):
        end = time.monotonic() + 20
        while text not in self.log():
            assert time.monotonic() < end, f"{text!r} is not in\n{self.log()}"
            time.sleep(0.01)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def start():
    servers = []
    directory = Path(tempfile.mkdtemp(prefix="kc-process-"))  # pytest's own is closed to other users
    os.chmod(directory, 0o777)

    def begin(*arguments, **named):
        servers.append(Server(directory, *arguments, **named))
        return servers[-1]

    yield begin
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
    shutil.rmtree(directory)


def run(*arguments, program="server"):
    return subprocess.run([BUILD / f"bin/kopano-{program}", *arguments], capture_output=True, text=True,
                          timeout=60, env={"KOPANO_CONFIG_PATH": "/nonexistent"})


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def line_of(connection):
    connection.settimeout(20)
    return connection.makefile().readline()


def test_runs_on_defaults_and_ends_with_0(start):
    server = start("")
    assert server.stop() == 0
    assert "is ready, 0 modules" in server.log() and "stopped" in server.log()


def test_says_goodbye_to_clients_at_sigterm(start):
    port = free_port()
    server = start(f"echo_listen = 127.0.0.1:{port}\n")
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"hello\n")
        assert line_of(client) == "hello\n"
        server.process.send_signal(signal.SIGTERM)
        assert line_of(client) == "drain\n"
    assert server.process.wait(20) == 0


def test_second_signal_ends_it_at_once(start):
    port = free_port()
    server = start(f"echo_listen = 127.0.0.1:{port}\ndrain_timeout = 1h\n")
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"hello\nunfinished")  # a session with work left is not sent away
        assert line_of(client) == "hello\n"
        server.process.send_signal(signal.SIGTERM)
        server.wait_for_log("stopping by SIGTERM")
        assert server.stop() == 128 + signal.SIGTERM


def blocked(step):
    return f"modules = moody\nmoody_trace = /dev/null\nmoody_blocks = {step}\n"


MOODY = "module moody (server.cfg:6 modules) has not returned from"
GIVEN_UP = "the process ends without it: raise {0}, or leave the module out"


@pytest.mark.parametrize("step", ["create", "check"])
def test_a_module_that_blocks_at_start_ends_the_process(tmp_path, step):
    config = tmp_path / "server.cfg"
    config.write_text(f"module_path = {MODULES}\nlog_file = {tmp_path}/log\nrun_as_user =\n\n\n"
                      f"{blocked(step)}start_timeout = 1s\n")
    result = run("-c", config)
    sentence = f"{MOODY} {step}() within 1 s (start_timeout); {GIVEN_UP.format('start_timeout')}\n"
    assert (result.returncode, result.stderr) == (1, sentence)
    assert sentence in (tmp_path / "log").read_text()
    if step == "create":  # nobody serves, so nothing else is waited for
        checked = run("-c", config, "--check-config")
        assert (checked.returncode, checked.stderr.endswith(sentence)) == (1, True)


def test_a_long_start_keeps_systemd_patient_until_it_is_given_up(tmp_path):
    config = tmp_path / "server.cfg"
    config.write_text(f"module_path = {MODULES}\nlog_file = {tmp_path}/log\nrun_as_user =\n\n\n"
                      f"{blocked('start')}start_timeout = 4s\n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(f"{tmp_path}/notify")
        notify.settimeout(20)
        process = subprocess.Popen([BUILD / "bin/kopano-server", "-c", config], stderr=subprocess.PIPE,
                                   env={"NOTIFY_SOCKET": f"{tmp_path}/notify"})
        assert notify.recv(100) == b"EXTEND_TIMEOUT_USEC=15000000"
        assert process.communicate(timeout=20)[1].decode() == (
            f"{MOODY} start() within 4 s (start_timeout); {GIVEN_UP.format('start_timeout')}\n")
        assert process.returncode == 1


@pytest.mark.parametrize("step", ["drain", "stop"])
def test_a_module_that_blocks_at_stop_ends_the_process(start, step):
    server = start(f"{blocked(step)}drain_timeout = 1s\n")
    assert server.stop() == 1
    assert (f"{MOODY} {step}() within 1 s (drain_timeout); {GIVEN_UP.format('drain_timeout')}\n"
            in server.log())


def test_a_module_that_blocks_in_reload_is_named_and_waited_for(start):
    server = start(f"{blocked('reload')}start_timeout = 1s\n")
    server.process.send_signal(signal.SIGHUP)
    server.wait_for_log(f"{MOODY} reload() within 1 s (start_timeout); it is waited for")
    server.process.send_signal(signal.SIGTERM)
    server.wait_for_log("stopping by SIGTERM")
    assert server.process.poll() is None
    assert server.stop() == 128 + signal.SIGTERM  # the second signal counts at any time


def test_the_second_signal_counts_during_the_start(tmp_path):
    config = tmp_path / "server.cfg"
    config.write_text(f"module_path = {MODULES}\nlog_file = {tmp_path}/log\nrun_as_user =\n"
                      f"modules = moody\nmoody_trace = {tmp_path}/trace\nmoody_blocks = start\n"
                      "log_level = 6\n")
    process = subprocess.Popen([BUILD / "bin/kopano-server", "-c", config])
    for file, text in ("trace", "start"), ("log", "stopping by SIGTERM"):
        end = time.monotonic() + 20
        while not (tmp_path / file).exists() or text not in (tmp_path / file).read_text():
            assert time.monotonic() < end
            time.sleep(0.01)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert "a second signal: ended at once" in (tmp_path / "log").read_text()


def test_a_call_that_blocks_is_named_and_others_are_served(start):
    port = free_port()
    server = start(f"echo_listen = 127.0.0.1:{port}\nthreads = 1\nthread_limit = 1\n"
                   "call_timeout = 1s\ndrain_timeout = 1s\n")
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"sleep 3600000\n")
        for _ in range(3):  # the only thread is taken; it is replaced once the call is late
            with socket.create_connection(("127.0.0.1", port)) as other:
                other.sendall(b"hello\n")
                assert line_of(other) == "hello\n"
        named = ("module echo in a connection's call has not ended within 1 s (call_timeout); "
                 "other work goes on")
        server.wait_for_log(named)
        assert server.stop() == 1
    assert server.log().count(named) == 1
    assert ("module echo in a connection's call has not ended within 1 s (drain_timeout); "
            + GIVEN_UP.format("drain_timeout")) in server.log()


def test_sighup_reloads_or_keeps(start):
    server = start("modules = moody\nmoody_word = one\nmoody_trace = /dev/null\n")
    text = server.config.read_text()
    os.rename(server.directory / "log", server.directory / "log.1")
    server.config.write_text(text.replace("one", "two") + "modules = moody x\n")
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 20
    while not (server.directory / "log").exists() and time.monotonic() < end:
        time.sleep(0.01)
    server.wait_for_log("configuration reloaded")
    assert "server.cfg:9: modules takes effect after a restart only" in server.log()
    server.config.write_text(text + "threads = none\nunknwon = 1\n")
    server.process.send_signal(signal.SIGHUP)
    server.wait_for_log("the configuration is not reloaded, the old one stays")
    assert "server.cfg:9: threads = none: not a whole number" in server.log()
    assert "server.cfg:10: unknown option unknwon" in server.log()
    assert server.stop() == 0


def test_failing_start_is_one_sentence_and_exit_1(tmp_path):
    config = tmp_path / "server.cfg"
    config.write_text(f"module_path = {MODULES}\nrun_as_user =\nmodules = moody\nmoody_fails = start\n"
                      f"moody_trace = {tmp_path}/trace\nlog_file = {tmp_path}/log\n")
    result = run("-c", config)
    assert result.returncode == 1
    assert result.stderr == ("module moody (server.cfg:3 modules) cannot start: "
                             "server.cfg:4: moody_fails says so\n")
    steps = (tmp_path / "trace").read_text().split()
    assert steps == ["create", "check", "start", "drain", "stop", "destroy"]


def test_busy_address_names_option_and_line(tmp_path):
    config = tmp_path / "server.cfg"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        config.write_text(f"module_path = {MODULES}\nrun_as_user =\necho_listen = {address}\n"
                          f"log_method = stderr\nlog_timestamp = no\n")
        result = run("-c", config)
    assert result.returncode == 1
    assert f"server.cfg:3: echo_listen = {address}: cannot bind: Address already in use" in result.stderr


def test_messages_before_the_start():
    assert run("--version").stdout.startswith("kopano-server ")
    assert "--check-config" in run("--help", program="gateway").stdout
    assert run("--check-config", "--run-as-user=").stdout == "configuration is fine\n"
    missing = run("-c", "/nonexistent/x.cfg", "--check-config", "--run-as-user=")
    assert (missing.returncode, missing.stderr) == (
        1, "/nonexistent/x.cfg: no such file; create it, or name another with -c\n")
    unknown = run("--check-config", "--log-levle=3", "--run-as-user=")
    assert (unknown.returncode, unknown.stderr) == (
        1, "command line: unknown option log_levle; did you mean log_level?\n")
    assert run("--check-config", "--log-levle=3", "--run-as-user=",
               "--ignore-unknown-config-options").returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up being root")
def test_becomes_its_user_and_still_binds_low_ports(start):
    user = pwd.getpwnam("nobody")
    server = start("echo_listen = 127.0.0.1:97\n", user="nobody")
    with socket.create_connection(("127.0.0.1", 97)) as client:
        client.sendall(b"hello\n")
        assert line_of(client) == "hello\n"
        # The main thread and the named ones; a sanitizer's own thread is not under our control.
        tasks = [task for task in Path(f"/proc/{server.process.pid}/task").iterdir()
                 if task.name == str(server.process.pid)
                 or (task / "comm").read_text().startswith("kc-")]
        assert len(tasks) >= 3
        for task in tasks:  # no thread keeps any right
            status = (task / "status").read_text()
            values = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
            assert values["Uid"].split() == [str(user.pw_uid)] * 4
            assert int(values["CapEff"], 16) == 0 and int(values["CapPrm"], 16) == 0
    assert os.stat(server.directory / "log").st_uid == user.pw_uid
    assert server.stop() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its user")
def test_refuses_a_user_that_does_not_exist():
    result = run("--run-as-user=nosuchuser")
    assert result.returncode == 1
    assert "run_as_user = nosuchuser: no such user" in result.stderr


def odd(name):
    return BUILD / "kernel/tests/odd-modules" / name


def words_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_each_side_sees_its_own_version_of_a_library():
    assert words_of(odd("bin/odd-launcher"), odd("bin/odd-part.so")) == ["80", "95"]
    # Why there is a launcher: with a program's own libraries the part would get the program's version.
    if "asan" not in str(BUILD) and "tsan" not in str(BUILD):
        assert words_of(odd("bin/odd-program"), odd("bin/odd-part.so")) == ["80", "80"]


def test_two_modules_see_their_own_versions_of_a_library(tmp_path):
    for number in (80, 95):
        shutil.copy(odd(f"odd-with-{number}.so"), tmp_path)
    config = tmp_path / "server.cfg"
    config.write_text(f"module_path = {tmp_path}\nmodules = odd-with-80 odd-with-95\nrun_as_user =\n"
                      "run_as_group =\n")
    said = run("-c", config, "--check-config").stderr.splitlines()
    assert [line.partition("cannot be created: ")[2] for line in said] == ["number 80", "number 95"]


def test_no_new_symbol_of_our_libraries_is_shared_by_the_whole_process():
    # A unique symbol is one for all, RTLD_LOCAL or not. These four are constants of Poco's.
    known = [f"convert(bool&) const::{name}" for name in ("VAL_FALSE", "VAL_INT_FALSE")]
    needed = subprocess.run(["ldd", BUILD / "lib/libkopano-kernel.so"], capture_output=True, text=True)
    libraries = [line.split()[2] for line in needed.stdout.splitlines() if "libPoco" in line]
    assert libraries
    for library in libraries:
        names = subprocess.run(["nm", "-DC", "--defined-only", library], capture_output=True, text=True)
        unique = [line for line in names.stdout.splitlines() if line.split()[1] == "u"]
        assert [line for line in unique if not line.endswith(tuple(known))] == []


# What the module rogue does wrong, what its debug build's last words are, and what a release build answers.
ROGUE = [
    ("every-on-pool", "module rogue calls kc.tasks/1 every() on a pool thread", "status=-200"),
    ("cancel-on-thread", "module rogue calls kc.tasks/1 cancel() on a thread of its own", None),
    ("define-on-thread", "module rogue calls kc.metrics/1 define() on a thread of its own", "status=-200"),
    ("late-context", "test-rogue.so calls kc_host.alloc() with a context whose call has ended", None),
    ("shared-context", "test-rogue.so calls kc_host.alloc() with a context that another thread is using", None),
]


def is_debug_build():
    return "CMAKE_BUILD_TYPE:STRING=Debug\n" in (BUILD / "CMakeCache.txt").read_text()


@pytest.mark.parametrize("does, sentence, answer", ROGUE)
def test_a_module_that_breaks_a_rule_is_named(tmp_path, does, sentence, answer):
    if "context" in does and not is_debug_build():
        pytest.skip("watched in debug builds only")
    config = tmp_path / "server.cfg"
    config.write_text(f"module_path = {MODULES}\nrun_as_user =\nrun_as_group =\nlog_method = stderr\n"
                      f"modules = rogue\nrogue_does = {does}\n")
    process = subprocess.Popen([BUILD / "bin/kopano-server", "-c", config], stderr=subprocess.PIPE, text=True)
    said = ""
    while (answer or sentence) not in said or "rogue: done" not in said:
        line = process.stderr.readline()
        if not line:
            break
        said += line
    if not is_debug_build():
        process.terminate()
    code = process.wait(30)
    assert sentence in said, said
    assert code == (-signal.SIGABRT if is_debug_build() else 0), said
