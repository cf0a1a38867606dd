"""The registry: states, municipalities, facility types, facilities, their legal status and dated profiles."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.core.profile import COUNTS, Profile, size_band
from assess.core.text import Text as Bilingual
from assess.models.database import UtcDateTime, db, key

SECTORS = ("public", "private")
LEGAL_AXES = ("authorisation", "registration", "certification")


class State(db.Model):
    """One of the 32 states, by INEGI key. Filled from `assess.geo` by migration of reference data."""

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    iso: Mapped[str] = mapped_column(String(6), unique=True)
    abbr: Mapped[str] = mapped_column(String(5))
    name_es: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    official_es: Mapped[str] = mapped_column(String(80))
    official_en: Mapped[str] = mapped_column(String(80))

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_es, self.name_en)


class Municipality(db.Model):
    """INEGI municipality; the catalogue can be renewed, codes stay."""

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey("state.code"), index=True)
    name: Mapped[str] = mapped_column(String(120))


class FacilityType(db.Model):
    """What kind of facility it is; a table, so that a country adds its own types without code."""

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_es: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    #: "residential", "space", "programme" or "authority": groups are never mixed in a comparison.
    group: Mapped[str] = mapped_column("type_group", String(20))
    position: Mapped[int]

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_es, self.name_en)


class Facility(db.Model):
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity_not_negative"),
        CheckConstraint("sector IN ('public', 'private')", name="known_sector"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude_range"),
        CheckConstraint("(closed_on IS NULL) = (closed_reason = '')", name="closed_with_reason"),
        Index("ix_facility_state_code_name", "state_code", "name"),
        # Who is registered in a comparison: open, of some types, in a stratum.
        Index("ix_facility_comparison", "type_code", "closed_on", "sector", "size", "state_code"),
    )

    id: Mapped[uuid.UUID] = key()
    #: Folio of the national register (RNCAS); a facility may not have one yet.
    folio: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Lower case without accents, for search.
    search_name: Mapped[str] = mapped_column(String(200), index=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("facility_type.code"))
    sector: Mapped[str] = mapped_column(String(10))
    state_code: Mapped[str] = mapped_column(ForeignKey("state.code"))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    #: Authorised places.
    capacity: Mapped[int | None]
    director_name: Mapped[str] = mapped_column(String(120), default="")
    #: Contact and position are a field group of their own with its own permission (P39).
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str] = mapped_column(String(300), default="")
    #: From the newest profile: children living there, and the stratum of R11.
    residents: Mapped[int | None]
    size: Mapped[str | None] = mapped_column(String(10))
    #: Counts up at each change; a form that carries an older one is refused.
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    state: Mapped[State] = relationship(lazy="joined")
    type: Mapped[FacilityType] = relationship(lazy="joined")
    municipality: Mapped[Municipality | None] = relationship(lazy="joined")
    legal_statuses: Mapped[list[LegalStatus]] = relationship(
        back_populates="facility", cascade="all, delete-orphan", order_by="LegalStatus.axis"
    )
    profiles: Mapped[list[FacilityProfile]] = relationship(
        back_populates="facility", cascade="all, delete-orphan", order_by="FacilityProfile.valid_on.desc()"
    )

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class LegalStatus(db.Model):
    """Where a facility stands on one of the regulatory axes (LGDNNA art. 112), with its paper's dates."""

    __table_args__ = (
        UniqueConstraint("facility_id", "axis"),
        CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="dates_in_order"),
    )

    id: Mapped[uuid.UUID] = key()
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"))
    axis: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(String(60), default="")
    authority: Mapped[str] = mapped_column(String(160), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]

    facility: Mapped[Facility] = relationship(back_populates="legal_statuses")


class FacilityProfile(db.Model):
    """Dated facts about a facility; a visit keeps its own copy (DESIGN section 3)."""

    __table_args__ = (UniqueConstraint("facility_id", "valid_on"),)

    id: Mapped[uuid.UUID] = key()
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"))
    valid_on: Mapped[date]
    capacity: Mapped[int | None]
    girls_0: Mapped[int | None]
    girls_1_5: Mapped[int | None]
    girls_6_11: Mapped[int | None]
    girls_12_17: Mapped[int | None]
    boys_0: Mapped[int | None]
    boys_1_5: Mapped[int | None]
    boys_6_11: Mapped[int | None]
    boys_12_17: Mapped[int | None]
    unaccompanied: Mapped[int | None]
    disability: Mapped[int | None]
    staff_morning: Mapped[int | None]
    staff_afternoon: Mapped[int | None]
    staff_night: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    facility: Mapped[Facility] = relationship(back_populates="profiles")

    def profile(self, facility_type: str) -> Profile:
        """The record that the method works with."""
        return Profile(facility_type, self.capacity, **{name: getattr(self, name) for name in COUNTS})

    @property
    def size(self) -> str | None:
        return size_band(self.profile("").children)
