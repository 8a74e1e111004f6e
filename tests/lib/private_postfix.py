# SPDX-License-Identifier: Apache-2.0
"""A private Postfix on loopback that hands everything for example.com to one LMTP server.

Needs root, because Postfix's master starts so; nothing of the system's own Postfix is read or
touched. No DNS, no outbound mail: what is not for example.com is an error.
"""
import pathlib
import shutil
import subprocess

import processes

DOMAIN = "example.com"
MAIN = """\
compatibility_level = 3.6
config_directory = {etc}
queue_directory = {queue}
data_directory = {data}
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
shlib_directory = /usr/lib/postfix
maillog_file = {log}
maillog_file_prefixes = {directory}
myhostname = mx.example.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{etc}/users
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
lmtp_destination_recipient_limit = 50
message_size_limit = 67108864
default_transport = error:no outbound
relay_transport = error:no outbound
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
in_flow_delay = 0
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
"""
MASTER = """\
127.0.0.1:{smtp_port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""


class PrivatePostfix:
    def __init__(self, directory, lmtp_port, users):
        """Accepts user@example.com for each user; the directory must not be writable by others."""
        self.directory = pathlib.Path(directory)
        self.smtp_port = processes.free_ports(1)[0]
        self.log_file = self.directory / "mail.log"
        self._etc = self.directory / "etc"
        folders = {name: self.directory / name for name in ("etc", "queue", "data")}
        for folder in (self.directory, *folders.values()):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        shutil.chown(folders["data"], "postfix")
        (self._etc / "main.cf").write_text(MAIN.format(
            directory=self.directory, log=self.log_file, domain=DOMAIN, lmtp_port=lmtp_port,
            **folders))
        (self._etc / "master.cf").write_text(MASTER.format(smtp_port=self.smtp_port))
        (self._etc / "users").write_text("".join(f"{u}@{DOMAIN} {u}\n" for u in users))

    def _command(self, *arguments):
        return subprocess.run(arguments, capture_output=True, text=True, timeout=60)

    def start(self):
        done = self._command("postfix", "-c", str(self._etc), "start")
        if done.returncode:
            raise RuntimeError(f"postfix did not start: {done.stderr}")
        processes.wait_until(self._answers, 30, "Postfix answers")
        return self

    def _answers(self):
        return self._command("swaks", "--server", f"127.0.0.1:{self.smtp_port}",
                             "--quit-after", "EHLO").returncode == 0

    def stop(self):
        self._command("postfix", "-c", str(self._etc), "stop")

    def queue(self):
        return self._command("postqueue", "-c", str(self._etc), "-p").stdout

    def log_text(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""


def why_not():
    """A reason for not running here, or None."""
    if not processes.is_root():
        return "a private Postfix needs root"
    missing = [name for name in ("postfix", "swaks") if not shutil.which(name)]
    return f"not installed: {', '.join(missing)}" if missing else None
