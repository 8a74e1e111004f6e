# SPDX-License-Identifier: Apache-2.0
"""A mailbox on either side of a program that keeps two alike: over IMAP, or as a Maildir.

Both tell and change the same: messages known by their subject, with flags by the letters that a
Maildir has for them.
"""
import imaplib
import re

FLAGS = {"S": r"\Seen", "F": r"\Flagged", "R": r"\Answered", "D": r"\Draft"}
TEXT = "From: a@example.org\r\nSubject: {0}\r\nMessage-ID: <{0}@example.org>\r\n\r\ntext of {0}\r\n"


class ImapReplica:
    def __init__(self, server, user, mailbox="INBOX"):
        self._imap = imaplib.IMAP4("127.0.0.1", server.imap_port, timeout=60)
        self._imap.login(user, "secret")
        self._mailbox = mailbox

    def _uids(self):
        """{subject: uid}, as the server has it now."""
        self._imap.select(self._mailbox)
        return {subject: uid for subject, (uid, _) in self._rows().items()}

    def _rows(self):
        found = {}
        answer = self._imap.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
        for pieces in answer:
            if isinstance(pieces, tuple):
                head, field = pieces[0].decode(), pieces[1].decode()
                uid = re.search(r"UID (\d+)", head)[1]
                flags = re.search(r"FLAGS \(([^)]*)\)", head)[1].split()
                letters = {letter for letter, flag in FLAGS.items() if flag in flags}
                subject = re.search(r"Subject: (.*)", field)[1].strip()
                assert subject not in found, f"{subject} is there twice"
                found[subject] = uid, "".join(sorted(letters))
        return found

    def messages(self):
        """{subject: letters}"""
        self._imap.select(self._mailbox, readonly=True)
        return {subject: letters for subject, (_, letters) in self._rows().items()}

    def add(self, subject):
        assert self._imap.append(self._mailbox, None, None,
                                 TEXT.format(subject).encode())[0] == "OK"

    def flag(self, subject, letters):
        flags = " ".join(FLAGS[letter] for letter in letters)
        assert self._imap.uid("STORE", self._uids()[subject], "FLAGS", f"({flags})")[0] == "OK"

    def remove(self, subject):
        uid = self._uids()[subject]
        self._imap.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        assert self._imap.uid("EXPUNGE", uid)[0] == "OK"

    def close(self):
        self._imap.logout()


class MaildirReplica:
    def __init__(self, folder):
        self._folder = folder
        self._added = 0

    def _files(self):
        """{subject: file}"""
        files = [each for name in ("new", "cur") for each in (self._folder / name).iterdir()]
        found = {re.search(r"^Subject: (.*?)\r?$", each.read_text(), re.M)[1]: each
                 for each in files}
        assert len(found) == len(files), f"a message is there twice: {files}"
        return found

    def messages(self):
        return {subject: "".join(sorted(set(each.name.partition(":2,")[2]) & set(FLAGS)))
                for subject, each in self._files().items()}

    def add(self, subject):
        self._added += 1
        (self._folder / "new" / f"{self._added}.replica.host").write_text(
            TEXT.format(subject).replace("\r\n", "\n"))

    def flag(self, subject, letters):
        each = self._files()[subject]
        each.rename(self._folder / "cur" / f"{each.name.partition(':2,')[0]}:2,{letters}")

    def remove(self, subject):
        self._files()[subject].unlink()

    def close(self):
        pass
