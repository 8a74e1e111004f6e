# SPDX-License-Identifier: Apache-2.0
"""A private Cyrus IMAP of Debian 12: the second peer that KC is compared with.

Its package and Dovecot's exclude each other, so it lives in a Debian root of its own, made once in the folder
KC_CYRUS_ROOT (build/cyrus-root) and shared by all servers: each has its configuration and mail in its own folder, which
it alone sees in the root as /srv/cyrus. Settings are the package's but for ports, names with /, log-in and limits, and
idled, which tells IDLE sessions of arrivals. It flushes to disk by itself, there is nothing to set.
"""
import os
import pathlib
import shutil
import signal
import subprocess

import clean_root
import kc_server
from mail_server import MailServer, ServerDied, STOP_SECONDS
from raw_imap import quoted

ROOT = pathlib.Path(os.environ.get("KC_CYRUS_ROOT", kc_server.CHECKOUT / "build" / "cyrus-root"))
PACKAGES = ["cyrus-imapd", "sasl2-bin", "libsasl2-modules"]
PASSWORD = "secret"
ADMIN = "cyrus"
HOME = "/srv/cyrus"
IMAPD = f"""\
configdirectory: {HOME}/conf
partition-default: {HOME}/spool
defaultpartition: default
sievedir: {HOME}/sieve
idlesocket: {HOME}/idle
servername: localhost
admins: {ADMIN}
altnamespace: yes
unixhierarchysep: yes
lmtp_downcase_rcpt: yes
hashimapspool: true
umask: 077
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {HOME}/sasldb2
sasl_mech_list: PLAIN
"""
# imapd -U 30 is the package's: a process serves 30 connections in turn.
CYRUS = """\
START {{
    recover cmd="ctl_cyrusdb -C {home}/imapd.conf -r"
}}
DAEMON {{
    idled cmd="idled -C {home}/imapd.conf"
}}
SERVICES {{
    imap cmd="imapd -C {home}/imapd.conf -U 30" listen="127.0.0.1:{imap_port}" prefork=0 maxchild=2000
    lmtp cmd="lmtpd -C {home}/imapd.conf -a" listen="127.0.0.1:{lmtp_port}" prefork=0 maxchild=200
}}
EVENTS {{
}}
"""
ENTER = f'mount --bind "$1" "$2{HOME}" && shift && exec chroot "$@"'
ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def _run_in(root, *command):
    return subprocess.run(["chroot", root, *command], capture_output=True, text=True, timeout=900,
                          stdin=subprocess.DEVNULL, env={**os.environ, **ENVIRONMENT})


def make_root():
    """The root with Cyrus, where it is not there yet: about a minute. Raises CannotMakeRoot with the reason."""
    if (ROOT / HOME[1:]).is_dir():
        return
    clean_root.make_base()
    new = ROOT.with_name(ROOT.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    subprocess.run(["tar", "-C", new, "-xf", clean_root.BASE], check=True)
    for name in ("etc/resolv.conf", "etc/hosts"):
        shutil.copyfile("/" + name, new / name)
    policy = new / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    for step in (["update"], ["install", "--no-install-recommends", *PACKAGES]):
        done = _run_in(new, *clean_root.APT, *step)
        if done.returncode:
            raise clean_root.CannotMakeRoot(f"apt-get {step[0]} of Cyrus failed: {done.stderr[-500:]}")
    (new / HOME[1:]).mkdir()  # last: it says that all is there
    os.replace(new, ROOT)


def cyrus_version():
    """The version of the package in the root."""
    return _run_in(ROOT, "dpkg-query", "-W", "-f", "${Version}", PACKAGES[0]).stdout


class CyrusServer(MailServer):
    name = "cyrus"
    one_process = False

    def __init__(self, directory):
        super().__init__(directory)
        make_root()
        self.home = self.directory / "cyrus"
        for name in ("conf/db", "conf/proc", "conf/socket", "spool", "sieve"):
            (self.home / name).mkdir(exist_ok=True, parents=True)
        (self.home / "imapd.conf").write_text(IMAPD)
        (self.home / "cyrus.conf").write_text(CYRUS.format(home=HOME, imap_port=self.imap_port,
                                                           lmtp_port=self.lmtp_port))
        self._add_passwords([ADMIN])

    def _enter(self, *command):
        """The command in the root with this server's folder; the process it becomes is the command's."""
        return ["unshare", "--mount", "sh", "-c", ENTER, "sh", str(self.home), str(ROOT), *command]

    def _add_passwords(self, names):
        script = "".join(f"echo {PASSWORD} | saslpasswd2 -p -c -f {HOME}/sasldb2 -u localhost {name} || exit 1\n"
                         for name in names) + f"chown -R cyrus:mail {HOME}\n"
        subprocess.run(self._enter("sh", "-c", script), check=True, stdin=subprocess.DEVNULL)

    def command_line(self):
        # master signals its whole process group when it ends, so it gets one of its own.
        return ["setsid", *self._enter("/usr/sbin/cyrmaster", "-D", "-C", f"{HOME}/imapd.conf",
                                       "-M", f"{HOME}/cyrus.conf", "-p", f"{HOME}/master.pid")]

    def create_user(self, name, password=PASSWORD, address=None):
        assert password == PASSWORD, "this Cyrus knows one password for all"
        self.create_users([name])

    def create_users(self, names, domain="localhost"):
        self._add_passwords(names)
        with self.imap(ADMIN) as imap:
            for name in names:
                imap.command(b"CREATE " + quoted(f"user/{name}"))

    def stop(self):
        """SIGQUIT is the clean end: master waits for its children, where SIGTERM leaves them to themselves."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerDied(f"{self.name} did not stop\n{self._last_words()}") from None
        self.process = None

    def log_text(self):
        return ""  # it logs to syslog, and the root has none
