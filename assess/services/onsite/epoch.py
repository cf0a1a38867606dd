"""The life of this database: devices that see another one offer again what a restored backup lost (P22)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from assess.models import ServerEpoch, db, new_id

_EPOCH = select(ServerEpoch.epoch).where(ServerEpoch.id == 1)


def current() -> str:
    """The epoch; the first one began with the tables."""
    return str(db.session.connection().execute(_EPOCH).scalar_one())


def renew(*, at: datetime) -> str:
    """Begin another epoch and return it: to be called once after a backup was restored. The caller commits."""
    row = db.session.get_one(ServerEpoch, 1)
    row.epoch, row.began_at = new_id(), at
    db.session.flush()
    return str(row.epoch)
