# SPDX-License-Identifier: Apache-2.0
"""A private, unprivileged Dovecot: the peer that KC is compared with, and a stand-in to prove
tests.

sdbox with single-instance attachment storage and mail_fsync = always, so that it promises what KC
promises. Any user exists, with one password. Limits are raised so that 1,000 sessions fit.
"""
import grp
import os
import pwd
import shutil
import subprocess

from mail_server import MailServer
from processes import is_root

PASSWORD = "secret"
CONFIGURATION = """\
base_dir = {run}
state_dir = {directory}/state
log_path = {log}
mail_temp_dir = {directory}
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = {location}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
mail_fsync = always
mail_attachment_dir = {attachments}
mail_attachment_fs = sis posix
mail_attachment_min_size = 16k
mail_max_userip_connections = 2000
auth_username_format = %n
default_client_limit = 20000
default_process_limit = 2000
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%n
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 2
  client_limit = 5000
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service imap {{
  process_limit = 2000
}}
service anvil {{
  chroot =
}}
service lmtp {{
  process_limit = 200
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
"""


class DovecotServer(MailServer):
    name = "dovecot"
    one_process = False
    trace_headers = ("Return-Path", "Received", "Delivered-To")
    location = "sdbox:{mail}/%n"

    def __init__(self, directory):
        super().__init__(directory)
        self.log_file = self.directory / "server.log"
        self.mail = self.directory / "mail"
        self.attachments = self.directory / "attachments"
        self._account = "nobody" if is_root() else pwd.getpwuid(os.geteuid()).pw_name
        self._prepare()

    def _prepare(self):
        account = pwd.getpwnam(self._account)
        run = self.directory / "run"
        for folder in (self.directory, self.mail, self.attachments, run):
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, account.pw_uid, account.pw_gid)
        self.configuration = self.directory / "dovecot.conf"
        self.configuration.write_text(CONFIGURATION.format(
            location=self.location.format(mail=self.mail), directory=self.directory, run=run, log=self.log_file, mail=self.mail,
            attachments=self.attachments, user=account.pw_name, uid=account.pw_uid,
            group=grp.getgrgid(account.pw_gid).gr_name, gid=account.pw_gid, password=PASSWORD,
            imap_port=self.imap_port, lmtp_port=self.lmtp_port))

    def command_line(self):
        dovecot = ["/usr/sbin/dovecot", "-F", "-c", str(self.configuration)]
        if not is_root():
            return dovecot
        group = grp.getgrgid(pwd.getpwnam(self._account).pw_gid).gr_name
        return ["setpriv", "--reuid", self._account, "--regid", group, "--clear-groups", *dovecot]

    def kill(self):
        super().kill()
        for leftover in (self.directory / "run").glob("*.pid"):
            leftover.unlink()

    def create_user(self, name, password=PASSWORD, address=None):
        assert password == PASSWORD, "this Dovecot knows one password for all"

    def log_text(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""


class MaildirServer(DovecotServer):
    """A file a message, which Dovecot's manual takes for the safest."""

    name = "maildir"
    location = "maildir:{mail}/%n/Maildir"


def dovecot_version():
    """The version of Debian's Dovecot with LMTP and IMAP, or None when it is not all there."""
    parts = ("/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp")
    if not all(shutil.which(part) for part in parts):
        return None
    return subprocess.run([parts[0], "--version"], capture_output=True, text=True).stdout.strip()
