"""What the stored operations of a visit add up to, read from the answers or made anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from assess.core.merge import Current, Key
from assess.core.merge import Operation as Change
from assess.core.merge import state as fold
from assess.models import Answer, Operation, Visit, db

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


def put_field(answer: Answer, field: str, current: Current) -> None:
    """Write what a field adds up to. A new dict, so that the change is seen."""
    heads = [
        {
            "id": op.id,
            "value": list(op.value) if isinstance(op.value, tuple) else op.value,
            "by": op.author,
            "at": op.claimed_at.isoformat(),
            "device": op.device,
        }
        for op in current.heads
    ]
    answer.fields = {**answer.fields, field: heads}
    if field == "level":
        answer.entry = None if current.value is None else str(current.value)


def state_of(visit: Visit) -> dict[Key, Current]:
    """What all operations add up to, read from the answers."""
    return _read(visit, Answer.visit_id == visit.id)


def fields_of(visit: Visit, *criteria: str) -> dict[Key, Current]:
    """The same for some criteria alone."""
    return _read(visit, Answer.visit_id == visit.id, Answer.criterion.in_(criteria))


def _read(visit: Visit, *where: ColumnElement[bool]) -> dict[Key, Current]:
    """Plain columns again: a page reads them all and changes none."""
    id = str(visit.id)
    return {
        (criterion, field): Current(tuple(_head(id, criterion, field, head) for head in heads))
        for criterion, fields in db.session.execute(select(Answer.criterion, Answer.fields).where(*where))
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


def state_from_operations(visit: Visit, until: datetime | None = None) -> dict[Key, Current]:
    """What the operations alone add up to; with `until` only those received up to then."""
    query = select(*COLUMNS).where(Operation.visit_id == visit.id)
    if until is not None:
        query = query.where(Operation.received_at <= until)
    return fold([change_of(row) for row in db.session.execute(query.order_by(Operation.seq))])


def rebuild_answers(visit: Visit) -> dict[Key, Current]:
    """Make the answers anew from the operations alone and return what they add up to."""
    state = state_from_operations(visit)
    answers = {a.criterion: a for a in db.session.scalars(select(Answer).where(Answer.visit_id == visit.id))}
    for known in answers.values():
        known.fields, known.entry = {}, None
    for (criterion, field), current in state.items():
        answer = answers.get(criterion)
        if answer is None:
            answer = answers[criterion] = Answer(visit_id=visit.id, criterion=criterion, fields={})
            db.session.add(answer)
        put_field(answer, field, current)
    db.session.flush()
    return state
