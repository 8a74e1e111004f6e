# SPDX-License-Identifier: Apache-2.0
"""Every kopano-cli line of the manual's chapter, run as it is printed and in its order, on both databases."""
import json
import os
import re
import subprocess

import pytest

import kc_server
import private_mariadb

pytestmark = pytest.mark.kc_only

MAIL = b"Subject: kept\r\n\r\nhello\r\n"


class Shell:
    """An administrator's: the programs are in the PATH, the configuration where it is looked for."""

    def __init__(self, server):
        programs = kc_server.find_program("kopano-cli").parent
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}",
                            "KOPANO_CONFIG_PATH": str(server.etc)}

    def start(self, line, **names):
        """A line of the manual; <name> in it stands for what is given as name."""
        for name, value in names.items():
            assert f"<{name}>" in line
            line = line.replace(f"<{name}>", value)
        assert not re.search(r"<\w", line), line
        # The packages put it into /usr/sbin; here it is in the PATH.
        return subprocess.Popen(["sh", "-c", line.replace("/usr/sbin/", "")], env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, line, **names):
        process = self.start(line, **names)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def silent(self, line, **names):
        assert self.run(line, **names) == (0, "", ""), line

    def output(self, line, **names):
        code, out, err = self.run(line, **names)
        assert (code, err) == (0, ""), (line, code, err)
        return out

    def refused(self, line, code=1, **names):
        done, out, err = self.run(line, **names)
        assert (done, out) == (code, ""), (line, done, out, err)
        return err.rstrip("\n")

    def document(self, line):
        return json.loads(self.output(line + " --json"))


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def hosted(request, make_server):
    """One installation for the whole chapter: a line finds what the ones before have made."""
    engine = {"database_engine": "sqlite"}
    if request.param == "mariadb":
        if not private_mariadb.is_installed() or not list(kc_server.build_folder().glob("modules/*/sql-mysql.so")):
            pytest.skip("no MariaDB, or no module for it")
        engine = private_mariadb.shared().options()
    return make_server("manual-cli", enable_hosted_kopano="true", loginname_format="%u@%c", **engine).start()


@pytest.fixture(scope="module")
def shell(hosted):
    return Shell(hosted)


# 6.2.2.4

def test_lists_are_there_when_nobody_is(shell):
    assert shell.output("kopano-cli --list-companies").splitlines() == [
        "Company list (0):", "\t" + f"{'Companyname':>32}{'System Administrator':>32}", "\t" + "-" * 64]
    assert shell.output("kopano-cli --list-users") == ""


# 6.2.3, first of all: the tenants that the other sections speak of

def test_creates_a_company(shell):
    shell.silent("/usr/sbin/kopano-cli --create --company <companyname>", companyname="exampleorg")
    shell.silent("/usr/sbin/kopano-cli --company other --create")
    taken = shell.refused("/usr/sbin/kopano-cli --create --company <companyname>", companyname="exampleorg")
    assert taken == "company 'exampleorg' already exists"
    rows = shell.output("kopano-cli --list-companies").splitlines()
    assert rows[0] == "Company list (2):"
    assert rows[3:] == ["\t" + f"{name:>32}{'SYSTEM':>32}" for name in ("exampleorg", "other")]


def test_a_company_has_its_public_store_at_once(shell):
    details = shell.output("/usr/sbin/kopano-cli --company <companyname>", companyname="exampleorg").splitlines()
    assert details[0] == "Name:                         exampleorg"
    assert any(re.fullmatch(r"Public store: {17}[0-9a-f]{32}", line) for line in details), details
    assert shell.refused("/usr/sbin/kopano-cli --create-store --company <tenant>", tenant="exampleorg") == \
        "public store already exists for company 'exampleorg'"


# 6.2.2.5

