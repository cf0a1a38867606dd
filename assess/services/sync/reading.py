"""What the stored operations of a visit add up to, read from the answers or made anew."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload, lazyload

from assess.core.merge import Current, Key
from assess.core.merge import Operation as Change
from assess.core.merge import state as fold
from assess.models import Answer, Operation, User, Visit, db
from assess.services.sync.alone import is_alone, sees, viewpoint

#: What `change_of` reads: plain columns are several times cheaper than objects that could be changed.
COLUMNS = (
    Operation.id,
    Operation.visit_id,
    Operation.criterion,
    Operation.field,
    Operation.value,
    Operation.base,
    Operation.device,
    Operation.author_id,
    Operation.claimed_at,
    Operation.seq,
    Operation.resolves,
)
#: Built once, because every answer saved asks them: building a statement takes longer than SQLite takes to answer it.
_VISIT = (
    select(Visit)
    .where(Visit.id == bindparam("visit"))
    .options(joinedload(Visit.members), lazyload(Visit.facility), lazyload(Visit.instrument_version))
)
_TOUCHED = select(*COLUMNS, Operation.sha256).where(
    or_(
        Operation.id.in_(bindparam("ids", expanding=True)),
        and_(Operation.visit_id == bindparam("visit"), Operation.criterion.in_(bindparam("criteria", expanding=True))),
    )
)
_ANSWERS = select(Answer.criterion, Answer.fields).where(Answer.visit_id == bindparam("visit"))
_SOME_ANSWERS = _ANSWERS.where(Answer.criterion.in_(bindparam("criteria", expanding=True)))


def find(visit_id: uuid.UUID) -> Visit | None:
    """A visit with its team, which is what taking in an answer needs; the rest is read when somebody asks for it."""
    found: Visit | None = db.session.scalars(_VISIT, {"visit": visit_id}).unique().one_or_none()
    return found


def touched(visit: Visit, ids: Collection[uuid.UUID], criteria: Collection[str]) -> Sequence[Row[Any]]:
    """What is stored under these ids, in whichever visit, and about these criteria of this one; with `sha256`."""
    places = {"visit": visit.id, "ids": ids, "criteria": criteria}
    return db.session.connection().execute(_TOUCHED, places).all()


def change_of(row: Operation | Row[Any]) -> Change:
    """The core record of a stored operation."""
    return Change(
        id=str(row.id),
        visit=str(row.visit_id),
        criterion=row.criterion,
        field=row.field,
        value=row.value,
        base=str(row.base) if row.base else None,
        device=row.device,
        author=str(row.author_id),
        claimed_at=row.claimed_at,
        seq=row.seq,
        resolves=tuple(row.resolves or ()),
    )


def state_of(visit: Visit, for_: User | None = None) -> dict[Key, Current]:
    """What all operations add up to, read from the answers; in a calibration visit those that `for_` sees."""
    if is_alone(visit):
        return state_from_operations(visit, for_=for_)
    return _fields(visit, _ANSWERS, {"visit": visit.id})


def fields_of(visit: Visit, *criteria: str, for_: User | None = None) -> dict[Key, Current]:
    """The same for some criteria alone."""
    if is_alone(visit):
        return {key: now for key, now in state_of(visit, for_).items() if key[0] in criteria}
    return _fields(visit, _SOME_ANSWERS, {"visit": visit.id, "criteria": criteria})


def _fields(visit: Visit, query: Select[str, dict[str, Any]], places: dict[str, Any]) -> dict[Key, Current]:
    """Plain columns again: a page reads them all and changes none."""
    id = str(visit.id)
    db.session.flush()
    answers = db.session.connection().execute(query, places)
    return {
        (criterion, field): Current(tuple(_head(id, criterion, field, head) for head in heads))
        for criterion, fields in answers
        for field, heads in fields.items()
    }


def _head(visit_id: str, criterion: str, field: str, head: dict[str, Any]) -> Change:
    return Change(
        id=head["id"],
        visit=visit_id,
        criterion=criterion,
        field=field,
        value=head["value"],
        base=None,
        device=head["device"],
        author=head["by"],
        claimed_at=datetime.fromisoformat(head["at"]),
    )


def state_from_operations(
    visit: Visit, until: datetime | None = None, *, for_: User | None = None
) -> dict[Key, Current]:
    """What the operations alone add up to; with `until` only those received up to then.

    In a calibration visit those that `for_` sees: their own, or the lead's when there is nobody or they score nothing.
    """
    query = select(*COLUMNS).where(Operation.visit_id == visit.id)
    if until is not None:
        query = query.where(Operation.received_at <= until)
    whose = viewpoint(visit, for_)
    rows = db.session.execute(query.order_by(Operation.seq))
    return fold([change_of(row) for row in rows if sees(visit, row, whose)])
