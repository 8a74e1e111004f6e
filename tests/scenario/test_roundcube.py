# SPDX-License-Identifier: Apache-2.0
"""A person at Roundcube in a browser: log in, list, open, move, search, see an attachment, attach one.

Everything is clicked and typed in a headless Chromium, and asked of the server afterwards. With
KC_SCREENSHOTS=FOLDER there is a picture of each step for looking at.
"""
import base64
import email
import email.policy
import os
import pathlib
import re
import struct
import zlib

import pytest

import browser
import roundcube

pytestmark = [pytest.mark.kc_only, pytest.mark.skipif(
    not (browser.is_installed() and roundcube.is_installed()),
    reason="no Chromium or no Roundcube: contrib/packages browser")]

LETTERS = 30  # and one with a picture
ROWS = "#messagelist tbody tr"
SUBJECTS = f"{ROWS} td.subject"

WIDTH, HEIGHT = 320, 200


def picture(width, height):
    """A PNG with a blue to red gradient: large enough to be an attachment kept apart."""
    def chunk(kind, octets):
        return (struct.pack(">I", len(octets)) + kind + octets
                + struct.pack(">I", zlib.crc32(kind + octets)))

    red = [x * 255 // width for x in range(width)]
    rows = b"".join(b"\0" + b"".join(bytes([each, y * 255 // height, 255 - each]) for each in red)
                    for y in range(height))
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))


PICTURE = picture(WIDTH, HEIGHT)


def letter(number):
    return (b"From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@example.org>\r\nTo: eva@localhost\r\n"
            b"Subject: =?utf-8?q?letter_%d_of_M=C3=A4rz?=\r\n"
            b"Date: Mon, 2 Mar 2026 10:%02d:00 +0000\r\n"
            b"Message-ID: <%d@example.org>\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: text/plain; charset=iso-8859-1\r\n"
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            b"Gr=FC=DFe, number %d=\r\n of many\r\n" % (number, number % 60, number, number))


def letter_with_picture():
    return (b"From: joerg@example.org\r\nTo: eva@localhost\r\nSubject: with a picture\r\n"
            b"Date: Tue, 3 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n\r\nlook at this\r\n--cut\r\n"
            b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename*=utf-8''sch%C3%B6n.png\r\n\r\n"
            + base64.encodebytes(PICTURE).replace(b"\n", b"\r\n") + b"--cut--\r\n")


class Desk:
    """The browser in front of Roundcube."""

    def __init__(self, folder, server):
        self.roundcube = roundcube.Roundcube(folder, server.imap_port)
        self.browser = browser.Browser(folder)
        self._shots = os.environ.get("KC_SCREENSHOTS")

    def shot(self, name):
        if self._shots:
            self.browser.screenshot(pathlib.Path(self._shots) / f"{name}.png")

    def close(self):
        self.browser.close()
        self.roundcube.close()

    def open(self, subject):
        """Clicks on it in the list; leaves the browser within the message."""
        self.browser.click(SUBJECTS, subject)
        self.browser.enter_frame("#messagecontframe")
        self.browser.wait_for("#message-header .subject", subject)


@pytest.fixture(scope="module")
def desk(server, scratch):
    server.create_user("eva")
    with server.lmtp() as lmtp:
        for octets in [*map(letter, range(LETTERS)), letter_with_picture()]:
            assert lmtp.deliver(octets, ["eva"])[0][0] == 250
    folder = scratch / "roundcube"
    folder.mkdir()
    made = Desk(folder, server)
    made.browser.go(made.roundcube.address)
    made.browser.type("#rcmloginuser", "eva")
    made.browser.type("#rcmloginpwd", "secret")
    made.shot("1-login")
    made.browser.click("#rcmloginsubmit")
    made.browser.wait_for(ROWS)
    yield made
    made.close()


@pytest.fixture
def page(desk):
    """The inbox, freshly opened."""
    desk.browser.leave_frame()
    desk.browser.go(f"{desk.roundcube.address}?_task=mail&_mbox=INBOX")
    desk.browser.wait_for(ROWS)
    return desk.browser


def test_inbox_is_listed(desk, page):
    desk.shot("2-list")
    assert page.text(page.wait_for("#rcmcountdisplay")) == "Messages 1 to 31 of 31"
    first, second = (page.text(each) for each in page.find(SUBJECTS)[:2])
    assert "joerg@example.org" in first and "with a picture" in first
    assert "Jörg Müller" in second and "2026-03-02 10:29" in second
    assert "letter 29 of März" in second
    assert [text.split("\n")[0] for text in page.texts("#mailboxlist li")] == [
        "Inbox", "Drafts", "Sent", "Junk", "Trash"]
    assert page.texts("#mailboxlist li.inbox .unreadcount") == ["31"]


def test_letter_is_opened_and_then_seen(desk, page, server):
    desk.open("letter 28 of März")
    assert "Grüße, number 28 of many" in page.text(page.wait_for("#messagebody"))
    page.leave_frame()
    desk.shot("3-open")
    page.wait_for(f"{ROWS}:not(.unread)", "letter 28 of März")
    with server.imap("eva") as imap:
        imap.select()
        assert imap.command(b'SEARCH SEEN SUBJECT "letter 28"')[0][0] == b"* SEARCH 29"


def test_letter_is_moved_to_another_folder(desk, page, server):
    desk.open("letter 27 of März")
    page.leave_frame()
    page.click("#messagemenulink")
    page.click("#message-menu a.move")
    desk.shot("4-move")
    page.click("#folder-selector li a", "Junk")
    page.wait_until_gone(SUBJECTS, "letter 27 of März")
    page.click("#mailboxlist li a", "Junk")
    page.wait_for(SUBJECTS, "letter 27 of März")
    desk.shot("5-moved")
    with server.imap("eva") as imap:
        assert imap.select("Junk") == 1 and imap.fetch_message(1)[1].endswith(letter(27))
        assert imap.select() == LETTERS


@pytest.mark.parametrize("words, found", [
    pytest.param("LETTER 17 OF MÄRZ", "letter 17 of März", id="subject"),
    pytest.param("grüße, number 9 of", "letter 9 of März", id="text"),
    pytest.param("nobody wrote that", None, id="nothing")])
def test_search_finds_what_a_person_sees(desk, page, words, found):
    page.type("#mailsearchform", words + browser.ENTER)
    page.wait_for("#rcmcountdisplay", "Messages 1 to 1 of 1" if found else "No messages")
    desk.shot(f"6-search-{words.split()[0].lower()}")
    shown = page.texts(SUBJECTS)
    assert len(shown) == (1 if found else 0) and all(found in text for text in shown), shown


def test_attachment_is_seen_and_downloaded(desk, page):
    desk.open("with a picture")
    address = page.run("return document.querySelector('#attachment-list a.filename').href")
    assert "schön.png" in page.text(page.wait_for("#attachment-list a.filename"))
    assert page.fetch(f"{address}&_download=1") == PICTURE
    thumbnail = page.run("""const shown = document.querySelector('.image-attachment img');
                            return shown.decode().then(() => shown.naturalWidth);""")
    assert 0 < thumbnail <= WIDTH
    desk.shot("7-attachment")
    page.leave_frame()
    page.go(address)
    assert page.run("return document.querySelector('img').naturalWidth") == WIDTH
    desk.shot("8-picture")


def test_draft_with_an_attachment_is_kept(desk, page, server, tmp_path):
    (tmp_path / "gradient.png").write_bytes(PICTURE)
    page.go(f"{desk.roundcube.address}?_task=mail&_action=compose")
    page.type("#compose-subject", "with what I attach")
    page.attach("#uploadform input[type=file]", tmp_path / "gradient.png")
    page.wait_for("#attachment-list li:not(.uploading) a.filename", "gradient.png")
    desk.shot("10-attached")
    page.click("a.save.draft")
    page.wait_for("#messagestack", "Message saved to Drafts")
    with server.imap("eva") as imap:
        assert imap.select("Drafts") == 1
        draft = email.message_from_bytes(imap.fetch_message(1)[1], policy=email.policy.default)
    assert draft["Subject"] == "with what I attach"
    attached, = draft.iter_attachments()
    assert attached.get_filename() == "gradient.png" and attached.get_content() == PICTURE


def test_new_mail_and_what_others_removed_show_at_refresh(desk, page, server):
    count = page.text(page.wait_for("#rcmcountdisplay"))
    with server.lmtp() as lmtp:
        assert lmtp.deliver(letter(99), ["eva"])[0][0] == 250
    with server.imap("eva") as imap:
        imap.select()
        imap.expunge_all("1")  # letter 0
        imap.command(rb"STORE 1 +FLAGS (\Flagged)")  # letter 1
    page.click("a.refresh")
    page.wait_for(SUBJECTS, "letter 99 of März")
    page.wait_until_gone(SUBJECTS, "letter 0 of März")
    page.wait_for(f"{ROWS}.flagged", "letter 1 of März")
    assert page.text(page.wait_for("#rcmcountdisplay")) == count
    desk.shot("9-refreshed")


def test_server_refused_nothing(desk):
    """No NO and no BAD in all that Roundcube asked for, and no fault in its own log."""
    conversation, faults = desk.roundcube.log("imap"), desk.roundcube.log("errors")
    refused = re.findall(r"^.* S: \S+ (?:NO|BAD) .*$", conversation, re.M)
    assert " OK " in conversation and not refused and not faults, (refused, faults)