def test_creates_a_public_store_by_hand(shell):
    line = "/usr/sbin/kopano-cli --create-store --company <tenant>"
    shell.silent("kopano-cli --unhook-store --company other")
    shell.silent(line, tenant="other")
    assert shell.refused(line, tenant="nobody") == "no such company: 'nobody'"
    shell.silent("/usr/sbin/kopano-cli --create --company <companyname>", companyname="'Müller und Söhne'")
    shell.silent("kopano-cli --unhook-store --company 'Müller und Söhne'")
    shell.silent(line, tenant="'Müller und Söhne'")
    shell.silent("/usr/sbin/kopano-cli --delete --company <companyname>", companyname="'Müller und Söhne'")


def test_two_at_once_make_one_public_store(shell):
    shell.silent("kopano-cli --unhook-store --company other")
    both = [shell.start("kopano-cli --create-store --company other") for _ in range(2)]
    said = [(process.communicate(timeout=60)[1], process.returncode) for process in both]
    assert sorted(said) == [("", 0), ("public store already exists for company 'other'\n", 1)]


def test_creates_the_public_store_of_a_single_tenant(shell):
    code, out, err = shell.run("kopano-cli --create-store")
    assert (code, out) == (0, "") and err.startswith("warning: ") and err.count("\n") == 1
    code, out, err = shell.run("kopano-cli --create-store")
    assert code == 1 and err.endswith("public store already exists\n")


# 6.2.4

def test_creates_a_user_by_its_bare_name(shell, hosted):
    shell.silent("/usr/sbin/kopano-cli --create john@exampleorg --fullname 'John Doe' --email john@example.com "
                 "--password secret --admin-level 1 --quota-override yes --quota-hard 100")
    with hosted.imap("john@exampleorg", "secret") as imap:
        imap.select()
    assert shell.refused("/usr/sbin/kopano-cli --create john@exampleorg") == "user 'john@exampleorg' already exists"
    shown = shell.document("kopano-cli --user john@exampleorg")
    assert (shown["fullname"], shown["adminLevel"], shown["company"]) == ("John Doe", 1, "exampleorg")
    assert shown["quota"] == {"override": True, "warn": 0, "soft": 0, "hard": 100 << 20}
    assert re.fullmatch("[0-9a-f]{32}", shown["store"]["guid"])


def test_creates_all_of_it_or_nothing(shell):
    code, _, err = shell.run("/usr/sbin/kopano-cli --create twin@exampleorg --email john@example.com")
    assert (code, err) == (1, "e-mail address 'john@example.com' is already in use\n")
    assert shell.refused("kopano-cli --user twin@exampleorg") == "no such user: 'twin@exampleorg'"


def test_creates_a_group(shell):
    line = "/usr/sbin/kopano-cli --create --group group@exampleorg"
    shell.silent(line)
    assert shell.refused(line) == "group 'group@exampleorg' already exists"
    assert "\tgroup@exampleorg\n" in shell.output("kopano-cli --list-groups --company exampleorg")
    assert "group@exampleorg" not in shell.output("kopano-cli --list-groups --company other")
    shell.silent("kopano-cli --group group@exampleorg --add-user john@exampleorg")
    assert shell.refused("kopano-cli --group group@exampleorg --add-user john@exampleorg") == \
        "group 'group@exampleorg' already contains user 'john@exampleorg'"


@pytest.mark.parametrize("line", ["--user john", "--create john", "--create --group team",
                                  "--add-admin john --company other",
                                  "--group group@exampleorg --add-user john",
                                  "--user john@exampleorg --add-sendas john"])
def test_a_bare_name_is_told_how_names_are_written(shell, line):
    assert "%u@%c" in shell.refused("kopano-cli " + line)


# 6.2.2.4 again, now that there are some

