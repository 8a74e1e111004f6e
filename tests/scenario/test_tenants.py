# SPDX-License-Identifier: Apache-2.0
"""Two companies with a john each: logins of both formats, mail to the right one, no word of the other."""
import base64
import http.client
import json
import socket

import pytest

from raw_imap import ImapError

MAIL = b"Subject: for %s\r\n\r\nhello\r\n"
USING = ["urn:ietf:params:jmap:core", "urn:kopano:params:jmap:admin"]


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self.path))


def call(connection, method, arguments, login=None):
    """The arguments of one method's response."""
    headers = {"Content-Type": "application/json"}
    if login:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{login}:secret".encode()).decode()
    account = "d0"
    if login:
        connection.request("GET", "/jmap", headers=headers)
        session = json.loads(connection.getresponse().read())
        account = next(each for each in session["accounts"] if each.startswith("d"))
    body = {"using": USING, "methodCalls": [[method, {"accountId": account, **arguments}, "c"]]}
    connection.request("POST", "/jmap/api", json.dumps(body), headers)
    name, answer, _ = json.loads(connection.getresponse().read())["methodResponses"][0]
    assert name == method, answer
    return answer


def create(server, login, **properties):
    connection = UnixConnection(server.socket)
    answer = call(connection, "Principal/set", {"create": {"x": {"kc:login": login, **properties}}})
    assert answer["notCreated"] is None, answer
    return answer["created"]["x"]["id"]


def join(form, user, company):
    return form.replace("%u", user).replace("%c", company)


@pytest.fixture(scope="module", params=["%u@%c", "%c\\%u"], ids=["at", "backslash"])
def tenants(request, make_server):
    form = request.param
    server = make_server("tenants", enable_hosted_kopano="yes", loginname_format=form).start()
    server.form = form
    for company in ("alpha", "beta"):
        create(server, company, **{"kc:kind": "company"})
        server.create_user(join(form, "john", company), address=f"john@{company}.test")
    server.create_user(join(form, "only", "beta"), address="only@beta.test")
    return server


def test_each_john_gets_his_own_mail(tenants):
    companies = ("alpha", "beta")
    with tenants.lmtp() as lmtp:
        for company in companies:
            answers = lmtp.deliver(MAIL % company.encode(), [f"john@{company}.test"])
            assert [code for code, _ in answers] == [250], answers
    for company in companies:
        with tenants.imap(join(tenants.form, "john", company)) as imap:
            assert imap.select() == 1
            assert imap.fetch_message(1)[1].endswith(MAIL % company.encode())


def test_a_login_is_an_address_too_where_it_looks_like_one(tenants):
    if "@" not in tenants.form:
        pytest.skip("RFC 5321 §4.1.2: no such path without quotes")
    with tenants.lmtp() as lmtp:
        codes = [code for code, _ in lmtp.deliver(
            MAIL % b"x", ["only@beta", "only@alpha", "only@nowhere", "john"])]
    assert codes == [250, 550, 550, 550]


def test_an_address_logs_in(tenants):
    with tenants.imap("john@beta.test") as imap:
        assert imap.select() >= 0


@pytest.mark.parametrize("user, company", [("only", "alpha"), ("john", "nowhere"), ("john", "")])
def test_nobody_logs_in_by_another_company(tenants, user, company):
    login = join(tenants.form, user, company) if company else user
    with pytest.raises(ImapError, match="AUTHENTICATIONFAILED"):
        tenants.imap(login)


def test_a_user_is_shown_the_own_company_only(tenants):
    connection = http.client.HTTPConnection("127.0.0.1", tenants.http_port, timeout=60)
    me = join(tenants.form, "john", "alpha")
    ids = call(connection, "Principal/query", {}, me)["ids"]
    shown = call(connection, "Principal/get", {"ids": None, "properties": ["email"]}, me)["list"]
    assert {each["email"] for each in shown} >= {"john@alpha.test"}
    assert not any("beta" in (each["email"] or "") for each in shown), shown
    everybody = call(UnixConnection(tenants.socket), "Principal/get",
                     {"ids": None, "properties": ["kc:login"]})["list"]
    foreign = [each["id"] for each in everybody if "beta" in each["kc:login"]]
    assert len(foreign) == 3 and not set(foreign) & set(ids)
    answer = call(connection, "Principal/get", {"ids": [*foreign, "p99999"]}, me)
    assert answer["list"] == [] and sorted(answer["notFound"]) == sorted([*foreign, "p99999"])


def test_kopano_cli_takes_and_shows_formatted_logins(tenants):
    login = join(tenants.form, "carl", "alpha")
    tenants.create_user(login, address="carl@alpha.test")
    assert login in tenants.cli("--list-users")
    assert "carl@alpha.test" in tenants.cli("--user", login)
    tenants.cli("--delete", "--user", login)
    assert login not in tenants.cli("--list-users")


def test_companies_are_out_of_use_and_back(tenants):
    """What a server without tenants keeps is not touched by switching."""
    john = join(tenants.form, "john", "alpha")
    tenants.stop()
    options = tenants.etc / "server.cfg"
    hosted = options.read_text()
    options.write_text(hosted.replace("enable_hosted_kopano = yes", "enable_hosted_kopano = no"))
    tenants.start()
    with pytest.raises(ImapError, match="AUTHENTICATIONFAILED"):
        tenants.imap(john)
    tenants.create_user("plain", address="plain@here.test")
    with tenants.imap("plain") as imap:
        imap.select()
    tenants.stop()
    options.write_text(hosted)
    tenants.start()
    with tenants.imap(john) as imap:
        assert imap.select() == 1
    with pytest.raises(ImapError, match="AUTHENTICATIONFAILED"):
        tenants.imap("plain")


def test_a_server_that_cannot_tell_companies_apart_does_not_start(make_server):
    server = make_server("no-format", enable_hosted_kopano="yes")
    refused = server.run_to_end()
    assert refused.returncode != 0
    assert "loginname_format" in refused.stdout + refused.stderr + server.log_text()
    assert "%u@%c" in refused.stdout + refused.stderr + server.log_text()
