"""Facilities from a table: first what it would do, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from assess.access import scope
from assess.core.rules import N_, RuleBroken
from assess.importers.facilities.columns import REQUIRED, guess, label, unmapped
from assess.importers.facilities.rows import Fault, Meaning, RowReader
from assess.importers.table import Table
from assess.models import Facility, User, db, new_id
from assess.services import audit
from assess.services.facilities.registry import queue_writers

__all__ = ["Fault", "Outcome", "Shown", "apply", "examine", "guess", "label", "mapping_from", "state_of", "unmapped"]

MOST_FAULTS_SHOWN = 200
MOST_ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview. `changed` names the columns that would be written otherwise; empty for a new facility."""

    line: int
    name: str
    state_code: str
    changed: Sequence[str] = ()


@dataclass(slots=True)
class Outcome:
    """What a table would do, or did. With faults nothing was done; only the first ones are listed."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)
    to_add: list[Shown] = field(default_factory=list)
    to_change: list[Shown] = field(default_factory=list)

    def count(self, meaning: Meaning) -> None:
        self.rows += 1
        if meaning.faults:
            self.faulty += 1
            self.faults += meaning.faults[: max(0, MOST_FAULTS_SHOWN - len(self.faults))]
        elif meaning.known is None:
            self.added += 1
            _show(self.to_add, meaning)
        elif changed := meaning.changed:
            self.changed += 1
            _show(self.to_change, meaning, changed)
        else:
            self.unchanged += 1


def _show(shown: list[Shown], meaning: Meaning, changed: Sequence[str] = ()) -> None:
    if len(shown) < MOST_ROWS_SHOWN:
        shown.append(Shown(meaning.line, meaning.columns["name"], meaning.columns["state_code"], changed))


def state_of(by: User | None) -> str | None:
    """The state of somebody who keeps the register of one state only: a file of theirs need not name it."""
    where = scope(by, "facility.write") if by else None
    if where is None or where.everywhere or len(where.states) != 1:
        return None
    return next(iter(where.states))


def mapping_from(table: Table, given: Mapping[str, str]) -> dict[str, int]:
    """The guessed mapping with corrections, field -> heading; RuleBroken for a heading that the file does not have."""
    mapping = guess(table.header)
    for name, heading in given.items():
        if heading not in table.header:
            raise RuleBroken(
                N_("The file has no column “{heading}”. It has: {headings}."),
                field=name,
                heading=heading,
                headings=", ".join(table.header),
            )
        mapping[name] = table.header.index(heading)
    return mapping


def check_mapping(mapping: Mapping[str, int], default_state: str | None) -> None:
    """RuleBroken when a column is missing without which no facility can be told."""
    by_folio = "folio" in mapping  # known facilities can be corrected by their folio alone
    for name, message in REQUIRED.items():
        if name not in mapping and not (name == "state_code" and default_state) and not by_folio:
            raise RuleBroken(message, field=name)


def examine(table: Table, mapping: Mapping[str, int], *, by: User | None, at: datetime) -> Outcome:
    """What `apply` would do; nothing is written."""
    check_mapping(mapping, state_of(by))
    outcome = Outcome()
    for portion in RowReader(table, mapping, by=by, at=at, default_state=state_of(by)).portions():
        for meaning in portion:
            outcome.count(meaning)
    return outcome


def apply(table: Table, mapping: Mapping[str, int], *, sha256: str, by: User | None, at: datetime) -> Outcome:
    """Add and change what the table says, all of it or, when a single row is at fault, nothing."""
    check_mapping(mapping, state_of(by))
    queue_writers()
    outcome = Outcome()
    whole = db.session.begin_nested()
    for portion in RowReader(table, mapping, by=by, at=at, default_state=state_of(by)).portions():
        for meaning in portion:
            outcome.count(meaning)
        if not outcome.faulty:
            _write(portion, at)
    if outcome.faulty:
        whole.rollback()
        return outcome
    whole.commit()
    db.session.expire_all()
    if outcome.added or outcome.changed:
        counts = {"rows": outcome.rows, "added": outcome.added, "changed": outcome.changed}
        audit.record("facility.import", by=by, at=at, sha256=sha256, **counts)
    return outcome


def _write(portion: Sequence[Meaning], at: datetime) -> None:
    fresh = [_new_row(one, at) for one in portion if one.known is None]
    if fresh:
        db.session.execute(insert(Facility), fresh)
    changed = [_changed_row(one, at) for one in portion if one.known is not None and one.changed]
    if changed:
        db.session.execute(update(Facility), changed)


def _new_row(meaning: Meaning, at: datetime) -> dict[str, Any]:
    stamps = {"closed_reason": "", "revision": 1, "created_at": at, "updated_at": at}
    return {"id": new_id(), **meaning.columns, **stamps}


def _changed_row(meaning: Meaning, at: datetime) -> dict[str, Any]:
    known = meaning.known or {}
    return {**meaning.columns, "id": known["id"], "revision": known["revision"] + 1, "updated_at": at}
