"""What a backup holds, part by part, and the proof that it is all there.

`head`, then `table/<name>` for every table, then `evidence/<sha256>` for every stored file, then `manifest`, which
says how many there are of each and their sums. Nothing in it depends on the database that it came from.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

from assess.services.backups import parts, rows
from assess.services.backups.sealed import Damaged, Opener

FORMAT = 2
HEAD, TABLE, EVIDENCE, MANIFEST = "head", "table/", "evidence/", "manifest"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the rows come from. `key` names the key that seals the audit chain, which is not in the backup."""

    made_at: str
    revision: str
    key: str
    database: str
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of one table (see `rows`); to be read before the next part is asked for."""

    table: str
    columns: list[str]
    blocks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bytes of one stored file, whose name is their sum."""

    sha256: str
    content: bytes


@dataclass(slots=True)
class Manifest:
    """table -> [rows, sha256]; how many files of evidence; and the sums of those that the storage did not have."""

    head: Head
    tables: dict[str, tuple[int, str]] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(number for number, _sum in self.tables.values())

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True).encode()


Part = Head | Rows | Evidence | Manifest


def contents(file: BinaryIO, secret: str, name: object) -> Iterator[Part]:
    """Every part of a backup, the manifest last. Damaged as soon as one is not what it was when it was written.

    Only when the manifest has come out is the whole proved; until then nothing may be done that cannot be undone.
    """
    try:
        yield from _contents(file, secret, name)
    except (parts.Cut, zlib.error, ValueError, KeyError, TypeError) as error:
        raise Damaged(name) from error


def _contents(file: BinaryIO, secret: str, name: object) -> Iterator[Part]:
    stream = parts.read(Opener(file, secret, name))
    title, blocks = next(stream)
    head = Head(**json.loads(b"".join(blocks)))
    if title != HEAD or head.format != FORMAT:
        raise Damaged(name)
    yield head
    seen, told = Manifest(head), b""
    for title, blocks in stream:
        if title == MANIFEST:
            told = b"".join(blocks)
        elif title.startswith(EVIDENCE):
            yield _evidence(title.removeprefix(EVIDENCE), b"".join(blocks), seen, name)
        else:
            yield from _rows(title.removeprefix(TABLE), parts.unpacked(blocks), seen)
    seen.missing = json.loads(told)["missing"]
    if seen.as_json() != told:
        raise Damaged(name)
    yield seen


def _evidence(sha256: str, content: bytes, seen: Manifest, name: object) -> Evidence:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(name)
    seen.files, seen.size = seen.files + 1, seen.size + len(content)
    return Evidence(sha256, content)


def _rows(table: str, blocks: Iterator[bytes], seen: Manifest) -> Iterator[Rows]:
    columns, following = _first_line(blocks)
    lines = rows.Counted(following)
    reading = iter(lines)
    yield Rows(table, columns, reading)
    for _left in reading:
        continue
    seen.tables[table] = lines.sum


def _first_line(blocks: Iterator[bytes]) -> tuple[list[str], Iterator[bytes]]:
    start = b""
    for block in blocks:
        start += block
        if b"\n" in start:
            break
    line, _end, rest = start.partition(b"\n")

    def following() -> Iterator[bytes]:
        if rest:
            yield rest
        yield from blocks

    return json.loads(line), following()
