# SPDX-License-Identifier: Apache-2.0
"""A mailbox as large as wanted in a KC, and what it costs to open it.

It is made by SQL from one message that was delivered: a million deliveries would take minutes.
"""
import sqlite3
import statistics
import time

from honest_client import TEXT

USER = "max"
UNSEEN = 1000


def multiply(database, messages):
    """Makes the one message in INBOX many, each an email of its own with the same content."""
    connection = sqlite3.connect(database)
    with connection:
        mailbox, email, received, octets = connection.execute(
            "SELECT mailbox, email, received, octets FROM st_message").fetchone()
        account, = connection.execute("SELECT account FROM st_mailbox WHERE id = ?",
                                      (mailbox,)).fetchone()
        content, summary = connection.execute("SELECT content, summary FROM st_email WHERE id = ?",
                                              (email,)).fetchone()
        first, = connection.execute("SELECT modseq FROM st_account WHERE id = ?",
                                    (account,)).fetchone()
        uids = range(2, messages + 1)
        connection.executemany("INSERT INTO st_email(id, content, summary) VALUES(?, ?, ?)", (
            (account << 40 | first + uid, content, summary) for uid in uids))
        connection.executemany(
            "INSERT INTO st_message(mailbox, uid, email, flags, modseq, received, octets, keywords,"
            " saved) VALUES(?, ?, ?, ?, ?, ?, ?, '', ?)", (
                (mailbox, uid, account << 40 | first + uid, int(uid <= messages - UNSEEN),
                 first + uid, received + uid, octets, received + uid) for uid in uids))
        connection.execute("UPDATE st_message SET flags = 1 WHERE uid = 1")
        connection.execute("UPDATE st_account SET modseq = ?, messages = ?, octets = ?"
                           " WHERE id = ?", (first + messages, messages, octets * messages, account))
        connection.execute("UPDATE st_mailbox SET modseq = ?, uid_next = ?, messages = ?,"
                           " unseen = ?, octets = ? WHERE id = ?",
                           (first + messages, messages + 1, messages, UNSEEN, octets * messages,
                            mailbox))
    connection.close()


def fill(server, messages):
    """A running server of nobody else's is given the user and the mailbox."""
    server.create_user(USER)
    with server.lmtp() as lmtp:
        assert lmtp.deliver(TEXT, [USER])[0][0] == 250
    server.stop()
    multiply(server.database, messages)
    server.start()
    with server.imap(USER) as imap:
        assert imap.select() == messages


def timed(imap, command):
    began = time.perf_counter()
    imap.command(command)
    return 1000 * (time.perf_counter() - began)


def selects_after_restart(server, rounds):
    times = []
    for _ in range(rounds):
        server.restart()
        with server.imap(USER) as imap:
            times.append(timed(imap, b"SELECT INBOX"))
    return times


def selects(server, rounds):
    figures = {"select_restarted_ms": statistics.median(selects_after_restart(server, rounds))}
    with server.imap(USER) as imap:
        figures["select_warm_ms"] = statistics.median(timed(imap, b"SELECT INBOX") for _ in range(rounds))
    return figures
