"""What final visits earned, and one wide row per facility for comparisons. Written at finalisation, rebuilt by command.

Exact scores are kept as numerator and denominator beside the shown text. Numerators outgrow 64 bits, so they are text.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from assess.core.result import RATINGS
from assess.models.database import UtcDateTime, db, key

KnownRating = "rating IN ({})".format(", ".join(f"'{r}'" for r in RATINGS))


class ExactNumber(TypeDecorator[Fraction]):
    """A Fraction as "numerator/denominator" (or "numerator"): nothing is rounded on its way to the database."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Any) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Fraction | None:
        return None if value is None else Fraction(value)


class VisitResult(db.Model):
    """The result of one revision of a visit; never altered once written (P18)."""

    __table_args__ = (UniqueConstraint("visit_id", "revision"), CheckConstraint(KnownRating, name="known_rating"))

    id: Mapped[uuid.UUID] = key()
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    revision: Mapped[int]
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id"), index=True)
    instrument_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instrument_version.id"))
    specification: Mapped[str] = mapped_column(String(20))
    score: Mapped[Fraction | None] = mapped_column(ExactNumber)
    shown: Mapped[str | None] = mapped_column(String(6))
    band: Mapped[str | None] = mapped_column(String(2))
    rating: Mapped[str] = mapped_column(String(2))
    capped_by: Mapped[list[str]] = mapped_column(JSON)
    at_most: Mapped[str | None] = mapped_column(String(1))
    answered: Mapped[int]
    in_scope: Mapped[int]
    coverage: Mapped[Fraction | None] = mapped_column(ExactNumber)
    low: Mapped[Fraction | None] = mapped_column(ExactNumber)
    low_rating: Mapped[str] = mapped_column(String(2))
    high: Mapped[Fraction | None] = mapped_column(ExactNumber)
    high_rating: Mapped[str] = mapped_column(String(2))
    critical_zero: Mapped[list[str]] = mapped_column(JSON)
    critical_one: Mapped[list[str]] = mapped_column(JSON)
    #: Domains with more than a fifth NA (R2), those that are wholly NA included.
    limited_scope: Mapped[list[str]] = mapped_column(JSON)
    #: {code: [value, level, [marks]]}: the answers as they counted.
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The visit's own copy of the facility's profile, and the measure inputs.
    profile: Mapped[dict[str, Any]] = mapped_column(JSON)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Of the canonical JSON of everything above.
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    domains: Mapped[list[DomainScore]] = relationship(
        cascade="all, delete-orphan", order_by="DomainScore.position", lazy="selectin"
    )


class DomainScore(db.Model):
    """A domain's part of a result (core.result.DomainResult)."""

    __tablename__ = "domain_result"
    __table_args__ = (CheckConstraint(KnownRating, name="known_rating"),)

    result_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit_result.id", ondelete="CASCADE"), primary_key=True)
    domain: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    score: Mapped[Fraction | None] = mapped_column(ExactNumber)
    shown: Mapped[str | None] = mapped_column(String(6))
    band: Mapped[str | None] = mapped_column(String(2))
    rating: Mapped[str] = mapped_column(String(2))
    cap: Mapped[str] = mapped_column(String(1))
    limiting: Mapped[bool]
    answered: Mapped[int]
    in_scope: Mapped[int]
    low: Mapped[Fraction | None] = mapped_column(ExactNumber)
    high: Mapped[Fraction | None] = mapped_column(ExactNumber)
    limited_scope: Mapped[bool]
    #: [[standard id, exact score or null, answered, in scope]]
    standards: Mapped[list[Any]] = mapped_column(JSON)


class FacilityCurrent(db.Model):
    """The latest final full visit of a facility under one instrument: what comparisons count (R11).

    `score_e4` is the exact score cut to ten-thousandths of a point: whole numbers add up the same in any order.
    """

    __table_args__ = (
        # Holds all that the comparison of states reads, in the order in which it groups.
        Index(
            "ix_facility_current_comparison",
            "instrument_id",
            "state_code",
            "visited_on",
            "rating",
            "score_e4",
            "critical_failures",
            "critical_missing",
            "facility_id",
        ),
        CheckConstraint(KnownRating, name="known_rating"),
    )

    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    instrument_id: Mapped[str] = mapped_column(ForeignKey("instrument.id"), primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    visited_on: Mapped[date]
    state_code: Mapped[str] = mapped_column(ForeignKey("state.code"))
    type_code: Mapped[str] = mapped_column(ForeignKey("facility_type.code"))
    sector: Mapped[str] = mapped_column(String(10))
    size: Mapped[str | None] = mapped_column(String(10))
    rating: Mapped[str] = mapped_column(String(2))
    score_e4: Mapped[int | None]
    shown: Mapped[str | None] = mapped_column(String(6))
    #: Critical criteria at 0 or 1.
    critical_failures: Mapped[int]
    #: Critical criteria in scope without a level: nobody can say that they did not fail.
    critical_missing: Mapped[int]
    #: {domain: [score_e4, rating]}
    domains: Mapped[dict[str, Any]] = mapped_column(JSON)
