# SPDX-License-Identifier: Apache-2.0
"""What an operator sees of a running server: metrics that monitoring parses, health, log lines."""
import http.client
import json
import os
import re
import signal
import socket
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

import kc_server
from raw_imap import ImapError

pytestmark = pytest.mark.kc_only


def fetch(server, path, method="GET", over=None):
    """Status, headers and body; over: the UNIX socket, else TCP from 127.0.0.1."""
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=20)
    if over is not None:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(over))
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def samples(server):
    """(name, labels as a sorted tuple) -> value of everything that /metrics shows."""
    status, headers, body = fetch(server, "/metrics")
    assert status == 200, body
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {}
    for family in text_string_to_metric_families(body):
        assert family.type != "unknown" and family.documentation, family
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found, f"{key} twice"
            found[key] = sample.value
    return found


def value(server, name, **labels):
    return samples(server).get((name, tuple(sorted(labels.items()))))


def test_metrics_are_text_that_monitoring_parses(make_server):
    server = make_server("metrics")
    server.start()
    seen = samples(server)
    assert all(re.fullmatch(r"kopano_[a-z][a-z0-9_]*", name) for name, _ in seen), seen
    assert any(name == "kopano_kernel_build_info" for name, _ in seen)
    assert value(server, "kopano_kernel_uptime_seconds") >= 0
    assert value(server, "kopano_kernel_reloads_total", outcome="done") == 0
    assert value(server, "kopano_kernel_pool_threads", pool="main") >= 1
    assert value(server, "kopano_kernel_connections") >= 1  # our own
    assert value(server, "kopano_kernel_log_lines_lost_total") == 0
    before = value(server, "kopano_kernel_log_lines_total", level="warning")
    reload(server, lambda text: text)
    assert value(server, "kopano_kernel_reloads_total", outcome="done") == 1
    assert value(server, "kopano_kernel_log_lines_total", level="warning") == before + 1


def test_metrics_are_for_local_readers_and_whom_the_option_names(make_server):
    server = make_server("readers", metrics_allow="192.0.2.0/24")
    server.start()
    assert fetch(server, "/metrics")[0] == 403
    assert fetch(server, "/metrics", over=server.socket)[0] == 200
    assert fetch(server, "/kopano/metrics", over=server.socket)[0] == 404
    assert fetch(server, "/metrics", "POST", over=server.socket)[0] == 405
    reload(server, lambda text: text.replace("192.0.2.0/24", "127.0.0.1"))
    assert fetch(server, "/metrics")[0] == 200
    reload(server, lambda text: text.replace("= 127.0.0.1\n", "= 127.0.0.1/99\n"),
           expected="the configuration is not reloaded")
    line = next(text for text in server.log_text().splitlines() if "127.0.0.1/99" in text)
    assert re.search(r"server\.cfg:\d+: metrics_allow", line), line
    assert fetch(server, "/metrics")[0] == 200


def test_healthz_says_ok_and_nothing_else(make_server):
    server = make_server("health")
    server.start()
    assert fetch(server, "/healthz")[::2] == (200, "ok\n")


def test_modules_count_what_an_operator_asks_for(make_server):
    server = make_server("counts")
    server.start()
    server.create_user("ann")
    assert fetch(server, "/jmap")[0] == 401
    with server.lmtp() as lmtp:
        lmtp.deliver(b"Subject: x\r\n\r\nbody\r\n", ["ann@localhost"])
    with server.imap("ann"):
        pass
    with pytest.raises(ImapError):
        server.imap("ann", "wrong")
    assert value(server, "kopano_lmtp_deliveries_total", outcome="delivered") == 1
    assert value(server, "kopano_lmtp_delivery_seconds_count") == 1
    checks = "kopano_auth_password_checks_total"
    assert value(server, checks, protocol="imap", outcome="right") == 1
    assert value(server, checks, protocol="imap", outcome="wrong") == 1
    assert value(server, "kopano_http_answers_total", status="401") == 1
    engine = "mysql" if kc_server.runs_on_mariadb() else "sqlite"
    assert value(server, f"kopano_sql_{engine}_batch_closures_count") > 0


def test_json_lines_are_whole_and_typed(make_server):
    server = make_server("json", log_format="json")
    server.start()
    server.create_user("ann")
    with server.imap("ann"):
        pass
    lines = [json.loads(line) for line in server.log_text().splitlines()]
    login = next(line for line in lines if line["message"] == "IMAP login")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", login["time"])
    assert (login["level"], login["module"], login["user"]) == ("info", "imap", "ann")
    assert isinstance(login["thread"], int) and login["session"]


def test_one_module_may_say_more_than_the_others(make_server):
    server = make_server("levels", log_level="4", log_levels="nobody=3")
    server.start()
    assert "log_levels: no module nobody is loaded" in server.log_text()
    server.create_user("ann")
    with server.imap("ann"):
        pass
    assert "IMAP login" not in server.log_text()
    reload(server, lambda text: text.replace("nobody=3", "imap=6 store=2"))
    with server.imap("ann"):
        pass
    wait_for(lambda: "IMAP login" in server.log_text(), "the login in the log")
    reload(server, lambda text: text.replace("imap=6", "imap=high"),
           expected="the configuration is not reloaded")
    assert re.search(r'server\.cfg:\d+: log_levels: "imap=high"', server.log_text())


@pytest.mark.parametrize("level, shown", [("0x20005", True), ("131077", True), ("0x20004", False)])
def test_extended_bits_leave_the_level_as_it_is(make_server, level, shown):
    server = make_server("bits" + level[-1], log_level=level)
    server.start()
    server.create_user("ann")
    with server.imap("ann"):
        pass
    assert ("IMAP login" in server.log_text()) is shown


def test_the_log_follows_logrotate(make_server):
    server = make_server("rotate")
    server.start()
    old = server.log_file.with_suffix(".1")
    server.log_file.rename(old)
    reload(server, lambda text: text)
    assert "Log connection was reset" in server.log_text()
    assert "Log connection was reset" not in old.read_text()


def reload(server, change, expected="configuration reloaded"):
    """Rewrites server.cfg, sends SIGHUP and waits for the log to say what became of it."""
    path = server.etc / "server.cfg"
    path.write_text(change(path.read_text()))
    count = server.log_text().count(expected)
    os.kill(server.process.pid, signal.SIGHUP)
    wait_for(lambda: server.log_text().count(expected) > count, expected)


def wait_for(condition, what, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)
