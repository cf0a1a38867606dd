"""Answers from the desk form: what a person changed on a page becomes operations, through the same service as sync."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assess.core.merge import Current
from assess.core.merge import Operation as Change
from assess.models import Operation, User, Visit, db
from assess.services import sync
from assess.services.visits import change

#: A page is a device of its own: this and the id of its submission.
DEVICE = "desk"


def save(
    visit: Visit,
    criterion: str,
    values: Mapping[str, Any],
    bases: Mapping[str, Sequence[str]],
    *,
    submission: uuid.UUID,
    by: User,
    at: datetime,
) -> list[sync.Receipt]:
    """Record the fields of one page that differ from what the page had shown.

    `bases` names, for each field, the operations whose value the person saw; none for an empty field. `submission` is
    the page's own id: a form sent twice takes effect once (P10), and one sent again with other values, as the button
    "back" allows, follows on what it sent before. A field that already has the value sent is left alone.
    """
    sync.lock(visit)
    device = f"{DEVICE}:{submission}"
    sent = _sent(visit, criterion, device)
    seen = _values({base for given in bases.values() for base in given})
    now = sync.fields_of(visit, criterion, for_=by)
    changes: list[Change] = []
    for field, value in values.items():
        before = sent.get(field, [])
        if before and same_value(field, value, before[-1].value):
            changes.append(before[-1])
            continue
        base = [before[-1].id] if before else [id for id in bases.get(field, ()) if id in seen]
        shown = before[-1].value if before else seen[base[0]] if base else None
        if same_value(field, value, shown) or _is(field, value, now.get((criterion, field))):
            continue
        id = uuid.uuid5(submission, f"{criterion}/{field}/{len(before)}")
        first, others = (base[0], base[1:]) if base else (None, [])
        changes.append(
            change(visit, criterion, field, value, by=by, at=at, base=first, resolves=others, device=device, id=id)
        )
    return sync.receive(visit, changes, by=by, at=at) if changes else []


def _sent(visit: Visit, criterion: str, device: str) -> dict[str, list[Change]]:
    """What this very page has recorded before, by field, in order."""
    of_page = (Operation.visit_id == visit.id, Operation.criterion == criterion, Operation.device == device)
    sent: dict[str, list[Change]] = {}
    for row in db.session.scalars(select(Operation).where(*of_page).order_by(Operation.seq)):
        sent.setdefault(row.field, []).append(sync.change_of(row))
    return sent


def _values(ids: set[str]) -> dict[str, Any]:
    if not ids:
        return {}
    rows = db.session.execute(select(Operation.id, Operation.value).where(Operation.id.in_(map(uuid.UUID, ids))))
    return {str(id): value for id, value in rows}


def _is(field: str, value: Any, current: Current | None) -> bool:
    """Whether the field has this value now, whoever recorded it."""
    return current is not None and not current.conflict and same_value(field, value, current.value)


def same_value(field: str, new: Any, old: Any) -> bool:
    """Whether two values of a field mean the same: an empty field is the same as none, methods are a set."""
    if field == "methods":
        return set(new or ()) == set(old or ())
    return bool(_plain(new) == _plain(old))


def _plain(value: Any) -> Any:
    """Lists as lists, and every way of saying nothing as None; the level 0 is something."""
    if isinstance(value, list | tuple):
        places = [_plain(place) for place in value]
        return places if any(place is not None for place in places) else None
    return None if value is False or value == "" else value
