# SPDX-License-Identifier: Apache-2.0
"""No 250 is written before the flush that covers its message: shown by a trace of system calls.

What the trace proves stands in lib/durability.py. The check is itself checked, with written traces
and with a toy server that flushes, that does not, and that answers too early.
"""
import pathlib
import shutil
import struct
import subprocess
import sys
import threading

import pytest

import durability
import processes
import syscall_trace
from raw_lmtp import LmtpClient, LmtpError

MESSAGES = 40
LIB = pathlib.Path(durability.__file__).parent
WAL, PORT = "/d/kopano.db-wal", 2003


def why_no_trace():
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return f"strace cannot trace here: {tried.stderr.strip()[:100]}" if tried.returncode else None


needs_strace = pytest.mark.skipif(why_no_trace() is not None, reason=str(why_no_trace()))


def deliver_from(port, sessions, user, octets=b"Subject: d\r\n\r\ntext\r\n"):
    """Each session delivers its share, one command at a time."""
    answers = []

    def one(count):
        with LmtpClient(port) as lmtp:
            for _ in range(count):
                answers.extend(code for code, _ in lmtp.deliver(octets, [user]))
            lmtp.command(b"QUIT")

    threads = [threading.Thread(target=one, args=(MESSAGES // sessions,)) for _ in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert answers == [250] * (MESSAGES // sessions * sessions), answers


def read_trace(path):
    with open(path, encoding="utf-8", errors="replace") as lines:
        return syscall_trace.parse(lines)


# --- the server ---

LARGE = (b"Subject: large\r\nMIME-Version: 1.0\r\n"
         b"Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n"
         b"Content-Type: application/octet-stream\r\n\r\n"
         + b"%d line of it\r\n" * 4000 + b"--cut--\r\n")


@pytest.fixture
def traced(make_server, scratch):
    """A traced server with one user who has had mail; its trace is at server.trace."""
    server = make_server("durable").start()
    server.create_user("dora")
    server.stop()
    server.trace = scratch / f"{server.directory.name}.trace"
    server.start(wrapper=syscall_trace.strace_command(server.trace))
    yield server
    server.kill()


@needs_strace
@pytest.mark.kc_only
@pytest.mark.timeout(300)
@pytest.mark.parametrize("sessions", [1, 8])
def test_no_250_is_written_before_its_commit_is_flushed(traced, sessions):
    deliver_from(traced.lmtp_port, sessions, "dora")
    calls = end_of_trace(traced)
    answers = durability.final_answers(calls, traced.lmtp_port)
    assert len(answers) == MESSAGES, "the trace does not show every answer"
    faults = durability.uncovered(calls, str(traced.wal_path()), traced.lmtp_port)
    assert not faults, f"{len(faults)} of {MESSAGES}:\n" + "\n".join(faults[:10])
    if sessions == 1:
        check_nothing_waits(traced, calls)


@needs_strace
@pytest.mark.kc_only
@pytest.mark.timeout(300)
def test_no_250_is_written_while_an_attachment_waits_for_its_flush(traced):
    with LmtpClient(traced.lmtp_port) as lmtp:
        for number in range(5):
            octets = LARGE.replace(b"%d", b"%d" % number)
            assert lmtp.deliver(octets, ["dora"])[0][0] == 250
    calls = end_of_trace(traced)
    assert len(durability.final_answers(calls, traced.lmtp_port)) == 5
    below = str(traced.attachments) + "/"
    assert any(c.target.startswith(below) and c.name in durability.FILE_WRITES for c in calls), \
        "no attachment file was written: the test tests nothing"
    assert not durability.uncovered(calls, str(traced.wal_path()), traced.lmtp_port)
    check_nothing_waits(traced, calls)


def check_nothing_waits(server, calls):
    faults = durability.left_unflushed(calls, str(server.wal_path()), str(server.attachments),
                                       server.lmtp_port)
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:10])


def end_of_trace(server):
    """The calls up to now; the server ends as after a crash, so nothing is written to tidy up."""
    # A client may have an answer before the trace has the end of the call that sent it.
    assert answers_lmtp(server.lmtp_port)
    server.kill()
    return read_trace(server.trace)


# --- the check, with a toy server ---

@needs_strace
@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind, sessions, is_sound", [
    ("honest", 1, True), ("honest", 8, True), ("hasty", 1, False), ("hasty", 8, False),
    ("late", 1, False), ("late", 8, False)])
def test_check_tells_a_server_that_flushes_from_one_that_does_not(tmp_path, kind, sessions,
                                                                  is_sound):
    port, = processes.free_ports(1)
    trace = tmp_path / "trace"
    toy = subprocess.Popen([*syscall_trace.strace_command(trace), sys.executable,
                            str(LIB / "toy_lmtp.py"), str(port), str(tmp_path), kind],
                           stdin=subprocess.PIPE)
    try:
        processes.wait_until(lambda: answers_lmtp(port), 30, "the toy answers")
        deliver_from(port, sessions, "anyone")
    finally:
        processes.kill_family(toy.pid)
        toy.wait(30)
    calls = read_trace(trace)
    wal = str(tmp_path / "kopano.db-wal")
    assert len(durability.final_answers(calls, port)) == MESSAGES
    faults = durability.uncovered(calls, wal, port)
    waiting = durability.left_unflushed(calls, wal, str(tmp_path / "attachments"), port)
    assert (not faults) == is_sound, faults
    if kind != "late":  # it answers before it writes, so what waits is not there yet
        assert sessions > 1 or (not waiting) == is_sound, waiting