def test_lists_each_company_by_itself(shell):
    shell.silent("/usr/sbin/kopano-cli --create mary@other --fullname Mary --password secret")
    first, second = shell.output("kopano-cli --list-users").split("\n\n")
    assert [line[:16].strip() for line in first.splitlines()] == \
        ["User list for ex", "User", "-" * 16, "SYSTEM", "john@exampleorg"]
    assert first.startswith("User list for exampleorg (2):\n")
    assert second.startswith("User list for other (2):\n") and "mary@other" in second
    assert shell.output("kopano-cli --list-users --company exampleorg") == first + "\n"


# 6.2.3

def test_changes_the_view_of_a_company(shell):
    add = "/usr/sbin/kopano-cli --add-view <viewer> --company <companyname>"
    remove = "/usr/sbin/kopano-cli --remove-view <viewer> --company <companyname>"
    names = {"viewer": "other", "companyname": "exampleorg"}
    shell.silent(add, **names)
    assert shell.refused(add, **names) == "company 'other' already in view-list for company 'exampleorg'"
    assert "Remote-view list:             other\n" in shell.output("/usr/sbin/kopano-cli --company exampleorg")
    assert "Remote-view list:             \n" in shell.output("/usr/sbin/kopano-cli --company other")
    shell.silent(remove, **names)
    assert shell.refused(remove, **names) == "company 'other' not in view-list for company 'exampleorg'"
    assert "Remote-view list:             \n" in shell.output("/usr/sbin/kopano-cli --company exampleorg")


def test_changes_the_administrators_of_a_company(shell):
    add = "/usr/sbin/kopano-cli --add-admin <admin> --company <companyname>"
    remove = "/usr/sbin/kopano-cli --remove-admin <admin> --company <companyname>"
    names = {"admin": "mary@other", "companyname": "exampleorg"}
    shell.silent(add, **names)
    assert shell.refused(add, **names) == "user 'mary@other' already admin for company 'exampleorg'"
    assert "Remote-admin list:            mary@other\n" in shell.output("/usr/sbin/kopano-cli --company exampleorg")
    for no_user in ("group@exampleorg", "nobody@other"):
        assert shell.refused(add, admin=no_user, companyname="exampleorg") == f"no such user: '{no_user}'"
    shell.silent(remove, **names)
    assert shell.refused(remove, **names) == "user 'mary@other' no admin for company 'exampleorg'"


# 6.2.5

def quota(warn=0, soft=0, hard=0):
    return {"override": True, "warn": warn << 20, "soft": soft << 20, "hard": hard << 20}


def test_sets_the_quota_of_a_company(shell):
    before = shell.document("kopano-cli --user john@exampleorg")["quota"]
    shell.silent("kopano-cli --company <tenant> --quota-override yes --quota-warn <warningquota>",
                 tenant="exampleorg", warningquota="1000")
    shown = shell.document("kopano-cli --company exampleorg")
    assert shown["quota"] == quota(warn=1000) and shown["memberQuota"]["override"] is False
    assert "    Warning level:            1000 MB\n" in shell.output("kopano-cli --company exampleorg")
    assert shell.document("kopano-cli --user john@exampleorg")["quota"] == before
    shell.silent("kopano-cli --company <companyname> --quota-warn 900", companyname="exampleorg")
    assert shell.document("kopano-cli --company exampleorg")["quota"] == quota(warn=900)


def test_sets_the_quota_of_a_user(shell):
    line = "kopano-cli --user <user> --quota-override yes --quota-hard <hardquota> --quota-soft <softquota> " \
           "--quota-warb <warningquota>"
    code, out, err = shell.run(line, user="john@exampleorg", hardquota="30", softquota="20", warningquota="10")
    assert (code, out, err) == (0, "", "note: --quota-warb is taken as --quota-warn\n")
    assert shell.document("kopano-cli --user john@exampleorg")["quota"] == quota(10, 20, 30)
    shown = shell.output("kopano-cli --user john@exampleorg")
    assert "    Quota overrides:   yes\n    Warning level:     10 MB\n    Soft level:        20 MB\n" \
           "    Hard level:        30 MB\n" in shown
    misspelt = shell.refused("kopano-cli --user john@exampleorg --quota-wran 5", code=2)
    assert misspelt.endswith("no such option: --quota-wran (did you mean --quota-warn?)")
    assert "requires 'yes' or 'no'" in shell.refused("kopano-cli --user john@exampleorg --quota-override maybe", code=2)


