# SPDX-License-Identifier: Apache-2.0
"""A toy LMTP server on SQLite that flushes, or does not: what the durability check is checked with.

python3 toy_lmtp.py PORT DIRECTORY honest|hasty|late; "hasty" never flushes, "late" answers first
and commits afterwards, "honest" commits with a flush (one for all who wait) and then answers. Ends
with its standard input.
"""
import pathlib
import queue
import socket
import sqlite3
import sys
import threading


def committer(path, kind, jobs):
    """Takes (octets, done) jobs; commits all that wait in one transaction."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {'OFF' if kind == 'hasty' else 'FULL'}")
    database.execute("CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, octets BLOB)")
    while True:
        batch = [jobs.get()]
        while not jobs.empty():
            batch.append(jobs.get())
        database.execute("BEGIN IMMEDIATE")
        rows = [(octets,) for octets, _ in batch]
        database.executemany("INSERT INTO mail (octets) VALUES (?)", rows)
        database.execute("COMMIT")
        for _, done in batch:
            done.set()


def session(connection, kind, jobs):
    stream = connection.makefile("rb")
    connection.sendall(b"220 toy\r\n")
    while line := stream.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            connection.sendall(b"354 go on\r\n")
            octets = b"".join(iter(stream.readline, b".\r\n"))
            done = threading.Event()
            jobs.put((octets, done))
            if kind != "late":
                done.wait(30)
            connection.sendall(b"250 2.0.0 taken\r\n")
        else:
            connection.sendall(b"250 ok\r\n")
            if verb == b"QUIT":
                break
    connection.close()


def main(port, directory, kind):
    jobs = queue.Queue()
    path = pathlib.Path(directory) / "kopano.db"
    threading.Thread(target=committer, args=(path, kind, jobs), daemon=True).start()
    listener = socket.create_server(("127.0.0.1", int(port)))

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=session, args=(connection, kind, jobs), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:4])
