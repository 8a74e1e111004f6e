# SPDX-License-Identifier: Apache-2.0
"""KC's Debian packages in a clean root: what a subset needs comes with it and nothing else; what lacks is named.

Each test has a Debian of its own in which apt resolves the dependencies, from the packages that
contrib/make-packages wrote and this machine's mirrors.
"""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import clean_root
import kc_server
from clean_root import CleanRoot
from raw_imap import ImapClient, ImapError
from raw_lmtp import LmtpClient

pytestmark = [pytest.mark.kc_only, pytest.mark.slow, pytest.mark.timeout(1200)]

MESSAGE = b"Subject: parcel\r\n\r\n" + b"x" * 70 + b"\r\n"
ALL_MODULES = sorted(name for path in kc_server.CHECKOUT.glob("modules/**/CMakeLists.txt")
                     for name in re.findall(r"^kc_add_module\((\S+)", path.read_text(), re.M))
# What modules may bring along; anything else is a dependency that somebody should look at.
EXPECTED_LIBRARIES = re.compile(r"libpoco\w+80|libsqlite3-0|libssl3|libargon2-1|libzstd1|libexpat1|libpcre3|"
                                r"libicu72")


def run(*command, **kind):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, **kind)
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built_packages(built):
    if "KC_PACKAGES" in os.environ:
        return pathlib.Path(os.environ["KC_PACKAGES"])
    run(kc_server.CHECKOUT / "contrib/make-packages")
    return kc_server.CHECKOUT / "build/packages"


@pytest.fixture
def make_root(scratch, tmp_path, built_packages):
    try:
        clean_root.make_base()
    except clean_root.CannotMakeRoot as reason:
        pytest.skip(f"no clean root: {reason}")
    made = []

    def make(name):
        offered = tmp_path / f"{name}.packages"
        shutil.copytree(built_packages, offered)
        made.append(CleanRoot(scratch / f"root.{name}", offered))
        return made[-1]

    yield make
    for root in made:
        root.close()


def ours(packages):
    return sorted(name for name in packages if name.startswith("kopano-"))


def serve(root, **options):
    """The one process of a small site, with everything else left to its defaults."""
    lines = {"programs": "server gateway dagent", **options}
    (root.root / "etc/kopano/server.cfg").write_text("".join(f"{k} = {v}\n" for k, v in lines.items()))
    server = root.start("kopano-server")
    root.wait_for(lambda: ImapClient(143, timeout=5).close(), server)
    return server


def create_user(root, name, password="secret"):
    root.run("kopano-cli", "--create", "--user", name, "--password", password, "--email", f"{name}@localhost",
             "--fullname", f"User {name}")


def deliver(root, name):
    with root.inside(), LmtpClient(2003) as lmtp:
        assert lmtp.deliver(MESSAGE, [name])[0][0] == 250


def count_of(root, name, password="secret"):
    with root.inside(), ImapClient(143, name, password) as imap:
        return imap.select()


def refusal(root, line, option, package):
    """A start that must fail, naming the line, the option and the package; what it said."""
    done = root.run("kopano-server", check=False, seconds=60)
    said = done.stdout + done.stderr
    assert done.returncode not in (0, None), said
    place = rf"server\.cfg:{line}: {option}\b" if line else rf"{option} \(default\)"
    assert re.search(rf"{place}.*install package {package}\b", said), said
    return said


