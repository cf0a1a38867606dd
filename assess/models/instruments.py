"""Instruments and their versions. The content is kept whole; `services.standards` turns it into a core Instrument."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.core.text import Text as Bilingual
from assess.models.database import UtcDateTime, db, key

RELATIONS = ("same", "equivalent", "changed", "new", "retired")


class Instrument(db.Model):
    """A family of versions, known by the id that its files carry."""

    id: Mapped[str] = mapped_column(String(80), primary_key=True)

    versions: Mapped[list[InstrumentVersion]] = relationship(
        back_populates="instrument", order_by="InstrumentVersion.loaded_at.desc()"
    )


class InstrumentVersion(db.Model):
    """One version, never changed once loaded: the same id and version with other content is refused."""

    __table_args__ = (UniqueConstraint("instrument_id", "version"),)

    id: Mapped[uuid.UUID] = key()
    instrument_id: Mapped[str] = mapped_column(ForeignKey("instrument.id"))
    version: Mapped[str] = mapped_column(String(40))
    title_es: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
    #: "operationalisation" or "official".
    status: Mapped[str] = mapped_column(String(20))
    specification: Mapped[str] = mapped_column(String(20))
    #: Canonical JSON of the whole file.
    content: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    criteria: Mapped[int]
    #: Codes of the facility types that some criterion applies to, separated by spaces.
    facility_types: Mapped[str] = mapped_column(String(400))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))

    instrument: Mapped[Instrument] = relationship(back_populates="versions")

    @property
    def title(self) -> Bilingual:
        return Bilingual(self.title_es, self.title_en)


class Crosswalk(db.Model):
    """How one code of an older version stands to the newer version (R8)."""

    __table_args__ = (
        UniqueConstraint("from_version_id", "to_version_id", "code"),
        CheckConstraint("relation IN ('same', 'equivalent', 'changed', 'new', 'retired')", name="known_relation"),
    )

    id: Mapped[uuid.UUID] = key()
    from_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instrument_version.id"))
    to_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instrument_version.id"))
    code: Mapped[str] = mapped_column(String(40))
    relation: Mapped[str] = mapped_column(String(12))
