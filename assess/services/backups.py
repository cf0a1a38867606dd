"""Backups: one archive with the whole database and the sum of every part; restored only into an empty place (P22)."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from assess.core.rules import N_, RuleBroken

FORMAT = 1
MANIFEST = "manifest.json"
#: How gzip begins when it names neither a file nor a time.
HEADER = bytes.fromhex("1f8b08000000000002ff")


def write(url: URL, target: Path, *, revision: str | None, at: datetime, key: str = "") -> dict[str, Any]:
    """Write the archive `target` and return its manifest. A live database is copied whole, never torn.

    `key` names the key that seals the audit chain (`audit.key_name`); the key itself stays out of the archive.
    """
    if target.exists():
        raise RuleBroken(N_("{file} exists already. Choose another name; a backup never replaces a file."), file=target)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        part = _dump(url, Path(folder))
        manifest = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "revision": revision,
            "key": key,
            "database": url.get_backend_name(),
            "parts": {part.name: _sum(part)},
        }
        text = json.dumps(manifest, indent=2, sort_keys=True).encode()
        unfinished = target.with_name(target.name + ".part")
        try:
            _pack(unfinished, text, part)
            _verified(unfinished)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return manifest


def _pack(target: Path, manifest: bytes, part: Path) -> None:
    """A tar in gzip whose every byte counts: the header holds neither a time nor a name."""
    with (
        target.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))
        archive.add(part, part.name)


def _dump(url: URL, folder: Path) -> Path:
    if url.get_backend_name() == "sqlite":
        return _dump_sqlite(Path(str(url.database)), folder / "database.sqlite")
    part = folder / "database.dump"
    _run(["pg_dump", "--format=custom", f"--file={part}", f"--dbname={_libpq(url)}"])
    return part


def _dump_sqlite(source: Path, part: Path) -> Path:
    with sqlite3.connect(source) as live, sqlite3.connect(part) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    return part


def restore(url: URL, source: Path, *, is_empty: Callable[[], bool]) -> dict[str, Any]:
    """Put an archive's database in place of an empty one. RuleBroken when it is damaged or the place is not empty."""
    manifest = _verified(source)
    if manifest["database"] != url.get_backend_name():
        raise RuleBroken(
            N_("This backup is of {kind}, the configured database is another. Set ASSESS_DATABASE_URL to fit."),
            kind=manifest["database"],
        )
    if not is_empty():
        raise RuleBroken(N_("This database holds data. Restore into an empty one: use another instance folder."))
    with tempfile.TemporaryDirectory() as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        for name in manifest["parts"]:
            _put(url, Path(folder) / name)
    return manifest


def _put(url: URL, part: Path) -> None:
    if url.get_backend_name() == "sqlite":
        target = Path(str(url.database))
        for leftover in (target, target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
            leftover.unlink(missing_ok=True)
        _dump_sqlite(part, target)
    else:
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
              f"--dbname={_libpq(url)}", str(part)])  # fmt: skip


def _verified(source: Path) -> dict[str, Any]:
    """The manifest, after every part was read and its sum compared."""
    damaged = RuleBroken(N_("{file} is not a whole backup of Assess. Use another copy."), file=source)
    try:
        _read_through(source)
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory() as folder:
            archive.extractall(folder, filter="data")
            manifest: dict[str, Any] = json.loads((Path(folder) / MANIFEST).read_text())
            whole = all(_sum(Path(folder) / name) == told for name, told in manifest["parts"].items())
    except (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError, OSError) as error:
        if isinstance(error, FileNotFoundError) and not source.exists():
            raise
        raise damaged from error
    if not whole or manifest.get("format") != FORMAT:
        raise damaged
    return manifest


def _read_through(source: Path) -> None:
    """Compare header, checksum and length of the whole; BadGzipFile, EOFError or zlib.error when one differs."""
    with source.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            raise gzip.BadGzipFile
    with gzip.open(source) as packed:
        while packed.read(1 << 20):
            continue


def _sum(part: Path) -> str:
    with part.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise RuleBroken(N_("{program} is missing. Install the PostgreSQL client."), program=command[0]) from error
    if done.returncode:
        raise RuleBroken(N_("{program} failed: {problem}"), program=command[0], problem=done.stderr.strip()[-300:])
