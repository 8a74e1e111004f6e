# SPDX-License-Identifier: Apache-2.0
"""States of the disk that a power cut may leave, made from a record of record_writes.c.

What POSIX promises and no more: what a flush covers is there; of what came after it, any block may
be there in any version since, sizes and names as well, in any order. A truncation is whole or not
at all, and what follows it is only there with it. A file system that keeps more than that only
leaves fewer of these states.
"""
import os
import pathlib
import struct
import subprocess
from dataclasses import dataclass, field

LIB = pathlib.Path(__file__).resolve().parent
HEAD = struct.Struct("<c3xiqIIIxxxx")


def build_recorder(folder):
    """The library to preload, compiled into a folder."""
    library = pathlib.Path(folder) / "record_writes.so"
    subprocess.run(["cc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                    "-o", str(library), str(LIB / "record_writes.c"), "-ldl"], check=True)
    return library


def recording(library, root, record):
    """To be put in front of a command line; a record that is there is continued."""
    fifo = kill_fifo(record)
    if not os.path.exists(fifo):
        os.mkfifo(fifo)
    return ["env", f"LD_PRELOAD={library}", f"KC_RECORD_ROOT={os.path.realpath(root)}",
            f"KC_RECORD_TO={record}", f"KC_RECORD_KILL={fifo}"]


def kill_fifo(record):
    return f"{record}.kill"


def kill_between_steps(record):
    """SIGKILL to the process that records, at a moment when the record tells all that it did."""
    os.close(os.open(kill_fifo(record), os.O_WRONLY))


@dataclass
class Event:
    kind: str
    descriptor: int
    number: int
    first: str
    second: str
    data: bytes
    position: int
    end: int


def read_record(path):
    octets = memoryview(pathlib.Path(path).read_bytes())
    events, at = [], 0
    while at + HEAD.size <= len(octets):
        kind, descriptor, number, first, second, data = HEAD.unpack_from(octets, at)
        begin, end = at + HEAD.size, at + HEAD.size + first + second + data
        if end > len(octets):
            break  # killed within the last one
        events.append(Event(kind.decode(), descriptor, number,
                            bytes(octets[begin:begin + first]).decode(),
                            bytes(octets[begin + first:begin + first + second]).decode(),
                            bytes(octets[begin + first + second:end]), at, end))
        at = end
    return events


@dataclass
class File:
    """kept is what a flush covered; pending what came after: (position, offset, octets or None)."""
    kept: bytearray = field(default_factory=bytearray)
    pending: list = field(default_factory=list)

    def flush(self, position):
        done = [change for change in self.pending if change[0] < position]
        for _, offset, octets in done:
            apply(self.kept, offset, octets)
        self.pending = self.pending[len(done):]

    def after_cut(self, dice):
        content = bytearray(self.kept)
        ending = dice.choice(("nothing", "all", "torn", "torn"))
        if ending == "all":
            for _, offset, octets in self.pending:
                apply(content, offset, octets)
        elif ending == "torn":
            self._tear(content, dice)
        return content

    def _tear(self, content, dice):
        """Each block in a version of its own."""
        block = dice.choice((512, 4096))
        truncations = [i for i, change in enumerate(self.pending) if change[2] is None]
        until = dice.choice([*truncations, len(self.pending)])
        steps = list(pieces(self.pending[:until], block))
        touched = {}
        for place, _, _ in steps:
            touched[place] = touched.get(place, 0) + 1
        versions = {place: dice.choice((0, n, dice.randint(0, n))) for place, n in touched.items()}
        longest = 0
        for place, offset, octets in steps:
            if octets is None:
                apply(content, offset, None)
                longest = 0
                continue
            longest = max(longest, offset + len(octets))
            if versions[place] > 0:
                versions[place] -= 1
                apply(content, offset, octets)
        if len(content) < longest and dice.random() < 0.5:
            apply(content, longest, None)  # the size was written, the blocks were not


def apply(content, offset, octets):
    """A write, or where octets is None a truncation."""
    if octets is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(octets)] = octets


def pieces(changes, block):
    """(place, offset, octets) of writes cut at the edges of blocks; places tell versions apart."""
    epoch = 0
    for _, offset, octets in changes:
        if octets is None:
            epoch += 1
            yield (epoch, None), offset, None
            continue
        at = 0
        while at < len(octets):
            number = (offset + at) // block
            n = min(len(octets) - at, (number + 1) * block - offset - at)
            yield (epoch, number), offset + at, octets[at:at + n]
            at += n


@dataclass
class Folder:
    """kept: names that a flush covered; pending: (position, name, File, Folder or None: removed)."""
    kept: dict = field(default_factory=dict)
    now: dict = field(default_factory=dict)
    pending: list = field(default_factory=list)

    def change(self, position, name, node):
        self.pending.append((position, name, node))
        if node is None:
            del self.now[name]
        else:
            self.now[name] = node

    def flush(self, position):
        for _, name, node in (c for c in self.pending if c[0] < position):
            self._keep(self.kept, name, node)
        self.pending = [c for c in self.pending if c[0] >= position]

    @staticmethod
    def _keep(names, name, node):
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node

    def after_cut(self, dice):
        names = dict(self.kept)
        share = dice.choice((0, 1, 0.5))
        skipped = set()
        for _, name, node in self.pending:
            if name not in skipped and dice.random() < share:
                self._keep(names, name, node)
            else:
                skipped.add(name)  # a name's later versions come after its earlier ones
        return names


class Disk:
    """The state folder as a record changes it. What is there at the beginning counts as kept."""

    def __init__(self, root, origin):
        """root: where the server ran; origin: a copy of what was there before."""
        self._root = os.path.realpath(root)
        self._top = self._load(pathlib.Path(origin))
        self._open = {}

    def _load(self, folder):
        names = {}
        for path in folder.iterdir():
            if path.is_dir():
                names[path.name] = self._load(path)
            elif path.is_file():
                names[path.name] = File(bytearray(path.read_bytes()))
        return Folder(names, dict(names))

    def _folder(self, path):
        node = self._top
        for name in os.path.relpath(path, self._root).split("/"):
            node = node if name == "." else node.now[name]
        return node

    def _place(self, path):
        """(folder, name) of a path; its folder must be there."""
        return self._folder(os.path.dirname(path)), os.path.basename(path)

    def apply(self, event):
        steps = {"o": self._opened, "c": self._closed, "w": self._written, "t": self._truncated,
                 "F": self._flushed, "r": self._renamed, "l": self._linked, "u": self._unlinked,
                 "m": self._made}
        if event.kind != "f":  # the beginning of a flush counts where it ends
            steps[event.kind](event)

    def _opened(self, event):
        if event.number & os.O_TMPFILE == os.O_TMPFILE:
            self._open[event.descriptor] = File()
        elif event.first == self._root:
            self._open[event.descriptor] = self._top
        else:
            folder, name = self._place(event.first)
            if name not in folder.now:
                folder.change(event.position, name, File())
            node = folder.now[name]
            self._open[event.descriptor] = node
            if event.number & os.O_TRUNC and isinstance(node, File):
                node.pending.append((event.position, 0, None))

    def _closed(self, event):
        del self._open[event.descriptor]

    def _written(self, event):
        self._open[event.descriptor].pending.append((event.position, event.number, event.data))

    def _truncated(self, event):
        self._open[event.descriptor].pending.append((event.position, event.number, None))

    def _flushed(self, event):
        self._open[event.descriptor].flush(event.number)

    def _renamed(self, event):
        source, name = self._place(event.first)
        target, new_name = self._place(event.second)
        node = source.now[name]
        target.change(event.position, new_name, node)
        source.change(event.position, name, None)

    def _linked(self, event):
        target, name = self._place(event.second)
        by_number = event.first.startswith("/proc/self/fd/")
        if by_number:
            node = self._open[int(event.first.rsplit("/", 1)[1])]
        else:
            source, old_name = self._place(event.first)
            node = source.now[old_name]
        target.change(event.position, name, node)

    def _unlinked(self, event):
        folder, name = self._place(event.first)
        folder.change(event.position, name, None)

    def _made(self, event):
        folder, name = self._place(event.first)
        folder.change(event.position, name, Folder())

    def write_cut(self, target, dice):
        """Writes a state that a power cut at this moment may leave."""
        self._write(self._top, pathlib.Path(target), lambda f: f.after_cut(dice), {})

    def write_now(self, target):
        """Writes the state as running programs see it."""
        self._write(self._top, pathlib.Path(target), self._as_seen, {})

    @staticmethod
    def _as_seen(node):
        if isinstance(node, Folder):
            return node.now
        content = bytearray(node.kept)
        for _, offset, octets in node.pending:
            apply(content, offset, octets)
        return content

    def _write(self, folder, target, choose, contents):
        target.mkdir(exist_ok=True)
        for name, node in choose(folder).items():
            if isinstance(node, Folder):
                self._write(node, target / name, choose, contents)
            else:
                if id(node) not in contents:
                    contents[id(node)] = choose(node)  # the same octets under all its names
                (target / name).write_bytes(contents[id(node)])


def cut_places(events, count, dice):
    """Numbers of events before which the power is cut: half of them right at the end of a flush."""
    flushes = [i for i, event in enumerate(events) if event.kind == "F"]
    return sorted(dice.choice(flushes) + dice.randint(0, 1) if i % 2 and flushes
                  else dice.randrange(len(events) + 1) for i in range(count))