def test_small_server_brings_only_what_it_needs_and_serves(make_root):
    root = make_root("small")
    before = root.installed()
    root.apt("install", "kopano-user-db", "kopano-lmtp", "kopano-imap", "kopano-cli", "kopano-jmap",
             "kopano-auth-peer")
    added = set(root.installed()) - set(before)
    assert ours(added) == ["kopano-auth-password", "kopano-auth-peer", "kopano-cli", "kopano-directory",
                           "kopano-http", "kopano-imap", "kopano-jmap", "kopano-kernel", "kopano-lmtp",
                           "kopano-sql-sqlite", "kopano-store", "kopano-user-db"]
    foreign = sorted(name for name in added - set(ours(added)) if not EXPECTED_LIBRARIES.fullmatch(name))
    assert not foreign, f"brought along: {foreign}"
    papers = root.run("dpkg", "-L", "kopano-imap").stdout
    for path in ("man/man5/kopano-imap.5.gz", "doc/kopano/example-config/imap.cfg", "doc/kopano-imap/README.md",
                 "doc/kopano-imap/copyright"):
        assert f"/usr/share/{path}\n" in papers
    server = serve(root)
    create_user(root, "anna")
    deliver(root, "anna")
    assert count_of(root, "anna") == 1
    root.stop(server)


def test_running_services_take_a_new_module_in_unless_they_would_not_start(make_root):
    root = make_root("trigger")
    root.apt("install", "kopano-user-db", "kopano-http", "kopano-store")
    # A systemd that says yes to everything and keeps what it was asked.
    asked = root.root / "asked"
    (root.root / "run/systemd/system").mkdir(parents=True)
    (root.root / "usr/bin/systemctl").write_text('#!/bin/sh\necho "$@" >>/asked\n')
    (root.root / "usr/bin/systemctl").chmod(0o755)
    root.apt("install", "kopano-sis")
    assert re.search("try-restart.*kopano-server.service", asked.read_text())
    asked.unlink()
    (root.root / "etc/kopano/server.cfg").write_text("user_plugin = db\nattachment_storage = files\n")
    said = root.apt("remove", "kopano-attach-files")
    assert "try-restart kopano-server" not in asked.read_text()
    assert re.search(r"kopano-server goes on as it is.*\n.*server\.cfg:2: .*install package kopano-attach-files",
                     said.stdout + said.stderr), said.stdout + said.stderr


def test_server_that_lacks_the_ldap_package_says_which_to_install(make_root):
    root = make_root("standard")
    root.apt("install", "kopano-server-standard")
    assert "kopano-user-db" in root.installed(), "the default's answer is recommended"
    (root.root / "etc/kopano/server.cfg").write_text("# users are in LDAP\nuser_plugin = ldap\n")
    refusal(root, 2, "user_plugin", "kopano-user-ldap")


def test_removed_module_is_missed_by_name_and_comes_back(make_root):
    root = make_root("full")
    root.apt("install", "kopano-server-full")
    assert ours(root.installed()) == sorted(
        ["kopano-kernel", "kopano-server-full", *(f"kopano-{name}" for name in ALL_MODULES)])
    settings = {"user_plugin": "db", "attachment_storage": "files"}
    server = serve(root, **settings)
    create_user(root, "anna")
    deliver(root, "anna")

    # The running server keeps the module it has; the next start misses it.
    root.apt("remove", "kopano-user-db")
    assert count_of(root, "anna") == 1
    root.stop(server)
    assert "kopano-directory" in root.installed()
    refusal(root, 2, "user_plugin", "kopano-user-db")
    root.apt("remove", "kopano-attach-files")
    refusal(root, 3, "attachment_storage", "kopano-attach-files")

    root.apt("install", "kopano-server-full")
    server = serve(root, **settings)
    assert count_of(root, "anna") == 1

    # One module's package goes up alone, under a running server.
    newer = root.packages / "newer"
    package = next(root.packages.glob("kopano-user-db_*.deb"))
    run("dpkg-deb", "-R", package, newer)
    control = (newer / "DEBIAN/control").read_text()
    (newer / "DEBIAN/control").write_text(re.sub(r"(?m)^Version: .*", "Version: 99.0", control))
    run("dpkg-deb", "-b", newer, root.packages)
    shutil.rmtree(newer)
    others = {name: version for name, version in root.installed().items() if name != "kopano-user-db"}
    root.apt("install", "kopano-user-db")
    now = root.installed()
    assert now.pop("kopano-user-db") == "99.0" and now == others
    deliver(root, "anna")
    root.stop(server)
    server = serve(root, **settings)
    assert count_of(root, "anna") == 2
    root.stop(server)

    # Mail outlives its server; configuration does not outlive a purge.
    root.apt("purge", "kopano-kernel")
    assert ours(root.installed()) == []
    assert not list((root.root / "etc").glob("kopano/*.cfg"))
    assert (root.root / "var/lib/kopano/kopano.db").stat().st_size > 0


