# SPDX-License-Identifier: Apache-2.0
"""A file system of a few megabytes, so that a test can fill it: ext4 in a file where loop devices
work, else a tmpfs. Needs root; `why_not()` says what is missing."""
import contextlib
import os
import pathlib
import subprocess


def why_not():
    return None if os.geteuid() == 0 else "mounting needs root"


def _run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """The path of the mounted file system; its kind is told on standard output."""
    folder = pathlib.Path(folder)
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir(parents=True)
    with open(image, "wb") as file:
        file.truncate(megabytes << 20)
    kind = "ext4"
    made = _run("mkfs.ext4", "-q", "-m", "0", str(image))
    if made.returncode or _run("mount", "-o", "loop", str(image), str(place)).returncode:
        kind = "tmpfs"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)],
                       check=True)
    print(f"small disk: {kind} of {megabytes} MB")
    try:
        yield place
    finally:
        _run("umount", "-l", str(place))


def fill(path):
    """Takes all room that is left with a file; removing it gives it back."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 14, 1 << 12, 1 << 9):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    return pathlib.Path(path)
