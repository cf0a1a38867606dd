"""People, what they may do where, and their sessions."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.models.database import UtcDateTime, db, key

ROLES = (
    "assessor",
    "lead_assessor",
    "director",
    "state_authority",
    "national_authority",
    "protection_officer",
    "admin",
    "observer",
)


class User(db.Model):
    __tablename__ = "user_account"

    id: Mapped[uuid.UUID] = key()
    #: Lower case; what the person signs in with.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: argon2id, with its parameters.
    password_hash: Mapped[str] = mapped_column(String(200))
    #: "es" or "en"; None follows the browser.
    language: Mapped[str | None] = mapped_column(String(2))
    active: Mapped[bool] = mapped_column(default=True)
    #: Set when somebody else chose the password: the next sign-in leads to the password page.
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    grants: Mapped[list[Grant]] = relationship(back_populates="user", cascade="all, delete-orphan", lazy="selectin")

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(g.role for g in self.grants)


class Grant(db.Model):
    """A role somewhere: in one state, in one facility, or everywhere when both are empty."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("state_code IS NULL OR facility_id IS NULL", name="one_scope"),
        CheckConstraint("role IN ({})".format(", ".join(f"'{r}'" for r in ROLES)), name="known_role"),
    )

    id: Mapped[uuid.UUID] = key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    state_code: Mapped[str | None] = mapped_column(ForeignKey("state.code"))
    facility_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("facility.id"), index=True)

    user: Mapped[User] = relationship(back_populates="grants")


class Session(db.Model):
    """A signed-in browser. Only the hash of its token is stored, so a stolen database opens nothing (P25)."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="joined")
