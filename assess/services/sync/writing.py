"""Writing what a batch adds: its operations, and what the fields of their criteria now add up to.

Plain statements, built once: an answer is saved many times a minute, and objects that could be changed cost several
times what the database takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from assess.core.merge import Current, Key
from assess.core.merge import Operation as Change
from assess.models import Answer, Visit, db
from assess.services.sync.alone import is_alone
from assess.services.sync.reading import state_from_operations

_TABLES = db.metadata.tables
_OPERATION, _ANSWER = _TABLES["operation"], _TABLES["answer"]


def _putting(dialect: ModuleType) -> Any:
    """The statement that writes an answer whether or not there is one; each database has its own word for it."""
    put = dialect.insert(_ANSWER)
    changed = {name: put.excluded[name] for name in ("fields", "entry")}
    return put.on_conflict_do_update(index_elements=["visit_id", "criterion"], set_=changed)


_ADD_OPERATION = insert(_OPERATION).returning(_OPERATION.c.seq)
_ADD_OPERATIONS = insert(_OPERATION)
_LAST_ADDED = (
    select(_OPERATION.c.id, _OPERATION.c.seq)
    .where(_OPERATION.c.visit_id == bindparam("visit"))
    .order_by(_OPERATION.c.seq.desc())
    .limit(bindparam("number"))
)
_PUT_ANSWERS = {dialect.__name__.rpartition(".")[2]: _putting(dialect) for dialect in (postgresql, sqlite)}


def add_operations(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store operations of a visit, one row of columns each, and return the `seq` of each in the same order.

    The visit is locked by the caller: the last ones of it are then those just stored, and asking for them afterwards
    takes less than a database takes to return many rows while it stores them.
    """
    if not rows:
        return []
    connection = db.session.connection()
    if len(rows) == 1:
        return [connection.execute(_ADD_OPERATION, rows[0]).scalar_one()]
    connection.execute(_ADD_OPERATIONS, rows)
    last = connection.execute(_LAST_ADDED, {"visit": visit.id, "number": len(rows)})
    seqs = {id: seq for id, seq in last}
    return [seqs[row["id"]] for row in rows]


def put_answers(visit: Visit, answers: Mapping[str, Mapping[str, Current]]) -> None:
    """Write what all fields of each criterion add up to, whether or not the criterion has an answer already."""
    if not answers:
        return
    rows = [{"visit_id": visit.id, "criterion": code, **columns_of(fields)} for code, fields in answers.items()]
    connection = db.session.connection()
    connection.execute(_PUT_ANSWERS[connection.dialect.name], rows)
    for code in answers:
        held = db.session.identity_map.get(Answer.__mapper__.identity_key_from_primary_key((visit.id, code)))
        if held is not None:
            db.session.expire(held)  # somebody has read it before this change


def rebuild_answers(visit: Visit) -> dict[Key, Current]:
    """Make the answers anew from the operations alone and return what they add up to.

    A calibration visit has none: what is answered differs from one assessor to the other.
    """
    db.session.flush()  # what this makes anew counts, not what somebody has put in an answer
    state = state_from_operations(visit)
    if is_alone(visit):
        return state
    stored = set(db.session.scalars(select(Answer.criterion).where(Answer.visit_id == visit.id)))
    fields: dict[str, dict[str, Current]] = {criterion: {} for criterion in stored}
    for (criterion, field), current in state.items():
        fields.setdefault(criterion, {})[field] = current
    put_answers(visit, fields)
    return state


def columns_of(fields: Mapping[str, Current]) -> dict[str, Any]:
    """The columns `fields` and `entry` of an answer."""
    level = fields["level"].value if "level" in fields else None
    return {
        "fields": {name: [_head(op) for op in current.heads] for name, current in fields.items()},
        "entry": None if level is None else str(level),
    }


def _head(op: Change) -> dict[str, Any]:
    return {
        "id": op.id,
        "value": list(op.value) if isinstance(op.value, tuple) else op.value,
        "by": op.author,
        "at": op.claimed_at.isoformat(),
        "device": op.device,
    }