def test_sets_the_quota_of_the_users_of_a_company(shell):
    shell.silent("""kopano-cli --company <tenant> --quota-override yes --quota-hard <hardquota> \\
             --quota-soft <softquota> --quota-warn <warningquota>""",
                 tenant="other", hardquota="3", softquota="2", warningquota="1")
    shown = shell.document("kopano-cli --company other")
    assert shown["memberQuota"] == quota(1, 2, 3) and shown["quota"]["override"] is False
    for user in ("mary@other", "later@other"):  # present and future members
        if user == "later@other":
            shell.silent("kopano-cli --create --user later@other")
        shown = shell.document(f"kopano-cli --user {user}")
        assert shown["quota"]["override"] is False
        assert shown["effectiveQuota"] == {"warn": 1 << 20, "soft": 2 << 20, "hard": 3 << 20}


# 6.2.6

def test_prints_the_administrator_of_the_manual(shell):
    shell.silent("kopano-cli --create --company example.com")
    shell.silent("kopano-cli --create --user admin@example.com --fullname Administrator --email admin@example.com")
    assert "Administrator:         no\n" in shell.output("kopano-cli --user admin@example.com")
    shell.silent("kopano-cli --user admin@example.com -a 1")
    assert "Administrator:         yes\n" in shell.output("kopano-cli --user admin@example.com")
    shell.silent("kopano-admin -u admin@example.com -a 2")
    shown = shell.output("kopano-cli --user <admin username>".replace("<admin username>", "admin@example.com"))
    assert shown.startswith("""\
Name:                  admin@example.com
Full name:             Administrator
Email address:         admin@example.com
Active:                yes
Administrator:         yes (system)
""")
    assert [line.split(":")[0] for line in shown.splitlines()[5:8]] == ["Address Book", "Features",
                                                                     "Current user store quota settings"]
    shell.silent("kopano-cli --user admin@example.com -a 2")
    assert "requires 0, 1 or 2" in shell.refused("kopano-cli --user admin@example.com -a 3", code=2)
    assert shell.refused("kopano-cli --user <admin username>".replace("<admin username>", "root@example.com")) == \
        "no such user: 'root@example.com'"


# What the chapter's user scripts call

def test_stores_are_kept_by_the_other_name(shell, hosted):
    shell.silent("kopano-storeadm -Cn later@other")
    assert shell.refused("kopano-storeadm -Cn later@other") == "user 'later@other' already has store"
    assert shell.refused("kopano-storeadm -Pk other") == "public store already exists for company 'other'"
    with hosted.lmtp() as lmtp:
        shell.silent("kopano-cli --user later@other --password secret --email later@other.test")
        assert [code for code, _ in lmtp.deliver(MAIL, ["later@other.test"])] == [250]
    guid = shell.document("kopano-cli --user later@other")["store"]["guid"]
    shell.silent("kopano-storeadm -D -n later@other")
    assert f"\t{guid}" in shell.output("kopano-storeadm -O")
    shell.silent("kopano-storeadm -A " + guid + " -n later@other")
    with hosted.imap("later@other", "secret") as imap:
        assert imap.select() == 1
    assert guid in {store["guid"] for store in json.loads(shell.output("kopano-storeadm -M"))["stores"]}
    assert shell.refused("kopano-storeadm -R " + guid) == f"cannot remove store with GUID '{guid}'"


def test_passwords_are_changed_by_the_other_name(shell, hosted):
    # On the socket an administrator is believed whatever the old one is said to be.
    there = f"kopano-passwd -h http://127.0.0.1:{hosted.http_port}/ -u mary@other"
    shell.silent(there + " -o secret -p fresh")
    with hosted.imap("mary@other", "fresh"):
        pass
    assert "password incorrect" in shell.refused(there + " -o secret -p other")
    shell.silent("kopano-passwd -u mary@other -p secret")
    with hosted.imap("mary@other", "secret"):
        pass


