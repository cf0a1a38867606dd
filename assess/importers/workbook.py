"""XLSX to CSV. A workbook of 0.6 MB can ask for 1.2 GB: it is weighed first and read by a process with limits (P28)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

from assess.core.rules import N_, RuleBroken

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2000
MOST_DECLARED = 200 * 1024 * 1024
MOST_RATIO = 100
SECONDS = 60
_READER = Path(__file__).with_name("workbook_reader.py")
_ZIP_START = b"PK\x03\x04"
_SYMLINK = 0o120000

_UNREADABLE = N_("This workbook cannot be read. Save its first sheet as CSV (UTF-8) and try again.")
_FAULTS = {
    "rows": N_("The first sheet has more than {limit} rows. Split it."),
    "columns": N_("The first sheet has more than {limit} columns. Remove those that are not needed."),
    "doctype": N_("This workbook holds declarations that no spreadsheet program writes. Save it as CSV (UTF-8)."),
    "cell": N_("A cell in row {limit} is longer than a spreadsheet allows. Shorten it."),
}


def is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ZIP_START


def convert(source: Path, target: Path, *, seconds: int = SECONDS) -> None:
    """Write the first sheet of `source` to `target` as UTF-8 CSV, the row's number in the sheet before its cells.

    Cells are told as text: dates as 2026-11-22, whole numbers without a point, formulas as their last result.
    RuleBroken for a container that is too large or dishonest, and for one that takes too long or too much memory.
    """
    weigh(source)
    command = [sys.executable, "-I", str(_READER), str(source), str(target)]
    environment = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    try:
        ran = subprocess.run(command, capture_output=True, timeout=seconds, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise RuleBroken(
            N_("Reading this workbook takes too long. Save its first sheet as CSV (UTF-8) and try again.")
        ) from error
    if ran.returncode:
        raise _refusal(ran.stdout)


def _refusal(told: bytes) -> RuleBroken:
    """What the reader printed before it ended, or the general sentence when it could not even do that."""
    try:
        fault = json.loads(told)
    except ValueError:
        return RuleBroken(_UNREADABLE)
    return RuleBroken(_FAULTS[fault["code"]], limit=fault["limit"])


def weigh(source: Path) -> None:
    """RuleBroken unless the container keeps the limits by what it declares; nothing is unpacked for it."""
    if source.stat().st_size > MOST_BYTES:
        raise RuleBroken(
            N_("The workbook is larger than {limit} MB. Split it, or save it as CSV."), limit=MOST_BYTES >> 20
        )
    try:
        with zipfile.ZipFile(source) as container:
            entries = container.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise RuleBroken(_UNREADABLE) from error
    declared = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or declared > MOST_DECLARED or declared > MOST_RATIO * max(1, packed):
        raise RuleBroken(N_("This workbook would unpack to far more than a table needs. Save it as CSV (UTF-8)."))
    if any(_leads_outside(entry) for entry in entries):
        raise RuleBroken(N_("This workbook names files outside itself. Save it as CSV (UTF-8) and try again."))


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    drive = len(name) > 1 and name[1] == ":"
    return path.is_absolute() or drive or ".." in path.parts or entry.external_attr >> 16 & 0o170000 == _SYMLINK
