"""Writing a backup: one moment of the database, every file of evidence, and the proof by restoring it aside."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, Engine

from assess.core.rules import N_, RuleBroken
from assess.models.database import scratch, writing
from assess.services.backups import parts, rows
from assess.services.backups.archive import EVIDENCE, HEAD, MANIFEST, TABLE, Head, Manifest, contents
from assess.services.backups.restoring import MakeTables, fill
from assess.services.backups.sealed import Damaged, Sealer
from assess.services.evidence import blob_key
from assess.storage import Missing, Storage


def write(
    engine: Engine,
    target: Path,
    secret: str,
    *,
    lock: int,
    revision: str,
    key: str,
    at: datetime,
    store: Storage | None,
    make_tables: MakeTables,
) -> Manifest:
    """Write the backup `target`, prove it, and return its manifest. People may go on working meanwhile.

    With `store` None the evidence stays out. RuleBroken when the file exists; OSError when there is no room.
    """
    if target.exists():
        raise RuleBroken(N_("{file} exists already. Choose another name; a backup never replaces a file."), file=target)
    head = Head(at.isoformat(), revision, key, engine.dialect.name)
    unfinished = target.with_name(target.name + ".part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            sealer = Sealer(file, secret, lock)
            manifest = _write(engine, sealer, head, store)
            sealer.finish()
            file.flush()
            os.fsync(file.fileno())
        _prove(unfinished, secret, manifest, make_tables)
        unfinished.rename(target)
        _sync(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _write(engine: Engine, sealer: Sealer, head: Head, store: Storage | None) -> Manifest:
    manifest = Manifest(head)
    parts.write(sealer, HEAD, [json.dumps(asdict(head)).encode()])
    with _one_moment(engine) as connection:
        tables = {table.name: table for table in rows.tables(connection)}
        for name, table in tables.items():
            columns = rows.columns_of(table)
            lines = rows.Counted(rows.lines(connection, table, columns))
            start = json.dumps(columns).encode() + b"\n"
            parts.write(sealer, f"{TABLE}{name}", parts.packed(chain([start], lines)))
            manifest.tables[name] = lines.sum
        named = _evidence_of(connection) if "evidence" in tables else []
    if store:
        for sha256 in named:
            _write_evidence(sealer, store, sha256, manifest)
    parts.write(sealer, MANIFEST, [manifest.as_json()])
    parts.finish(sealer)
    return manifest


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now for as long as it is open, and keeps nobody from writing."""
    token = writing.set(False)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
    finally:
        writing.reset(token)


def _evidence_of(connection: Connection) -> list[str]:
    """The sums of all stored files, in their order."""
    question = "SELECT stored_sha256 FROM evidence UNION SELECT thumbnail_sha256 FROM evidence ORDER BY 1"
    return [sha256 for (sha256,) in connection.exec_driver_sql(question) if sha256]


def _write_evidence(sealer: Sealer, store: Storage, sha256: str, manifest: Manifest) -> None:
    """A file that is gone or altered is noted as missing: one hole must not keep the rest from being saved."""
    try:
        content = store.get(blob_key(sha256))
    except Missing:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        manifest.missing.append(sha256)
        return
    parts.write(sealer, f"{EVIDENCE}{sha256}", [content])
    manifest.files, manifest.size = manifest.files + 1, manifest.size + len(content)


def _prove(file: Path, secret: str, manifest: Manifest, make_tables: MakeTables) -> None:
    """Restore what was written into a database of its own and compare every row and every file; Damaged if not."""
    with (
        file.open("rb") as source,
        tempfile.TemporaryDirectory() as folder,
        scratch(Path(folder) / "proof.sqlite") as connection,
    ):
        found = fill(connection, contents(source, secret, file), make_tables)
    if found != manifest:
        raise Damaged(file)


def _sync(folder: Path) -> None:
    """Make the new name of a file survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
