# SPDX-License-Identifier: Apache-2.0
"""A minimal Debian in a folder of its own, for trying packages as somebody who has nothing else.

debootstrap makes it once; the copy lies in the user's cache and each test unpacks one. What runs in it has its own
processes, mounts and network, which all end with close(); only apt sees the network of this machine.
"""
import contextlib
import ctypes
import fcntl
import os
import pathlib
import shutil
import subprocess
import time

SUITE = "bookworm"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "kc"
BASE = CACHE / f"debootstrap-{SUITE}.tar"
CLONE_NEWNET = 0x40000000
APT = ["apt-get", "-q", "-y", "-o", "Dpkg::Options::=--force-confold"]


class CannotMakeRoot(Exception):
    """Why no root can be made on this machine."""


def _host(*command, **kind):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, **kind)


def apt_sources():
    """This machine's own apt sources of the suite, so that the root asks the same mirrors."""
    shown = _host("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)", "Created-By: Packages")
    rows = {tuple(line.split()) for line in shown.stdout.splitlines() if len(line.split()) == 3}
    return sorted(row for row in rows if row[1].split("-")[0] == SUITE) or [
        ("http://deb.debian.org/debian", SUITE, "main")]


def apt_settings():
    """Proxies and checks: what decides whether this machine reaches its mirrors."""
    shown = _host("apt-config", "dump").stdout.splitlines()
    return "".join(f"{line}\n" for line in shown
                   if line.startswith(("Acquire::http", "Acquire::https", "Acquire::Check", "Acquire::Retries")))


def _make_base():
    if os.geteuid() != 0:
        raise CannotMakeRoot("debootstrap and chroot need root")
    for program in ("debootstrap", "unshare", "nsenter", "ip"):
        if not shutil.which(program):
            raise CannotMakeRoot(f"{program} is not installed (contrib/packages test)")
    tried = _host("unshare", "--mount", "--pid", "--net", "--fork", "true")
    if tried.returncode:
        raise CannotMakeRoot(f"no namespaces here: {tried.stderr.strip()}")
    if BASE.exists():
        return
    root = CACHE / f"debootstrap-{SUITE}.new"
    shutil.rmtree(root, ignore_errors=True)
    mirror = next((site for site, suite, _ in apt_sources() if suite == SUITE), "http://deb.debian.org/debian")
    done = _host("debootstrap", "--variant=minbase", SUITE, root, mirror)
    if done.returncode:
        raise CannotMakeRoot(f"debootstrap from {mirror} failed: {(done.stdout + done.stderr)[-500:]}")
    (root / "etc/apt/sources.list").write_text(
        "".join(f"deb {' '.join(source)}\n" for source in apt_sources()))
    (root / "etc/apt/apt.conf.d/99host").write_text(apt_settings() + 'Acquire::Languages "none";\n')
    updated = _host("chroot", root, "apt-get", "-qq", "update")
    if updated.returncode:
        raise CannotMakeRoot(f"apt-get update in the new root failed: {updated.stderr[-500:]}")
    packed = _host("tar", "-C", root, "-cf", f"{BASE}.new", ".")
    if packed.returncode:
        raise CannotMakeRoot(f"tar of the new root failed: {packed.stderr[-500:]}")
    os.replace(f"{BASE}.new", BASE)
    shutil.rmtree(root, ignore_errors=True)


def make_base():
    """Makes the cached root where it is not there yet, one process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "debootstrap.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_base()


class CleanRoot:
    def __init__(self, folder, packages):
        """packages: the folder of .deb files that apt in the root is offered, beside Debian's."""
        self.root = pathlib.Path(folder)
        self.root.mkdir()
        self.packages = packages
        archives = CACHE / "archives"
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        subprocess.run(["tar", "-C", self.root, "-xf", BASE], check=True)
        for name in ("etc/resolv.conf", "etc/hosts"):
            with contextlib.suppress(OSError):
                shutil.copyfile("/" + name, self.root / name)
        (self.root / "srv/kc").mkdir()
        (self.root / "etc/apt/sources.list.d/kc.list").write_text("deb [trusted=yes] file:/srv/kc ./\n")
        mounts = (f'mount -t proc proc "{self.root}/proc" && mount --bind "{packages}" "{self.root}/srv/kc" && '
                  f'mount --bind "{archives}" "{self.root}/var/cache/apt/archives" && echo ready && exec sleep inf')
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "sh", "-c", mounts],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = self._holder.stdout.readline()
        assert said == "ready\n", said
        children = f"/proc/{self._holder.pid}/task/{self._holder.pid}/children"
        self._inner = pathlib.Path(children).read_text().split()[0]
        subprocess.run(["nsenter", "-t", self._inner, "-n", "ip", "link", "set", "lo", "up"], check=True)
        self._servers = []

    def close(self):
        self._holder.kill()
        self._holder.wait()
        for server in self._servers:
            server.wait()
        if not os.environ.get("KC_KEEP"):
            shutil.rmtree(self.root, ignore_errors=True)

    def _entered(self, command, network):
        spaces = ["-m", "-p"] + (["-n"] if network == "own" else [])
        return ["nsenter", "-t", self._inner, *spaces, "chroot", str(self.root), *map(str, command)]

    def run(self, *command, network="own", check=True, seconds=300):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8",
                       "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        done = subprocess.run(self._entered(command, network), capture_output=True, text=True, timeout=seconds,
                              stdin=subprocess.DEVNULL, env=environment)
        if check:
            assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done

    def apt(self, *arguments):
        """apt-get, with lists that are up to date with the packages offered."""
        scan = subprocess.run(["dpkg-scanpackages", "-m", "."], cwd=self.packages, capture_output=True, check=True)
        (pathlib.Path(self.packages) / "Packages").write_bytes(scan.stdout)
        self.run(*APT, "update", network="host")
        return self.run(*APT, *arguments, network="host", seconds=600)

    def installed(self):
        """Name and version of each installed package."""
        shown = self.run("dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n").stdout
        rows = [line.split() for line in shown.splitlines()]
        return {name: version for name, version, status in rows if status == "installed"}

    def start(self, *command):
        """A program of the root that goes on running; its output is in out.log."""
        with open(self.root / "out.log", "ab") as log:
            self._servers.append(subprocess.Popen(self._entered(command, "own"), stdin=subprocess.DEVNULL,
                                                  stdout=log, stderr=log))
        return self._servers[-1]

    def stop(self, server):
        # The one that is known here is nsenter; the server is its child.
        for child in pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            os.kill(int(child), 15)
        server.wait(timeout=30)

    @contextlib.contextmanager
    def inside(self):
        """This thread's new sockets are in the root's network."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/thread-self/ns/net") as ours, open(f"/proc/{self._inner}/ns/net") as theirs:
            assert libc.setns(theirs.fileno(), CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            try:
                yield
            finally:
                assert libc.setns(ours.fileno(), CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())

    def wait_for(self, condition, server, seconds=60):
        """Until the condition holds inside, or the server ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert server.poll() is None, (self.root / "out.log").read_text(errors="replace")
            with self.inside(), contextlib.suppress(OSError):
                return condition()
            time.sleep(0.05)
        raise AssertionError("no answer: " + (self.root / "out.log").read_text(errors="replace"))
