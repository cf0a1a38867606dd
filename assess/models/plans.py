"""Improvement plans: actions, and the events that an action's state is the sum of (R10)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.core.plan import PRIORITIES, STATES
from assess.models.database import UtcDateTime, db, key
from assess.models.facilities import Facility


class Plan(db.Model):
    """The improvement plan of a facility under one instrument; it lives on through successive visits."""

    __table_args__ = (UniqueConstraint("facility_id", "instrument_id"),)

    id: Mapped[uuid.UUID] = key()
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id"))
    instrument_id: Mapped[str] = mapped_column(ForeignKey("instrument.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The day on which director and authority last agreed actions.
    agreed_on: Mapped[date | None]

    facility: Mapped[Facility] = relationship(lazy="joined")
    actions: Mapped[list[Action]] = relationship(back_populates="plan", order_by="Action.number")


class Action(db.Model):
    """A finding and what is done about it. `state` repeats what the events add up to."""

    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{s}'" for s in STATES)), name="known_state"),
        CheckConstraint("priority IN ({})".format(", ".join(f"'{p}'" for p in PRIORITIES)), name="known_priority"),
        CheckConstraint("baseline BETWEEN 0 AND 3 AND target BETWEEN 1 AND 3", name="levels"),
        Index("ix_action_facility_id_state", "facility_id", "state"),
        # Closure by state reads every action and needs no more than this.
        Index("ix_action_closure", "state_code", "plan_id", "state", "due_on", "extensions"),
    )

    id: Mapped[uuid.UUID] = key()
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey("state.code"), index=True)
    #: Counts from 1 in each plan; how people name it.
    number: Mapped[int]
    criterion: Mapped[str] = mapped_column(String(40), index=True)
    #: The visit whose finding this is.
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    baseline: Mapped[int]
    target: Mapped[int]
    priority: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(14))
    what: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(160), default="")
    resources: Mapped[str] = mapped_column(Text, default="")
    evidence_expected: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date] = mapped_column(index=True)
    extensions: Mapped[int] = mapped_column(default=0)
    #: Times the same code was found below target again (R10).
    recurring: Mapped[int] = mapped_column(default=0)
    verified_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship(back_populates="actions", lazy="joined")
    events: Mapped[list[ActionEvent]] = relationship(back_populates="action", order_by="ActionEvent.seq")


class ActionEvent(db.Model):
    """One step in the life of an action; rows are added, never altered."""

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    action_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("action.id"), index=True)
    #: The verb of core.plan: "propose", "agree", "report_done" …
    verb: Mapped[str] = mapped_column(String(20))
    #: The visit at which an assessor judged it, and the level found.
    visit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"))
    level: Mapped[int | None]
    full_visit: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    happened_on: Mapped[date]
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    action: Mapped[Action] = relationship(back_populates="events")
