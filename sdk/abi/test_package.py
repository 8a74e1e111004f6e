#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The SDK as somebody else finds it: installed, and asked for by version. Takes the build tree from KC_BUILD_DIR."""
import os
from pathlib import Path

import pytest

import gates

BUILD = Path(os.environ.get("KC_BUILD_DIR", "build"))
MODULE = gates.HERE.parent / "examples/auth-hello/hello.cpp"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    gates.need("cmake", "--install", BUILD / "sdk", "--component", "sdk", "--prefix", folder)
    return folder


def project(folder, prefix, arguments="", version="1.0"):
    """A module in a folder of its own, configured and built."""
    (folder / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES CXX)\nfind_package(kc-sdk {version} REQUIRED)\n"
        f"kc_add_module(mine SOURCES {MODULE} {arguments})\n")
    done = gates.run("cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    return done if done.returncode else gates.run("cmake", "--build", folder / "build")


def test_a_module_is_for_1_0_unless_it_says_more(prefix, tmp_path):
    done = project(tmp_path, prefix)
    assert done.returncode == 0, done.stdout + done.stderr
    note = gates.need("objcopy", "-O", "binary", "-j", ".kcmod", tmp_path / "build/mine.so", "/dev/stdout")
    assert "\nabi=1.0\nminimum=0\n" in note


@pytest.mark.parametrize("arguments, version, sentence", [
    ("SDK 1.99", "1.0", "KC_TARGET_MINOR asks for a newer SDK than this one: install it, or ask kc_add_module for less"),
    ("MINIMUM 1.99", "1.0", "KC_MINIMUM_MINOR is above KC_TARGET_MINOR"),
    ("SDK 2.0", "1.0", "kc_add_module(mine): SDK 2.0 is no version of this SDK; write 1.n"),
    ("", "2.0", 'compatible with requested version "2.0"'),
    ("", "1.99", 'compatible with requested version "1.99"')])
def test_what_this_sdk_is_not_is_refused_in_words(arguments, version, sentence, prefix, tmp_path):
    done = project(tmp_path, prefix, arguments, version)
    assert done.returncode != 0
    assert sentence in " ".join((done.stdout + done.stderr).split())


def test_pkg_config_is_enough_to_build_a_module(prefix, tmp_path):
    found = next(prefix.glob("lib/**/pkgconfig"))
    ask = lambda *what: gates.need("pkg-config", *what, "kc-sdk", env={**os.environ, "PKG_CONFIG_PATH": str(found)}).split()
    assert ask("--modversion") == ["1.1"]
    script = ask("--variable=versionscript")[0]
    gates.need("g++", "-std=c++20", "-fPIC", "-shared", "-DKC_TARGET_MINOR=0", *ask("--cflags"),
               f"-Wl,--version-script={script}", MODULE, "-o", tmp_path / "hello.so")
    assert gates.need("nm", "-D", "--defined-only", tmp_path / "hello.so").split()[-1] == "kc_module_entry"
