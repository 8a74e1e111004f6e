# SPDX-License-Identifier: Apache-2.0
"""The comparisons of the frozen headers with others. Each gate answers "" when it is passed, else what it found.

README.md says what each is for. Needs gcc, g++, clang, clang++ and abidiff."""
import json
import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FROZEN = HERE / "1.0/include"
CURRENT = HERE.parent / "include"
HEADERS = ["base.h", "config.h", "host.h", "module.h"]
AS_FROZEN = ["-DKC_TARGET_MINOR=0"]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def run(*command, **named):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, **named)


def need(*command, **named):
    done = run(*command, **named)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def refused(done):
    """What a compiler said against it."""
    return (done.stderr or "refused without a word") if done.returncode else ""


# What the headers declare -----------------------------------------------------------------------------------------

def declared(include, defines=()):
    """(structs, enums): {name: [(member, type)]} and {name: [value name]}, as clang understands the headers."""
    tree = json.loads(need("clang", "-std=c11", "-fsyntax-only", "-Xclang", "-ast-dump=json", f"-I{include}", *defines,
                           HERE / "roots.c"))
    structs, enums = {}, {}
    for node in tree["inner"]:
        name, inside = node.get("name", ""), node.get("inner", [])
        if not name.startswith("kc_"):
            continue
        if node["kind"] == "EnumDecl":
            enums[name] = [each["name"] for each in inside if each["kind"] == "EnumConstantDecl"]
        elif node["kind"] == "RecordDecl" and node.get("completeDefinition"):
            structs[name] = list(members(inside))
    return structs, enums


def members(inside, prefix=""):
    """A union without a name stands before the member that is of it: its members are u.i, u.d, …"""
    unnamed = None
    for each in inside:
        if each["kind"] == "RecordDecl":
            unnamed = each
        elif each["kind"] == "FieldDecl":
            kind = each["type"]["qualType"]
            yield prefix + each["name"], None if "unnamed" in kind else kind
            if "unnamed" in kind:
                yield from members(unnamed["inner"], f"{prefix}{each['name']}.")


def type_names(include):
    """Every type that the headers name, read from their text."""
    text = "".join((include / "kc/abi" / header).read_text() for header in HEADERS)
    return set(re.findall(r"^\s*(?:\}|typedef [^{;]*?)\s*\(?\*?\b(kc_\w+)\)?(?:\(void\))?;", text, re.M))


def texts(include, defines=()):
    """The macros that are strings: symbol, section and interface names."""
    macros = need("gcc", "-std=c11", "-dM", "-E", f"-I{include}", *defines, HERE / "roots.c")
    return sorted(re.findall(r'^#define (KC_\w+) (".*")$', macros, re.M))


def layout(include, defines=()):
    """A C++ source of static_asserts: offsets, sizes, values, types and names as these headers have them."""
    structs, enums = declared(include, defines)
    same = []
    numbers = []
    for name, fields in structs.items():
        numbers.append(f"sizeof({name})")
        numbers.append(f"alignof({name})")
        for member, kind in fields:
            numbers.append(f"offsetof({name}, {member})")
            if kind:
                same.append(f"std::is_same_v<decltype(std::declval<{name}>().{member}), {kind}>")
    for name, values in enums.items():
        same.append(f"std::is_same_v<std::underlying_type_t<{name}>, int32_t>")
        numbers += values
    same += [f"std::string_view{{{macro}}} == {value}" for macro, value in texts(include, defines)]
    checks = [f"{what} == {value}" for what, value in zip(numbers, measured(include, defines, numbers))] + same
    return "".join(f"static_assert({check});\n" for check in checks)


def measured(include, defines, expressions):
    source = "#include <kc/abi/module.h>\n#include <stdalign.h>\n#include <stdio.h>\nint main(void)\n{\n" + "".join(
        f'printf("%lld\\n", (long long)({each}));\n' for each in expressions) + "}\n"
    with tempfile.TemporaryDirectory() as folder:
        need("gcc", "-std=c11", f"-I{include}", *defines, "-x", "c", "-", "-o", f"{folder}/print", input=source)
        return need(f"{folder}/print").split()


# The gates --------------------------------------------------------------------------------------------------------

def view(include, out, defines=()):
    """What abidiff looks at: all types as debug information."""
    need("gcc", "-std=c11", "-g", "-O0", "-fPIC", "-shared", f"-ffile-prefix-map={include}=.",
         f"-ffile-prefix-map={HERE}=.", f"-I{include}", *defines, HERE / "roots.c", "-o", out, cwd=HERE)
    return out


def compare(old, new, *options):
    done = run("abidiff", "--no-show-locs", *options, old, new)
    return done.stdout + done.stderr if done.returncode else ""


def frozen(work):
    made = work / "frozen.so"
    return made if made.exists() else view(FROZEN, made)


def as_frozen(include, work):
    """Who targets 1.0 sees 1.0, to the last value."""
    return compare(frozen(work), view(include, work / "as_frozen.so", AS_FROZEN), "--harmless")


def appended(include, work):
    """The newest minor has nothing but additions at the end."""
    return compare(frozen(work), view(include, work / "full.so"), "--suppressions",
                   HERE / "append.supp")


def asserted(include, work):
    """The static_asserts that were generated when 1.0 was frozen."""
    return refused(run("g++", "-std=c++20", "-fsyntax-only", *WARNINGS, *AS_FROZEN, f"-I{include}",
                       HERE / "1.0/layout.cpp"))


def without_tail(include, work):
    """No struct with a size ends in padding: a member that is added there would not change the size."""
    structs, _ = declared(include)
    source = "#include <kc/abi/module.h>\n"
    for name, fields in structs.items():
        if fields[0] == ("size", "uint32_t"):
            last = fields[-1][0]
            source += (f"_Static_assert(offsetof({name}, {last}) + sizeof((({name}*)0)->{last}) == sizeof({name}), "
                       f"\"{name} ends in padding\");\n")
    return refused(run("gcc", "-std=c11", "-fsyntax-only", f"-I{include}", "-x", "c", "-", input=source))


def compiles(include, work, headers=HEADERS, defines=()):
    """Each header alone, as C11 and C++20, with two compilers."""
    sources = {"c": [], "cpp": []}
    for header in headers:
        for suffix, files in sources.items():
            file = work / f"alone_{header.replace('/', '_')}.{suffix}"
            file.write_text(f"#include <kc/abi/{header}>\nextern int unit;\nint unit = 0;\n")
            files.append(file)
    found = ""
    for compiler, standard, files in [("gcc", "c11", sources["c"]), ("clang", "c11", sources["c"]),
                                      ("g++", "c++20", sources["cpp"]), ("clang++", "c++20", sources["cpp"])]:
        found += refused(run(compiler, f"-std={standard}", "-fsyntax-only", *WARNINGS, *defines, f"-I{include}", *files))
    return found


GATES = {"as_frozen": as_frozen, "appended": appended, "asserted": asserted, "without_tail": without_tail,
         "compiles": compiles}
