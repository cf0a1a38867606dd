"""Uploaded tables between preview and import: kept for a day, each for the one person who sent it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from assess.core.rules import N_, RuleBroken
from assess.importers import workbook
from assess.importers.table import MOST_BYTES, Table, open_csv, open_numbered

LIFETIME = timedelta(hours=24)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """An uploaded table. `name` is the person's own file name, only ever shown; `sha256` that of what was sent."""

    token: str
    name: str
    sha256: str
    table: Table


def open_table(path: Path, converted: Path) -> Table:
    """The table of a CSV or XLSX file; a workbook is written to `converted` first. RuleBroken as each reader says."""
    if not workbook.is_workbook(path):
        return open_csv(path)
    workbook.convert(path, converted)
    return open_numbered(converted)


def keep(folder: Path, stream: IO[bytes], name: str, *, owner: uuid.UUID, at: datetime) -> Kept:
    """Store an upload and read what it is; nothing of it stays when it is refused. Yesterday's uploads go."""
    sweep(folder, at)
    token = secrets.token_urlsafe(24)
    place = folder / token
    place.mkdir(parents=True, mode=0o700)
    try:
        sha256 = _write(stream, place / "upload")
        open_table(place / "upload", place / "table.csv")
        about = {"owner": str(owner), "name": name[-120:], "sha256": sha256, "at": at.isoformat()}
        (place / "about.json").write_text(json.dumps(about), encoding="utf-8")
    except RuleBroken:
        shutil.rmtree(place)
        raise
    found = find(folder, token, owner=owner, at=at)
    assert found is not None  # written a moment ago
    return found


def _write(stream: IO[bytes], path: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise RuleBroken(N_("The file is larger than {limit} MB. Split it."), limit=MOST_BYTES >> 20)
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise RuleBroken(N_("The file is empty. The first row names the columns, each row below is one facility."))
    return digest.hexdigest()


def find(folder: Path, token: str, *, owner: uuid.UUID, at: datetime) -> Kept | None:
    """The upload of that token when it is this person's and less than a day old; else None."""
    place = folder / token
    if not _TOKEN.fullmatch(token) or not (place / "about.json").is_file():
        return None
    about = json.loads((place / "about.json").read_text(encoding="utf-8"))
    if about["owner"] != str(owner) or datetime.fromisoformat(about["at"]) + LIFETIME < at:
        return None
    converted = place / "table.csv"
    table = open_numbered(converted) if converted.is_file() else open_csv(place / "upload")
    return Kept(token, about["name"], about["sha256"], table)


def discard(folder: Path, kept: Kept) -> None:
    """Delete an upload; one that is gone already is as good."""
    shutil.rmtree(folder / kept.token, ignore_errors=True)


def sweep(folder: Path, at: datetime) -> None:
    """Delete what is older than a day."""
    for place in folder.iterdir() if folder.is_dir() else ():
        if _TOKEN.fullmatch(place.name) and place.stat().st_mtime < (at - LIFETIME).timestamp():
            shutil.rmtree(place, ignore_errors=True)
