"""Operations, people and evidence of a visit as they travel to a device (docs/sync.md, sections 4 and 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assess.access import can
from assess.core.merge import Operation as Change
from assess.core.merge import as_json
from assess.models import Evidence, User, Visit, VisitMember, db
from assess.services import evidence

JSON = dict[str, Any]
#: What the device offers its person beyond recording answers.
OFFERED = ("settle", "approve_na", "close_fieldwork")


def instant(at: datetime) -> str:
    """In UTC with milliseconds and Z, as every instant of the protocol."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def operation_json(change: Change) -> JSON:
    """An operation with its place in the order; `at` is what it was sent with, `claimed_at` its canonical form."""
    travels = as_json(change)
    del travels["visit"]
    return {**travels, "at": travels["claimed_at"], "seq": change.seq}


def me_json(visit: Visit, user: User) -> JSON:
    member = visit.member(user.id)
    return {
        "id": str(user.id),
        "name": user.name,
        "part": member.part if member else None,
        "domains": member.domains if member else [],
        "may": [verb for verb in OFFERED if can(user, f"visit.{verb}", visit)],
    }


def team_json(visit: Visit) -> list[JSON]:
    """The lead first, then by name."""
    query = select(VisitMember).where(VisitMember.visit_id == visit.id).options(joinedload(VisitMember.user))
    members = sorted(db.session.scalars(query), key=lambda m: (m.part != "lead", m.user.name, m.user_id))
    return [{"id": str(m.user_id), "name": m.user.name, "part": m.part, "domains": m.domains} for m in members]


def evidence_of(visit: Visit, user: User) -> list[Evidence]:
    """All that is kept of a visit and this person sees; whether a piece counts, "@evidence" says."""
    return [piece.row for piece in evidence.pieces(visit, for_=user)]


def evidence_json(pieces: Iterable[Evidence]) -> list[JSON]:
    """`has_thumbnail` instead of the addresses, which the API puts in its place."""
    return [
        {
            "id": str(piece.id),
            "criterion": piece.criterion,
            "kind": piece.kind,
            "sha256": piece.sha256,
            "caption": piece.caption,
            "author": str(piece.author_id),
            "received_at": instant(piece.received_at),
            "has_thumbnail": bool(piece.thumbnail_sha256),
        }
        for piece in pieces
    ]
