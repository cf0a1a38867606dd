"""Instrument versions in the database: loaded once, never changed, read as core instruments."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from assess.core.instrument import Instrument
from assess.core.rules import N_, RuleBroken
from assess.models import Instrument as Family
from assess.models import InstrumentVersion, User, db
from assess.paths import STANDARDS
from assess.services import audit
from assess.standards import bundled
from assess.standards.build import build, fingerprint, from_content
from assess.standards.schema import Document

if TYPE_CHECKING:
    from assess.standards.check import Loaded


def load_version(loaded: Loaded, *, by: User | None, at: datetime) -> InstrumentVersion:
    """Store a version; the row that is there when the same content is loaded again.

    Raises RuleBroken for other content under an id and version that are taken: a version is never changed.
    """
    return already(loaded) or _store(loaded, by=by, at=at)


def already(loaded: Loaded) -> InstrumentVersion | None:
    """The row of this very content, None while it is not loaded. Raises RuleBroken as `load_version` does."""
    found = find(loaded.document.id, loaded.document.version)
    if found is not None and found.sha256 != loaded.sha256:
        message = N_("{id} {version} is already loaded with other content. Publish yours as a new version.")
        raise RuleBroken(message, field="version", id=found.instrument_id, version=found.version)
    return found


def load_bundled(*, by: User | None, at: datetime, folder: Path = STANDARDS) -> list[InstrumentVersion]:
    """Load the files of `folder` that the database lacks; returns the new versions, none on a second start.

    Raises Faulty for a bundled file with faults, RuleBroken for one that was edited without a new version.
    """
    from assess.standards.check import read  # the YAML reader: only for files that are new

    have = set(db.session.scalars(select(InstrumentVersion.sha256)))
    added = []
    for file in bundled.known(folder):
        if file.sha256 in have:
            continue
        loaded = read(file.path)
        version = load_version(loaded, by=by, at=at)
        if loaded.sha256 not in have:
            added.append(version)
    return added


def _store(loaded: Loaded, *, by: User | None, at: datetime) -> InstrumentVersion:
    document, instrument = loaded.document, loaded.instrument
    if db.session.get(Family, document.id) is None:
        db.session.add(Family(id=document.id))
        db.session.flush()
    version = InstrumentVersion(
        instrument_id=document.id,
        version=document.version,
        title_es=document.title.es,
        title_en=document.title.en,
        status=document.status,
        specification=document.specification,
        content=loaded.content,
        sha256=loaded.sha256,
        criteria=len(instrument.criteria),
        facility_types=" ".join(sorted(instrument.facility_types)),
        loaded_at=at,
        loaded_by_id=by.id if by else None,
    )
    db.session.add(version)
    db.session.flush()
    audit.record("instrument.load", by=by, at=at, thing=version, sha256=loaded.sha256)
    return version


def find(instrument_id: str, version: str) -> InstrumentVersion | None:
    """The row of one version, None when it is not loaded."""
    return db.session.scalar(
        select(InstrumentVersion).where(
            InstrumentVersion.instrument_id == instrument_id, InstrumentVersion.version == version
        )
    )


def versions() -> list[InstrumentVersion]:
    """Every version, by instrument and newest first."""
    query = select(InstrumentVersion)
    newest_first = (InstrumentVersion.loaded_at.desc(), InstrumentVersion.id.desc())
    return list(db.session.scalars(query.order_by(InstrumentVersion.instrument_id, *newest_first)))


def newest(instrument_id: str) -> InstrumentVersion:
    """The version of an instrument that was loaded last. Raises RuleBroken when there is none."""
    query = select(InstrumentVersion).where(InstrumentVersion.instrument_id == instrument_id)
    newest_first = (InstrumentVersion.loaded_at.desc(), InstrumentVersion.id.desc())
    found: InstrumentVersion | None = db.session.scalar(query.order_by(*newest_first).limit(1))
    if found is None:
        message = N_("There is no instrument {id}. See which there are with: assess standards list")
        raise RuleBroken(message, field="instrument", id=instrument_id)
    return found


def version_of(instrument_id: str, version: str | None = None) -> InstrumentVersion:
    """The row of that version, or of the newest. Raises RuleBroken when it is not loaded."""
    if version is None:
        return newest(instrument_id)
    found = find(instrument_id, version)
    if found is None:
        message = N_("{id} has no version {version}. See which there are with: assess standards list")
        raise RuleBroken(message, field="version", id=instrument_id, version=version)
    return found


def get(instrument_id: str, version: str | None = None) -> Instrument:
    """The core instrument of that version, or of the newest. Raises RuleBroken when it is not loaded."""
    return get_version(version_of(instrument_id, version).id)


@lru_cache(maxsize=64)
def get_version(version_id: uuid.UUID) -> Instrument:
    """The core instrument of a stored version; built once per process, since a version is never changed.

    Raises RuleBroken for an unknown id, and when the stored content is not what was loaded.
    """
    row = db.session.get(InstrumentVersion, version_id)
    if row is None:
        raise RuleBroken(N_("There is no instrument version {id}."), field="version", id=version_id)
    return build(document(row), row.sha256)


def document(row: InstrumentVersion) -> Document:
    """The whole content of a version, as its file had it. Raises RuleBroken when it is not what was loaded."""
    if fingerprint(row.content) != row.sha256:
        message = N_("The stored content of {id} {version} was changed from outside. Restore the last backup.")
        raise RuleBroken(message, id=row.instrument_id, version=row.version)
    return from_content(row.content)