def test_permissions_are_granted(shell, hosted):
    shell.silent("kopano-cli --user john@exampleorg -f Inbox --add-permission group@exampleorg:read_items,folder_visible")
    assert "    INBOX: group@exampleorg:read_items,folder_visible\n" in \
        shell.output("kopano-cli --user john@exampleorg")
    shell.silent("kopano-cli --user john@exampleorg -f Inbox --remove-permission group@exampleorg")
    assert shell.output("kopano-cli --user john@exampleorg").endswith("Permissions:\n")
    assert shell.refused("kopano-cli --user john@exampleorg -f Gone --add-permission group@exampleorg:read_items") == \
        "no such folder: 'Gone'"


def test_many_come_from_a_file(shell, hosted):
    path = hosted.directory / "new.jsonl"
    lines = [{"login": "many", "kind": "company"}, *({"login": f"u{i}@many", "email": f"u{i}@many.test"}
                                                     for i in range(600)), {"login": "u1@many"}]
    path.write_text("\n".join(map(json.dumps, lines)) + "\nno JSON\n")
    code, out, err = shell.run(f"kopano-cli --create --from {path}")
    assert (code, out) == (1, "")
    assert sorted(err.splitlines()) == [
        f"{path}:602: user 'u1@many' already exists", f"{path}:603: not a JSON object", "601 created, 2 not"]
    assert len(shell.document("kopano-cli --list-users --company many")["users"]) == 601
    assert "Public store:" in shell.output("kopano-cli --company many")
    assert shell.document("kopano-cli --user-count")["total"] > 600


# 6.2.3, last: nothing is left of it but the mail

def test_deletes_a_company(shell, hosted):
    guids = {store["guid"] for store in shell.document("kopano-cli --list-stores --company other")["stores"]}
    assert len(guids) >= 3
    shell.silent("/usr/sbin/kopano-cli --delete --company <companyname>", companyname="other")
    assert shell.refused("/usr/sbin/kopano-cli --delete --company <companyname>", companyname="other") == \
        "no such company: 'other'"
    assert shell.refused("kopano-cli --user mary@other") == "no such user: 'mary@other'"
    orphans = {store["guid"]: store for store in shell.document("kopano-cli --list-orphans")["stores"]}
    assert guids <= set(orphans)
    kept = next(store for store in orphans.values() if store["name"].startswith("later"))
    assert kept["messages"] == 1
    shell.silent("kopano-cli --remove-store " + kept["guid"])
    assert kept["guid"] not in shell.output("kopano-cli --list-orphans")


def test_companies_are_for_tenants(make_server):
    server = make_server("single").start()
    shell = Shell(server)
    assert shell.refused("kopano-cli --create --company x") == "cannot create company in single-tenant mode"
    assert shell.refused("kopano-cli --delete --company x") == "cannot remove company in single-tenant mode"
    assert shell.output("kopano-cli --list-users").startswith("User list for Default (1):\n")
    shell.silent("kopano-cli --create-store")
    assert shell.refused("kopano-cli --create-store") == "public store already exists"
    assert "Public store:" in shell.output("kopano-cli --company Default")


# 6.1 and 6.3.4

def test_any_programs_file_will_do(shell, hosted):
    for name in ("dagent", "spooler", "monitor", "search", "backup"):
        path = hosted.etc / f"any-{name}.cfg"
        path.write_text(f"server_socket = file://{hosted.socket}\nsslkey_file = /etc/kopano/ssl/client.pem\n"
                        f"sslkey_pass = ssl-client-password\n{name}_option = 5\n")
        assert "exampleorg" in shell.output(f"kopano-cli -c {path} --list-companies")
