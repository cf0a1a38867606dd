"""What the audit chain keeps of backups, and when the last one was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect, select

from assess.models import AuditEntry, ServerEpoch, db
from assess.services import audit
from assess.services.backups.archive import Manifest
from assess.services.onsite import epoch

MADE, RESTORED, UPGRADED = "backup.make", "backup.restore", "schema.upgrade"


def made(manifest: Manifest, *, at: datetime) -> None:
    """Note a backup, once it is proved. The caller commits."""
    audit.record(MADE, by=None, at=at, rows=manifest.rows, files=manifest.files, missing=len(manifest.missing))


def restored(manifest: Manifest, *, at: datetime) -> None:
    """Note a restore in the transaction that brings the rows back, and begin another epoch: devices see it and offer
    again what the backup is too old to hold (P22)."""
    if inspect(db.session.connection()).has_table(ServerEpoch.__tablename__):
        epoch.renew(at=at)
    head = manifest.head
    audit.record(RESTORED, by=None, at=at, made_at=head.made_at, revision=head.revision, rows=manifest.rows)


def upgraded(before: str, after: str, *, at: datetime) -> None:
    """Note that the tables were brought to another revision. The caller commits."""
    audit.record(UPGRADED, by=None, at=at, before=before, after=after)


def last_at() -> datetime | None:
    """When the last backup was made that an administrator asked for; None when none ever was."""
    newest = select(AuditEntry.at).where(AuditEntry.action == MADE).order_by(AuditEntry.seq.desc()).limit(1)
    return db.session.scalar(newest)
