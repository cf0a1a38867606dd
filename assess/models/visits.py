"""Visits: the plan, the team, every change as an operation, and the answers that the operations add up to."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.core.visit import KINDS, Status
from assess.models.accounts import User
from assess.models.database import UtcDateTime, db, key
from assess.models.facilities import Facility
from assess.models.instruments import InstrumentVersion

PARTS = ("lead", "assessor", "reviewer")


class Visit(db.Model):
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{k}'" for k in KINDS)), name="known_kind"),
        CheckConstraint("status IN ({})".format(", ".join(f"'{s.value}'" for s in Status)), name="known_status"),
        CheckConstraint("status NOT IN ('final', 'published') OR final_at IS NOT NULL", name="final_with_instant"),
        Index("ix_visit_facility_id_visited_on", "facility_id", "visited_on"),
        Index("ix_visit_state_code_status", "state_code", "status"),
    )

    id: Mapped[uuid.UUID] = key()
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id"))
    #: Copied from the facility, so that scope is one indexed test.
    state_code: Mapped[str] = mapped_column(ForeignKey("state.code"))
    instrument_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instrument_version.id"))
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default="planned")
    announced: Mapped[bool] = mapped_column(default=True)
    planned_on: Mapped[date]
    #: The day of fieldwork; the planned day until it starts.
    visited_on: Mapped[date]
    #: Domains of a focused visit; empty means all.
    focus: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    #: The type at the time of the visit: the visit's own copy.
    facility_type: Mapped[str] = mapped_column(String(40))
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    final_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    ended_reason: Mapped[str] = mapped_column(String(500), default="")
    #: 0 until final, then 1; each amendment adds one. A result belongs to a revision.
    revision: Mapped[int] = mapped_column(default=0)

    facility: Mapped[Facility] = relationship(lazy="joined")
    instrument_version: Mapped[InstrumentVersion] = relationship(lazy="joined")
    members: Mapped[list[VisitMember]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def is_final(self) -> bool:
        return self.status in ("final", "published")

    def member(self, user_id: uuid.UUID) -> VisitMember | None:
        return next((m for m in self.members if m.user_id == user_id), None)


class VisitMember(db.Model):
    """Somebody of the team, and the domains that are theirs (empty: all)."""

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(10))
    domains: Mapped[list[str]] = mapped_column(JSON, default=list)

    visit: Mapped[Visit] = relationship(back_populates="members")
    #: Read when asked for: whoever saves an answer needs the ids of the team alone.
    user: Mapped[User] = relationship()


class Operation(db.Model):
    """One recorded change; rows are added, never altered (P10). `seq` is the order that counts (P13)."""

    __table_args__ = (Index("ix_operation_visit_id_criterion_field", "visit_id", "criterion", "field"),)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    #: Made by the device; the same id with the same content is accepted again, with other content refused.
    id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    #: A criterion code, "@profile" or "@inputs".
    criterion: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(JSON)
    #: The operation whose value the author saw.
    base: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    #: The heads of a conflict that this operation settles.
    resolves: Mapped[list[str]] = mapped_column(JSON, default=list)
    device: Mapped[str] = mapped_column(String(60))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    #: The device's clock, kept as what it claimed.
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Milliseconds that the device's clock was ahead of ours when it was sent; None when nobody measured.
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)
    #: Who brought it in for its author, from a copy that was carried by hand (P5).
    carried_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    sha256: Mapped[str] = mapped_column(String(64))


class Answer(db.Model):
    """What the operations on one criterion add up to: `fields[name] = {"value", "op", "by", "at"}`.

    `entry` repeats the agreed level ("0".."3", "NA", "NE") so that progress is one count. Rebuilt from operations
    at any time with the same outcome.
    """

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    entry: Mapped[str | None] = mapped_column(String(2))


class Conflict(db.Model):
    """Two values for one field, both kept until a person chooses (P12)."""

    __table_args__ = (Index("ix_conflict_visit_id_settled_at", "visit_id", "settled_at"),)

    id: Mapped[uuid.UUID] = key()
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    criterion: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(40))
    #: The operation ids whose values stand side by side.
    heads: Mapped[list[str]] = mapped_column(JSON)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))


class Amendment(db.Model):
    """A correction after closing: proposed by the team, decided by another person; the old values stay (R9)."""

    __table_args__ = (
        UniqueConstraint("visit_id", "revision"),
        CheckConstraint("state IN ('proposed', 'approved', 'rejected')", name="known_state"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_with_instant"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
    )

    id: Mapped[uuid.UUID] = key()
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    #: The revision of the result that it led to; None until then, and when there was no result yet.
    revision: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    #: [{"criterion", "field", "before", "after"}]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    proposed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why it was rejected.
    refusal: Mapped[str] = mapped_column(Text, default="")

    visit: Mapped[Visit] = relationship(lazy="joined")
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id], lazy="joined")
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")