def test_package_of_a_module_from_outside_is_chosen_like_ours(make_root, built_packages, tmp_path):
    sdk, source, build = tmp_path / "sdk", tmp_path / "source", tmp_path / "build"
    run("dpkg-deb", "-x", next(built_packages.glob("kopano-sdk_*.deb")), sdk)
    shutil.copytree(sdk / "usr/share/doc/kopano/sdk/examples/auth-hello", source)
    lists = (source / "CMakeLists.txt").read_text()
    (source / "CMakeLists.txt").write_text(
        lists.replace("project(auth-hello ", "project(auth-hello VERSION 2.1 ").replace("hello_test.cpp)", "hello_test.cpp PACKAGE acme-kopano)")
        + 'set(CPACK_PACKAGE_CONTACT "Acme <acme@example.org>")\ninclude(CPack)\n')
    run("cmake", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={sdk / 'usr'}")
    run("cmake", "--build", build)
    run("cpack", cwd=build)
    package = next(build.glob("acme-kopano_2.1_*.deb"))
    assert "kopano-slot-auth-hello" in run("dpkg-deb", "-f", package, "Provides")
    assert "man5/kopano-auth-hello.5.gz" in run("dpkg-deb", "-c", package)

    root = make_root("acme")
    shutil.copy(package, root.packages)
    root.apt("install", "kopano-server-standard", "acme-kopano")
    server = serve(root, auth_method="hello")
    create_user(root, "greta", "her own password")
    assert count_of(root, "greta", "sesame") == 0
    with pytest.raises(ImapError):
        count_of(root, "greta", "her own password")
    root.stop(server)


def test_relations_follow_the_modules_that_are_there(built, tmp_path):
    """Without the folder of a module its package goes, and nobody asks for it."""
    script = tmp_path / "show.cmake"
    packaging = kc_server.CHECKOUT / "contrib/packaging/Packages.cmake"
    script.write_text(f'include("{packaging}")\n'
                      'message("${CPACK_COMPONENTS_ALL}|${CPACK_DEBIAN_SERVER-STANDARD_PACKAGE_DEPENDS}|'
                      '${CPACK_DEBIAN_SERVER-FULL_PACKAGE_DEPENDS}")\n')

    def shown(modules):
        files = [f"{name}|kopano-{name}|{kc_server.build_folder()}/modules/1/{name}.so" for name in modules]
        done = subprocess.run(
            ["cmake", f"-DCPACK_KC_MODULES={';'.join(files)}", "-DCPACK_KC_OBJCOPY=objcopy",
             f"-DCPACK_KC_SDK_CMAKE_DIR={kc_server.CHECKOUT / 'sdk/cmake'}", f"-DCPACK_PACKAGE_DIRECTORY={tmp_path}",
             "-DCPACK_KC_ABI_MAJOR=1", "-DCPACK_KC_ABI_MINOR=0", "-P", script], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        components, standard, full = done.stderr.strip().split("|")
        return components.split(";"), standard.split(", "), full.split(", ")

    components, standard, full = shown(ALL_MODULES)
    assert "module-sis" in components and "kopano-sis" in full
    assert {"kopano-http", "kopano-imap", "kopano-lmtp", "kopano-iface-kc-attachstore-1"} <= set(standard)
    assert "kopano-user-db" not in standard, "a slot's answer is the administrator's choice"
    components, standard, full = shown([name for name in ALL_MODULES if name not in ("sis", "imap")])
    assert "module-sis" not in components and "kopano-sis" not in full
    assert "kopano-imap" not in standard and "kopano-iface-kc-attachstore-1" not in standard
