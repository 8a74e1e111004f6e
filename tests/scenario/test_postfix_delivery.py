# SPDX-License-Identifier: Apache-2.0
"""Real mail from a real Postfix: one message, three users, one LMTP transaction, the same octets.

A relay between Postfix and the server shows what Postfix really sent; what users read by imaplib
and by curl must be that, after the trace headers that delivery put in front.
"""
import base64
import imaplib
import random
import re
import smtplib
import subprocess

import pytest

import private_postfix
import processes
import recording_relay
from messages import added_prefix

USERS = ["anna", "bert", "carl"]
ATTACHMENTS = {"photo.jpg": 400_000, "table.ods": 30_000, "note.txt": 500}


@pytest.fixture(scope="module")
def postfix(server, scratch):
    reason = private_postfix.why_not()
    if reason:
        pytest.skip(reason)
    server.create_users(USERS, private_postfix.DOMAIN)
    relay = recording_relay.RecordingRelay(server.lmtp_port)
    mta = private_postfix.PrivatePostfix(scratch / "postfix", relay.port, USERS).start()
    mta.relay = relay
    yield mta
    mta.stop()
    relay.close()


def message_with_attachments():
    lines = ["From: Sender <sender@example.org>", "To: anna@example.com, bert@example.com",
             "Subject: three attachments", "Message-ID: <three@example.org>",
             "Date: Mon, 02 Mar 2026 10:00:00 +0000", "MIME-Version: 1.0",
             'Content-Type: multipart/mixed; boundary="cut"', "", "--cut",
             "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
             "Grüße", ".", "..two dots", "end"]
    for name, size in ATTACHMENTS.items():
        encoded = base64.encodebytes(random.Random(name).randbytes(size)).decode().splitlines()
        lines += ["--cut", f'Content-Type: application/octet-stream; name="{name}"',
                  "Content-Transfer-Encoding: base64",
                  f'Content-Disposition: attachment; filename="{name}"', "", *encoded]
    return "\r\n".join([*lines, "--cut--", ""]).encode()


def submit(postfix, octets, users):
    """Hands the octets to Postfix; the text has CRLF throughout, so smtplib leaves it alone."""
    with smtplib.SMTP("127.0.0.1", postfix.smtp_port, timeout=30) as smtp:
        addresses = [f"{user}@{private_postfix.DOMAIN}" for user in users]
        refused = smtp.sendmail("sender@example.org", addresses, octets,
                                mail_options=["BODY=8BITMIME"])
    assert not refused


def deliveries(postfix):
    """The recipients that Postfix's log calls served."""
    return re.findall(r"postfix/lmtp\[\d+\]: \w+: to=<([^>]+)>.*status=sent", postfix.log_text())


@pytest.fixture(scope="module")
def transactions(postfix):
    """[(recipients, octets)] that Postfix sent by LMTP, once all three users are served."""
    submit(postfix, message_with_attachments(), USERS)
    processes.wait_until(lambda: len(deliveries(postfix)) >= len(USERS), 60,
                         "Postfix delivers to all three")
    return [t for said in postfix.relay.said for t in recording_relay.lmtp_transactions(said)]


def as_stored(server, user):
    """By imaplib: the only message of the user's INBOX, with its size."""
    connection = imaplib.IMAP4("127.0.0.1", server.imap_port)
    connection.login(user, "secret")
    assert connection.select("INBOX", readonly=True)[1] == [b"1"]
    (head, octets), *_ = connection.fetch("1", "(RFC822.SIZE BODY.PEEK[])")[1]
    connection.logout()
    assert int(re.search(rb"RFC822\.SIZE (\d+)", head).group(1)) == len(octets)
    return octets


def test_three_users_are_served_in_one_transaction(postfix, transactions):
    addresses = [f"{user}@{private_postfix.DOMAIN}" for user in USERS]
    assert sorted(deliveries(postfix)) == addresses
    assert [sorted(recipients) for recipients, _ in transactions] == [addresses]


def test_each_copy_holds_the_octets_that_postfix_sent(server, transactions):
    octets = transactions[0][1]
    assert octets.endswith(message_with_attachments())
    for user in USERS:
        added_prefix(as_stored(server, user), octets, server.trace_headers)


def test_curl_fetches_the_same_octets_as_imaplib(server, transactions):
    for user in USERS:
        url = f"imap://127.0.0.1:{server.imap_port}/INBOX;MAILINDEX=1"
        curl = subprocess.run(["curl", "-s", "-S", "-u", f"{user}:secret", url],
                              capture_output=True, timeout=60, check=True)
        assert curl.stdout == as_stored(server, user)


def test_nothing_is_left_in_the_queue(postfix, transactions):
    processes.wait_until(lambda: "Mail queue is empty" in postfix.queue(), 20, "empty queue")
