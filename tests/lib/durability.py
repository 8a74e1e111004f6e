# SPDX-License-Identifier: Apache-2.0
"""Judges a trace of system calls: was each 250 for a message written only after a flush that covers
it?

What a trace can prove, with SQLite's write-ahead log (its frames begin with a header of 24 octets
whose second word is not zero in the last frame of a commit):
 * any number of sessions: between the last octet of the message that the server read and the
   answer, a whole commit was written and, begun after that commit's last write, a flush of the log
   succeeded. A message cannot be in a commit from before it was read, so an answer without such a
   pair is a lie;
 * one session: besides, nothing in the log, and no attachment file or name, waits for a flush
   then.
"""
import os
import struct
from dataclasses import dataclass

READS = {"recvfrom", "recvmsg", "read", "readv"}
SENDS = {"sendto", "sendmsg", "write", "writev"}
FILE_WRITES = {"write", "writev", "pwrite64", "pwritev"}
FLUSHES = {"fsync", "fdatasync"}
FRAME_HEADER = 24


@dataclass
class Answer:
    connection: str
    received: int  # where the read that brought the end of the message ended
    began: int     # where the write of the answer began

    def __str__(self):
        return f"answer on {self.connection} at line {self.began + 1}"


def final_answers(calls, lmtp_port, recipients=1):
    """The 250 that follow 354 on each LMTP connection, for clients that do not pipeline."""
    answers, owed, last_read = [], {}, {}
    for call in calls:
        if not call.ports or call.ports[0] != lmtp_port or call.result <= 0:
            continue
        if call.name in READS:
            last_read[call.target] = call.ended
        elif call.name in SENDS:
            for line in b"".join(call.texts).split(b"\r\n"):
                if line.startswith(b"354"):
                    owed[call.target] = recipients
                elif owed.get(call.target) and line[:3].isdigit():
                    owed[call.target] -= 1
                    if line.startswith(b"250"):
                        answers.append(Answer(call.target, last_read[call.target], call.began))
    return answers


def commits(calls, wal):
    """(began, ended) of the last frame, header and page, of each commit in the log."""
    found, open_since = [], None
    for call in calls:
        if call.target != wal or call.name not in FILE_WRITES or call.result <= 0:
            continue
        head = b"".join(call.texts)[:FRAME_HEADER]
        if open_since is not None:
            found.append((open_since, call.ended))  # the page that belongs to the header before
            open_since = None
        elif len(head) == FRAME_HEADER and call.result != 32 and struct.unpack(">I", head[4:8])[0]:
            if call.result == FRAME_HEADER:
                open_since = call.began
            else:
                found.append((call.began, call.ended))  # header and page in one write
    return found


def flushes(calls, path):
    """(began, ended) of each flush of a file that succeeded."""
    return [(c.began, c.ended) for c in calls
            if c.name in FLUSHES and c.target == path and c.result == 0]


def uncovered(calls, wal, lmtp_port, recipients=1):
    """Answers without a commit and a flush of it between message and answer; [] is a proof."""
    wal_commits, wal_flushes = commits(calls, wal), flushes(calls, wal)
    faults = []
    for answer in final_answers(calls, lmtp_port, recipients):
        done = [end for begin, end in wal_commits if answer.received < begin and end < answer.began]
        if not done:
            faults.append(f"{answer}: no commit since the message was read")
        elif not any(min(done) < begin and end < answer.began for begin, end in wal_flushes):
            faults.append(f"{answer}: its commit was not flushed")
    return faults


class UnflushedState:
    """What would be lost by a power cut now: written files and made names without a flush since."""

    def __init__(self, wal, attachments):
        self._wal = wal
        self._attachments = attachments.rstrip("/") + "/"
        self._dirty = {}  # path → end of its last write
        self._names = {}  # path → end of the call that made the name

    def _matters(self, path):
        return path == self._wal or path.startswith(self._attachments)

    def apply(self, call):
        if call.result < 0:
            return
        if call.name in FILE_WRITES and self._matters(call.target):
            self._dirty[call.target] = call.ended
        elif call.name in FLUSHES:
            self._flush(call)
        elif call.made_path and self._matters(call.made_path) and call.made_path != self._wal:
            self._names[call.made_path] = call.ended
        elif call.name.startswith(("rename", "link", "mkdir")):
            self._make_name(call)
        elif call.name.startswith("unlink"):
            self._forget(call.paths()[-1])

    def _flush(self, call):
        """Covers what was written to that file, or named in that folder, before the flush began."""
        if self._dirty.get(call.target, call.began) < call.began:
            del self._dirty[call.target]
        for path, made in list(self._names.items()):
            if os.path.dirname(path) == call.target and made < call.began:
                del self._names[path]

    def _make_name(self, call):
        paths = call.paths()
        if call.name.startswith("rename"):
            written = self._dirty.pop(paths[0], None)
            self._names.pop(paths[0], None)
            if written is not None:
                self._dirty[paths[-1]] = written
        if self._matters(paths[-1]):
            self._names[paths[-1]] = call.ended

    def _forget(self, path):
        self._dirty.pop(path, None)
        self._names.pop(path, None)

    def pending(self):
        return ([f"{path} written" for path in self._dirty]
                + [f"{path} named" for path in self._names])


def left_unflushed(calls, wal, attachments, lmtp_port, recipients=1):
    """For a single session: what waits for a flush while a 250 is being written; [] is a proof."""
    state, faults = UnflushedState(wal, attachments), []
    answers = {answer.began: answer for answer in final_answers(calls, lmtp_port, recipients)}
    for call in sorted(calls, key=lambda c: c.ended):
        if call.began in answers and call.ports:
            faults += [f"{answers[call.began]}: {what}, not flushed" for what in state.pending()]
        state.apply(call)
    return faults
