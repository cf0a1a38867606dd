"""Answers from the desk form: what a person changed on a page becomes operations, through the same service as sync."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assess.core.merge import Operation as Change
from assess.models import Operation, User, Visit, db
from assess.services import sync
from assess.services.visits import change

DEVICE = "desk"


def save(
    visit: Visit,
    criterion: str,
    values: Mapping[str, Any],
    bases: Mapping[str, str | None],
    *,
    submission: uuid.UUID,
    by: User,
    at: datetime,
) -> list[sync.Receipt]:
    """Record the fields of one page that differ from what the page had shown.

    `bases` names, for each field, the operation whose value the person saw. `submission` is the page's own id: a form
    sent twice makes the same operations and takes effect once (P10).
    """
    seen = _values({base for base in bases.values() if base})
    changes: list[Change] = []
    for field, value in values.items():
        base = bases.get(field)
        if _same(value, seen.get(base) if base else None):
            continue
        id = uuid.uuid5(submission, f"{criterion}/{field}")
        changes.append(change(visit, criterion, field, value, by=by, at=at, base=base, device=DEVICE, id=id))
    if repeated := _first_times({c.id for c in changes}):
        changes = [_as_first(c, repeated) for c in changes]
    return sync.receive(visit, changes, by=by, at=at) if changes else []


def _values(ids: set[str]) -> dict[str, Any]:
    rows = db.session.execute(select(Operation.id, Operation.value).where(Operation.id.in_(map(uuid.UUID, ids))))
    return {str(id): value for id, value in rows}


def _same(new: Any, old: Any) -> bool:
    """Whether nothing was changed: an empty field is the same as none, methods are a set."""
    if isinstance(new, list | tuple) or isinstance(old, list | tuple):
        return sorted(map(str, new or ())) == sorted(map(str, old or ()))
    return (new if new not in ("", False) else None) == (old if old not in ("", False) else None)


def _first_times(ids: set[str]) -> dict[str, datetime]:
    rows = db.session.execute(select(Operation.id, Operation.claimed_at).where(Operation.id.in_(map(uuid.UUID, ids))))
    return {str(id): at for id, at in rows}


def _as_first(one: Change, times: dict[str, datetime]) -> Change:
    """The same content as when it first arrived: only the hour had moved on."""
    return replace(one, claimed_at=times[one.id]) if one.id in times else one
