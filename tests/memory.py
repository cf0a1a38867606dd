"""Temporary files of the tests in memory, where there is room for them.

Nearly every test makes a database of its own and none of them has to survive a power cut: waiting for the disk at each
commit would take half of the time. Tests about power cuts and full disks bring a disk that they cut and fill.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

PLACE = Path("/dev/shm")  # noqa: S108  every Linux has it, and it is what this module is about
ROOM = 2 * 1024**3


def keep_in_memory() -> None:
    """From now on, for this process and those that it starts; TMPDIR says otherwise, as ever."""
    if "TMPDIR" in os.environ or not PLACE.is_dir():
        return
    found = os.statvfs(PLACE)
    has_room = found.f_bavail * found.f_frsize >= ROOM
    runs_programs = not found.f_flag & os.ST_NOEXEC
    is_for_all = bool(PLACE.stat().st_mode & stat.S_IXOTH)  # PostgreSQL runs as a user of its own
    if has_room and runs_programs and is_for_all and os.access(PLACE, os.W_OK):
        os.environ["TMPDIR"] = str(PLACE)
        tempfile.tempdir = None
