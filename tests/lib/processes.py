# SPDX-License-Identifier: Apache-2.0
"""Processes and folders seen from outside: who belongs to a server, what it costs, free ports.

Reads /proc only; ends nothing but what it is handed by id.
"""
import contextlib
import os
import pathlib
import random
import signal
import socket
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def free_ports(count):
    """Ports that were free on loopback a moment ago, all different.

    Below those that the system gives to clients: a test with thousands of connections would take
    them from a server that is about to start.
    """
    highest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    with contextlib.ExitStack() as stack:
        ports = []
        while len(ports) < count:
            port = random.SystemRandom().randrange(min(10_000, highest - 2_000), highest)
            with contextlib.suppress(OSError):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
                ports.append(port)
        return ports


def wait_until(condition, seconds, what, pause=0.02):
    """Asks until the condition holds; a TimeoutError names what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(pause)


def _stat_fields(pid):
    """The fields of /proc/PID/stat after the name: [0] state, [1] parent, [11..14] times."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text[text.rindex(")") + 2:].split()


def family(pid):
    """The process and all its descendants that live now (zombies left out)."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, ValueError):
                fields = _stat_fields(int(entry))
                if fields[0] not in "ZX":
                    children.setdefault(int(fields[1]), []).append(int(entry))
    members, waiting = [], [pid] if os.path.exists(f"/proc/{pid}") else []
    while waiting:
        member = waiting.pop()
        members.append(member)
        waiting += children.get(member, [])
    return members


def kill_family(pid):
    """SIGKILL to a process and all its descendants, and waits until they are gone."""
    for _ in range(50):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)  # it starts no child that the next look would miss
        members = family(pid)
        if not members:
            return
        for member in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)
    raise TimeoutError(f"process {pid} survives SIGKILL")


def cpu_seconds(pid):
    """User and system time of a process family, ended and reaped children included."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            total += sum(int(ticks) for ticks in _stat_fields(member)[11:15])
    return total / TICKS_PER_SECOND


def proportional_bytes(pid):
    """Sum of Pss over a process family: shared pages count once, divided among their users."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            for line in pathlib.Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def disk_bytes(folder, leave_out=("server.log",)):
    """Blocks that a folder occupies, in octets; a file with several names counts once."""
    seen, total = set(), 0
    for path in pathlib.Path(folder).rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            status = path.lstat()
            if path.name not in leave_out and (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                total += status.st_blocks * 512
    return total


def is_root():
    return os.geteuid() == 0
