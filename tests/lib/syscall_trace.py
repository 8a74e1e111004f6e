# SPDX-License-Identifier: Apache-2.0
"""Reads a trace of system calls (strace -f -tt -yy -xx) as calls in their true order.

The order of lines is the order in which the tracer saw calls begin and end, over all threads: a
call that another one interrupts has two lines. So "ended before the other began" is a fact of line
numbers, and times are not needed. Lines that are no calls (signals, exits) are passed over.
"""
import os
import re
from dataclasses import dataclass, field

TRACED = ("fdatasync,fsync,sendto,sendmsg,write,writev,pwrite64,pwritev,recvfrom,recvmsg,read,"
          "readv,openat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat")
HEX_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
LINE = re.compile(r"(?:(\d+) +)?[\d:.]+ (?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)\Z")
RESULT = re.compile(r" = (-?\d+|\?)(?:<([^>]*)>)?[^=]*\Z")
FIRST_FD = re.compile(r"(?:\d+|AT_FDCWD)<(\w+:\[[^]]*\]|[^>]*)>")
TCP = re.compile(r"TCP:\[[^]]*?:(\d+)->[^]]*?:(\d+)\]")


def strace_command(output):
    """To be put in front of a command line; 128 octets of each string are enough for the checks."""
    return ["strace", "-f", "-tt", "-yy", "-xx", "-s", "128", "-o", str(output), "-e",
            f"trace={TRACED}"]


@dataclass
class Call:
    name: str
    began: int
    ended: int
    result: int
    target: str  # path or TCP:[from->to] of the first descriptor; "" when there is none
    texts: list = field(default_factory=list)      # the strings, as octets
    made_path: str = ""                            # of openat with O_CREAT
    folders: list = field(default_factory=list)    # paths of all descriptors, for *at calls
    offset: int = 0                                # of pwrite64

    @property
    def ports(self):
        """(own port, other port) when the target is a TCP connection."""
        found = TCP.fullmatch(self.target)
        return (int(found.group(1)), int(found.group(2))) if found else None

    def paths(self):
        """Full paths named by rename, link, unlink and mkdir calls, in order."""
        names = [text.decode("utf-8", "surrogateescape") for text in self.texts]
        folders = self.folders or [""] * len(names)
        return [os.path.join(folder, name) for folder, name in zip(folders, names)]


def _octets(hex_text):
    return bytes.fromhex(hex_text.replace("\\x", ""))


def _descriptor_text(inside):
    """A path is in hex, perhaps with a device's number behind it; a socket is in plain text."""
    path = re.match(r"(?:\\x[0-9a-f]{2})+", inside)
    return _octets(path.group()).decode("utf-8", "surrogateescape") if path else inside


def _call(name, began, ended, text):
    result = RESULT.search(text)
    if result is None or result.group(1) == "?":
        return None  # the process ended inside the call
    arguments = text[:result.start()]
    first = FIRST_FD.match(arguments)
    call = Call(name, began, ended, int(result.group(1)),
                _descriptor_text(first.group(1)) if first else "",
                [_octets(t) for t in HEX_TEXT.findall(arguments)])
    call.folders = [_descriptor_text(inside) for inside in FIRST_FD.findall(arguments)]
    if name == "openat" and "O_CREAT" in arguments and call.result >= 0:
        call.made_path = _descriptor_text(result.group(2) or "")
    if name == "pwrite64":
        call.offset = int(arguments.rstrip(") ").rsplit(",", 1)[1])
    return call


def parse(lines):
    """Calls in the order of their beginnings."""
    calls, pending = [], {}
    for position, line in enumerate(lines):
        found = LINE.match(line.rstrip("\n"))
        if not found:
            continue
        pid, resumed, name, text = found.groups()
        began = position
        if resumed:
            if (pid, resumed) not in pending:
                continue  # began before the tracer was there
            began, start = pending.pop((pid, resumed))
            name, text = resumed, start + text
        elif text.endswith("<unfinished ...>"):
            pending[pid, name] = (position, text[:-len("<unfinished ...>")])
            continue
        call = _call(name, began, position, text)
        if call:
            calls.append(call)
    return sorted(calls, key=lambda c: c.began)
