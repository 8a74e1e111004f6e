# SPDX-License-Identifier: Apache-2.0
"""Sockets from systemd, and what the server tells it: ready, reloading, alive, stopping."""
import shutil
import signal
import socket

import pytest

import processes

ACTIVATE = shutil.which("systemd-socket-activate")

pytestmark = [pytest.mark.kc_only,
              pytest.mark.skipif(ACTIVATE is None, reason="systemd-socket-activate is not here")]


def test_sockets_that_were_handed_over_are_served(make_server):
    server = make_server("activated")
    extra = processes.free_ports(1)[0]
    server.start(wrapper=[ACTIVATE, "-l", f"127.0.0.1:{server.imap_port}",
                          "-l", f"127.0.0.1:{extra}", "-l", str(server.socket),
                          "--fdname=imap:nobodys:http"])
    try:
        server.create_user("ann")  # over the UNIX socket
        with server.imap("ann") as imap:
            imap.command(b"NOOP")
        warning = next(line for line in server.log_text().splitlines()
                       if "service manager's socket" in line)
        assert f"127.0.0.1:{extra} (nobodys)" in warning and "[warning" in warning
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", extra), timeout=5)
    finally:
        server.stop()
    assert server.socket.exists()  # it is the service manager's


def test_the_service_manager_hears_of_each_state(make_server, scratch):
    path = scratch / "notify"
    server = make_server("notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(60)
        server.start(wrapper=["env", f"NOTIFY_SOCKET={path}", "WATCHDOG_USEC=400000"])
        said = []

        def wait_for(word):
            while not said or word not in said[-1]:
                said.append(manager.recv(4096).decode())

        wait_for("READY=1")
        wait_for("WATCHDOG=1")
        server.process.send_signal(signal.SIGHUP)
        wait_for("RELOADING=1")
        assert "MONOTONIC_USEC=" in said[-1]
        wait_for("READY=1")
        server.stop()
        wait_for("STOPPING=1")
