"""Evidence of a visit: what was sent, what was made of it, and what is still on its way."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.models.accounts import User
from assess.models.database import UtcDateTime, db

EVIDENCE_KINDS = ("photo", "file", "signature")
_KnownKind = "kind IN ({})".format(", ".join(f"'{k}'" for k in EVIDENCE_KINDS))


class Evidence(db.Model):
    """A file of a visit that the server holds whole; the row is written after the bytes are safe (P15).

    `id` is made by the device. `sha256` and `size` are of the bytes that were sent, `stored_sha256` and `stored_size`
    of what was made of them without metadata (P26, P27), which is all that is ever served. Removing evidence is an
    operation on "@evidence", never a deleted row.
    """

    __table_args__ = (
        CheckConstraint(_KnownKind, name="known_kind"),
        UniqueConstraint("visit_id", "sha256", "criterion"),
        Index("ix_evidence_visit_id_criterion", "visit_id", "criterion"),
        Index("ix_evidence_author_id_received_at", "author_id", "received_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    #: A criterion code, or "@exit" for what belongs to the exit meeting.
    criterion: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    stored_sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    #: Of the small picture; empty for a file that has none.
    thumbnail_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    caption: Mapped[str] = mapped_column(String(300), default="")
    #: The author confirmed that no person and no identity document is seen.
    no_person: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    device: Mapped[str] = mapped_column(String(60))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When its stored bytes were last read and their sum compared.
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship(lazy="joined")


class Upload(db.Model):
    """Evidence that was announced and has not arrived whole; its parts lie in storage until it has."""

    __table_args__ = (
        CheckConstraint(_KnownKind, name="known_kind"),
        Index("ix_upload_visit_id", "visit_id"),
        Index("ix_upload_author_id", "author_id"),
    )

    #: The id that the evidence will have.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    criterion: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    caption: Mapped[str] = mapped_column(String(300), default="")
    no_person: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    device: Mapped[str] = mapped_column(String(60))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Bytes received in order from the beginning.
    received: Mapped[int] = mapped_column(default=0)
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Why what arrived was not taken, as a message of the catalogues; empty while it is on its way.
    refusal: Mapped[str] = mapped_column(String(300), default="")
