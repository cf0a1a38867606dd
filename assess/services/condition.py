"""How the service fares: room on the disk, the last backup, and what has waited for how long (P20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from assess.models import Evidence, Manifest, QuarantinedOperation, Upload, db
from assess.services import backups, disks
from assess.services.evidence import blob_key
from assess.services.evidence.places import BLOBS
from assess.storage import Storage

#: Less room than this is told.
LEAST_FREE = 500 * 1024 * 1024
#: What a lost disk may cost at most where no device has kept it (P22).
BACKUP_AGE = timedelta(hours=24)
#: What has not been completed or decided by then needs a person (P16).
PATIENCE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things wait, and since when the oldest."""

    number: int
    oldest_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        return self.oldest_at is not None and at - self.oldest_at > PATIENCE


@dataclass(frozen=True, slots=True)
class Condition:
    """As of `at`. `free` are bytes; `uploads` have not arrived whole, `quarantined` wait for a coordinator, and the
    visits of `manifests` lack something that their device has."""

    at: datetime
    free: int
    last_backup_at: datetime | None
    uploads: Waiting
    quarantined: Waiting
    manifests: Waiting

    @property
    def has_room(self) -> bool:
        return self.free >= LEAST_FREE

    @property
    def is_saved(self) -> bool:
        return self.last_backup_at is not None and self.at - self.last_backup_at <= BACKUP_AGE


def read(folder: Path, *, at: datetime) -> Condition:
    """The condition of the service whose instance folder is `folder`."""
    return Condition(
        at,
        disks.free(folder),
        backups.last_at(),
        _waiting(Upload.announced_at, Upload.refusal == "", Upload.received < Upload.size),
        _waiting(QuarantinedOperation.received_at, QuarantinedOperation.state == "waiting"),
        _waiting(Manifest.received_at, Manifest.state == "receiving"),
    )


def _waiting(since: InstrumentedAttribute[datetime], *which: object) -> Waiting:
    number, oldest = db.session.execute(select(func.count(), func.min(since)).where(*which)).one()  # type: ignore[arg-type]
    return Waiting(number, oldest)


def absent(storage: Storage) -> list[str]:
    """The sums of the files that the database names and the store does not list, none of them read. Or Unavailable."""
    there = {stored.key for stored in storage.list(BLOBS)}
    named = select(Evidence.stored_sha256).union(select(Evidence.thumbnail_sha256))
    return [sha256 for sha256 in db.session.scalars(named) if sha256 and blob_key(sha256) not in there]
