"""Devices that work without a network: what they hold of a visit, and what waits for a person."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.models.accounts import User
from assess.models.database import UtcDateTime, db, new_id
from assess.models.visits import Visit


class Device(db.Model):
    """One person's store in one browser. The secrets that it is given follow from `salt` and the server's key."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    #: What the person sees in a list: "Chromium, Android".
    label: Mapped[str] = mapped_column(String(120), default="")
    salt: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Milliseconds that its clock is ahead of ours, as last measured (P13).
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)
    #: A lost device gets nothing any more; what it still hands over waits in quarantine (P33).
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")


class Checkout(db.Model):
    """A pack of a visit that a device holds (R9), and how many changes it said it made there (P4).

    `made` counts the operations that the device has recorded in this visit, `settled` those that it has a receipt
    for, as of its last contact. What lies between has not arrived.
    """

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: After this the pack must be renewed before it is read again; operations made with it are still taken (P25).
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made: Mapped[int] = mapped_column(default=0)
    settled: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    device: Mapped[Device] = relationship(lazy="joined")


QUARANTINE_STATES = ("waiting", "applied", "proposed", "dismissed")


class QuarantinedOperation(db.Model):
    """An operation that could not be applied when it came, kept whole until a coordinator decides (P6, P7, P18).

    `content` is the operation as it travelled, with its author. `reason` is a code of `services.sync.quarantine`.
    """

    __table_args__ = (
        CheckConstraint("state IN ({})".format(", ".join(f"'{s}'" for s in QUARANTINE_STATES)), name="known_state"),
        CheckConstraint("(state = 'waiting') = (resolved_at IS NULL)", name="resolved_with_instant"),
        Index("ix_quarantined_operation_visit_id_state", "visit_id", "state"),
    )

    #: The id of the operation; one reused with other content is kept as well.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    device: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(30))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    #: Why it was dismissed.
    refusal: Mapped[str] = mapped_column(String(500), default="")
    #: As in `Operation`, which gets both when it is applied.
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)
    carried_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))

    visit: Mapped[Visit] = relationship(lazy="joined")
    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="joined")


class Manifest(db.Model):
    """What a device says a visit consists of; the visit is complete once the server holds just that (P16)."""

    __table_args__ = (
        CheckConstraint("state IN ('receiving', 'complete')", name="known_state"),
        CheckConstraint("(state = 'complete') = (completed_at IS NOT NULL)", name="completed_with_instant"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    #: Of the state of the visit as the device has it (`core.merge.digest`).
    digest: Mapped[str] = mapped_column(String(64))
    operations: Mapped[list[str]] = mapped_column(JSON)
    #: The ids of the evidence that belongs to it.
    evidence: Mapped[list[str]] = mapped_column(JSON)
    instrument_sha256: Mapped[str] = mapped_column(String(64))
    #: Whether fieldwork is to be closed once everything is there.
    closes: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="receiving")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    device: Mapped[Device] = relationship(lazy="joined")


class ServerEpoch(db.Model):
    """One row: the life of this database. A restored backup begins another, so that devices offer again what it lost
    (P22)."""

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    epoch: Mapped[uuid.UUID] = mapped_column(default=new_id)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