def answers_lmtp(port):
    try:
        with LmtpClient(port, timeout=5):
            return True
    except (OSError, LmtpError):
        return False


# --- the check, with written traces ---

def quoted(octets):
    return '"' + "".join(f"\\x{b:02x}" for b in octets) + '"'


def named(path):
    return "<" + "".join(f"\\x{b:02x}" for b in path.encode()) + ">"


CONNECTION = f"<TCP:[127.0.0.1:{PORT}->127.0.0.1:40000]>"
FRAME = struct.pack(">IIIIII", 1, 9, 0, 0, 0, 0)


def line(call, result=0, pid=1):
    return f"{pid} 10:00:00.000000 {call} = {result}"


def conversation(*between):
    """A written trace: message read, then the given lines, then the answer."""
    return [line(f"sendto(5{CONNECTION}, {quoted(b'354 go')}, 6, 0, NULL, 0)", 6),
            line(f"recvfrom(5{CONNECTION}, {quoted(b'x')}, 9, 0, NULL, NULL)", 9), *between,
            line(f"sendto(5{CONNECTION}, {quoted(b'250 ok')}, 6, 0, NULL, 0)", 6)]


HEADER = line(f"pwrite64(7{named(WAL)}, {quoted(FRAME)}, 24, 32)", 24)
PAGE = line(f"pwrite64(7{named(WAL)}, {quoted(b'page')}..., 4096, 56)", 4096)
FLUSH = line(f"fdatasync(7{named(WAL)})")
FLUSH_BEGINS = f"2 10:00:00.000000 fdatasync(7{named(WAL)} <unfinished ...>"
FLUSH_ENDS = "2 10:00:00.000000 <... fdatasync resumed>) = 0"
TEMPORARY, FINAL, FOLDER = "/d/attachments/tmp", "/d/attachments/ab/part", "/d/attachments/ab"
WRITE_PART = line(f"write(8{named(TEMPORARY)}, {quoted(b'part')}, 4)", 4)
FLUSH_PART = line(f"fdatasync(8{named(TEMPORARY)})")
NAME_PART = line(f"rename({quoted(TEMPORARY.encode())}, {quoted(FINAL.encode())})")
FLUSH_NAME = line(f"fsync(9{named(FOLDER)})")


@pytest.mark.parametrize("name, between, is_covered", [
    ("commit then flush", [HEADER, PAGE, FLUSH], True),
    ("another commit begins after the flush", [HEADER, PAGE, FLUSH, HEADER, PAGE], True),
    ("flush in another thread", [HEADER, PAGE, FLUSH_BEGINS, FLUSH_ENDS], True),
    ("nothing written", [], False),
    ("no flush", [HEADER, PAGE], False),
    ("flush before the commit", [FLUSH, HEADER, PAGE], False),
    ("flush between header and page", [HEADER, FLUSH, PAGE], False),
    ("flush began before the page", [HEADER, FLUSH_BEGINS, PAGE, FLUSH_ENDS], False),
    ("flush still under way", [HEADER, PAGE, FLUSH_BEGINS], False),
    ("flush failed", [HEADER, PAGE, FLUSH.replace("= 0", "= -1 EIO (Input/output error)")], False),
    ("flush of another file", [HEADER, PAGE, FLUSH_NAME], False),
    ("frames without a commit",
     [HEADER.replace(quoted(FRAME), quoted(FRAME[:4] + bytes(20))), PAGE, FLUSH], False),
])
def test_written_trace_is_judged_rightly(name, between, is_covered):
    calls = syscall_trace.parse(conversation(*between))
    assert len(durability.final_answers(calls, PORT)) == 1
    assert (not durability.uncovered(calls, WAL, PORT)) == is_covered, name


@pytest.mark.parametrize("name, between, is_clean", [
    ("all flushed", [WRITE_PART, FLUSH_PART, NAME_PART, FLUSH_NAME, HEADER, PAGE, FLUSH], True),
    ("second commit not flushed", [HEADER, PAGE, FLUSH, HEADER, PAGE], False),
    ("part not flushed", [WRITE_PART, NAME_PART, FLUSH_NAME, HEADER, PAGE, FLUSH], False),
    ("name not flushed", [WRITE_PART, FLUSH_PART, NAME_PART, HEADER, PAGE, FLUSH], False),
    ("name flushed before it was made",
     [WRITE_PART, FLUSH_PART, FLUSH_NAME, NAME_PART, HEADER, PAGE, FLUSH], False),
    ("part removed again",
     [WRITE_PART, line(f"unlink({quoted(TEMPORARY.encode())})"), HEADER, PAGE, FLUSH], True),
])
def test_written_trace_of_one_session_leaves_nothing_waiting(name, between, is_clean):
    calls = syscall_trace.parse(conversation(*between))
    waiting = durability.left_unflushed(calls, WAL, "/d/attachments", PORT)
    assert (not waiting) == is_clean, (name, waiting)
