#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The ABI gates on today's headers, and on headers that somebody has spoilt: each gate is seen to fail."""
import re
import shutil

import pytest

import freeze
import gates

LATER = [("base.h", "#define KC_ABI_MINOR 0", "#define KC_ABI_MINOR 1")]
GATED = "#if KC_TARGET_MINOR >= 1\n{}\n#endif\n{}"


def gated(file, before, text):
    """`text` for those who target 1.1, in front of `before`."""
    return LATER + [(file, before, GATED.format(text, before))]


DRAIN = "void (*drain)(void* self, kc_ctx* ctx);"
CANCELLED = "int (*cancelled)(const kc_ctx* ctx);"

COMPARING = [name for name in gates.GATES if name != "compiles"]

# What was done, and which gates say so. None of the two abidiff runs alone is enough.
CHANGES = {
    "a gated function at the end": (gated("host.h", "} kc_host;", "int (*later)(kc_kernel* k);"), []),
    "a gated number and its fill at the end": (gated("config.h", "} kc_option;", "uint32_t more, filler;"), []),
    "a gated value at the end": (gated("base.h", "} kc_code;", ", KC_ELATER = -8"), []),
    "a member in the middle": ([("module.h", DRAIN, "void* between; " + DRAIN)], ["as_frozen", "appended", "asserted"]),
    "a gated member in the middle": (gated("module.h", DRAIN, "void* between;"), ["appended"]),
    "another signature": ([("host.h", CANCELLED, "int (*cancelled)(const kc_ctx* ctx, int why);")],
                          ["as_frozen", "asserted"]),
    "another result": ([("host.h", CANCELLED, "int64_t (*cancelled)(const kc_ctx* ctx);")], ["as_frozen", "asserted"]),
    "another value of an enum": ([("base.h", "KC_ENOTSUP = -5", "KC_ENOTSUP = -8")],
                                 ["as_frozen", "appended", "asserted"]),
    "an ungated function at the end": ([("host.h", "} kc_host;", "int (*later)(kc_kernel* k); } kc_host;")],
                                       ["as_frozen", "asserted"]),
    "an ungated value at the end": ([("config.h", "KC_OPT_UNUSED = 10", "KC_OPT_UNUSED = 10, KC_OPT_NEW = 11")],
                                    ["as_frozen"]),
    "a removed member": ([("module.h", DRAIN, "")], ["as_frozen", "appended", "asserted"]),
    "a renamed member": ([("module.h", "(*drain)(", "(*empty)(")], ["as_frozen", "asserted"]),
    "a removed value": ([("base.h", "KC_EBUSY = -103,", "")], ["as_frozen", "appended", "asserted"]),
    "a renamed section": ([("module.h", '".kcmod"', '".kcnote"')], ["asserted"]),
    "a renamed symbol": ([("module.h", '"kc_module_entry"', '"kc_entry"')], ["asserted"]),
    "an enum that C++ may narrow": ([("host.h", "enum kc_log_level KC_ENUM32", "enum kc_log_level")], ["asserted"]),
    "a gated member that leaves a hole at the end": (gated("config.h", "} kc_config_source;", "uint32_t column;"),
                                                     ["without_tail"]),
    "a word of C++": ([("host.h", "kc_kernel* k;", "kc_kernel* k = nullptr;")], None),
    "a word that C++ keeps for itself": ([("host.h", "kc_kernel* k;", "kc_kernel* k; int class;")], None),
}


@pytest.fixture
def headers(tmp_path):
    """A copy of the frozen headers; today's may already be a minor further."""
    copy = tmp_path / "include"
    shutil.copytree(gates.FROZEN, copy)
    return copy


def spoil(headers, edits):
    for file, old, new in edits:
        path = headers / "kc/abi" / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new))


@pytest.mark.parametrize("gate", gates.GATES)
def test_todays_headers_pass(gate, tmp_path):
    assert gates.GATES[gate](gates.CURRENT, tmp_path) == ""


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_caught_by_these_gates(change, headers, tmp_path):
    edits, expected = CHANGES[change]
    spoil(headers, edits)
    if expected is None:
        assert gates.compiles(headers, tmp_path) != ""
        return
    assert [name for name in COMPARING if gates.GATES[name](headers, tmp_path)] == expected


def test_headers_compile_alone_for_every_target(tmp_path):
    drafts = [f"draft/{path.name}" for path in sorted((gates.CURRENT / "kc/abi/draft").glob("*.h"))]
    assert gates.compiles(gates.FROZEN, tmp_path) == ""
    assert gates.compiles(gates.CURRENT, tmp_path, gates.HEADERS + drafts, gates.AS_FROZEN) == ""
    assert gates.compiles(gates.CURRENT, tmp_path, drafts) == ""


def test_roots_name_every_type():
    """abidiff sees nothing else."""
    named = set(re.findall(r"^ROOT\((\w+)\)", (gates.HERE / "roots.c").read_text(), re.M))
    assert gates.type_names(gates.FROZEN) == named
    assert gates.type_names(gates.CURRENT) == named


def test_the_frozen_copy_is_what_was_frozen(tmp_path):
    """Who edits the frozen headers has two generated files against him."""
    assert freeze.layout() == (gates.HERE / "1.0/layout.cpp").read_text()
    assert gates.compare(gates.HERE / "1.0/kc-1.0.abi", gates.view(gates.FROZEN, tmp_path / "frozen.so")) == ""


@pytest.mark.parametrize("defines, sentence", [
    (["-DKC_TARGET_MINOR=9"], "KC_TARGET_MINOR asks for a newer SDK than this one"),
    (["-DKC_TARGET_MINOR=0", "-DKC_MINIMUM_MINOR=1"], "KC_MINIMUM_MINOR is above KC_TARGET_MINOR"),
    (["-fshort-enums"], "cannot be compiled with -fshort-enums"),
    (["-fpack-struct"], "cannot be included under #pragma pack")])
def test_what_cannot_work_is_refused_in_words(defines, sentence):
    done = gates.run("gcc", "-std=c11", "-fsyntax-only", *defines, f"-I{gates.CURRENT}", gates.HERE / "roots.c")
    assert done.returncode != 0
    assert sentence in done.stderr
