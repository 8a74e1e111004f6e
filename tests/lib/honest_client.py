#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One honest user while others misbehave: how long its requests take.

A process of its own, so that the tests' own work does not count as the server's:
`with HonestClient(server, user) as honest: …; honest.figures()`. The process fetches and delivers
in turn, some milliseconds apart, until its input ends, and then prints all times.
"""
import json
import math
import pathlib
import select
import subprocess
import sys
import time

PAUSE_SECONDS = 0.005
TEXT = b"From: honest@example.org\r\nSubject: honest\r\n\r\n" + b"a line of honest text\r\n" * 100


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * share) - 1)]


class HonestClient:
    def __init__(self, server, user):
        self._process = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).resolve()), str(server.imap_port),
             str(server.lmtp_port), user], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout.readline() == "ready\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def figures(self):
        """{what: (p50, p99, largest, count)} in milliseconds; ends the process."""
        output, _ = self._process.communicate("", timeout=60)
        times = json.loads(output)
        return {what: (*(round(percentile(values, share) * 1000, 2) for share in (0.5, 0.99, 1)),
                       len(values)) for what, values in times.items()}


def main(imap_port, lmtp_port, user):
    from raw_imap import ImapClient
    from raw_lmtp import LmtpClient
    imap, lmtp = ImapClient(imap_port, user, "secret"), LmtpClient(lmtp_port)
    assert lmtp.deliver(TEXT, [user])[0][0] == 250
    imap.select()
    times = {"fetch": [], "deliver": []}

    def timed(what, action):
        began = time.perf_counter()
        action()
        times[what].append(time.perf_counter() - began)

    def deliver():
        assert lmtp.deliver(TEXT, [user])[0][0] == 250

    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        timed("fetch", lambda: imap.fetch("1", "(FLAGS BODY.PEEK[])"))
        timed("deliver", deliver)
    print(json.dumps(times))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
