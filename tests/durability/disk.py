"""`disk.c` made ready: a disk that fails on demand, and one that forgets what nobody has flushed."""

from __future__ import annotations

import ctypes
import subprocess
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("disk.c")


class Fault(IntEnum):
    """What fails: a write (or a change of length), a flush, or a write of which half arrives."""

    WRITE = 1
    SYNC = 2
    TORN = 3


def built(folder: Path) -> Path:
    """The library to preload, compiled into `folder`."""
    library = folder / "disk.so"
    command = ["gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"]
    subprocess.run(command, check=True)
    return library


class Disk:
    """The library inside this process, which must have been started with it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    def arm(self, fault: Fault, after: int, error: int, *, stays: bool) -> None:
        """Let the call number `after` (from 0) fail, and with `stays` all that follow it."""
        self._library.disk_arm(fault, after, error, stays)

    def disarm(self) -> int:
        """How many calls have failed."""
        return int(self._library.disk_disarm())
