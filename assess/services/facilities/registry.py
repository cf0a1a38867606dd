"""Adding, correcting, closing and reopening a facility."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from assess.access import can, scope
from assess.core.rules import N_, RuleBroken
from assess.core.visit import LOCKED
from assess.models import AuditHead, Facility, User, Visit, db, new_id
from assess.services import audit
from assess.services.facilities.text import tidy
from assess.services.facilities.values import COLUMNS, Lists, local_day, read

REASON_LENGTH = 300


def queue_writers() -> None:
    """Wait until nobody else is writing to the registry, so that a check still holds when its row is written.

    The head of the audit chain is locked until the caller commits, as every entry will do anyway.
    """
    db.session.execute(select(AuditHead.id).with_for_update()).all()


def columns_of(facility: Facility) -> dict[str, Any]:
    """What `read` takes as the base of a change."""
    return {name: getattr(facility, name) for name in COLUMNS}


def faults(
    values: Mapping[str, Any], *, by: User | None, at: datetime, facility: Facility | None = None
) -> list[RuleBroken]:
    """Everything that stands against these values, for a form that tells it all at once; empty when nothing does.

    Writers queue from here on, so that what is free of faults can be saved in the same transaction.
    """
    queue_writers()
    whole, found = read(values, Lists.at(at), columns_of(facility) if facility else None)
    return found or _against_others(whole, by, facility)


def add_facility(values: Mapping[str, Any], *, by: User | None, at: datetime) -> Facility:
    """A new facility. `values` by the names of FIELDS; RuleBroken names the first field at fault and the way out."""
    queue_writers()
    whole, found = read(values, Lists.at(at))
    for broken in found or _against_others(whole, by, None):
        raise broken
    facility = Facility(id=new_id(), **whole, closed_reason="", revision=1, created_at=at, updated_at=at)
    db.session.add(facility)
    db.session.flush()
    audit.record("facility.add", by=by, at=at, thing=facility)
    return facility


def change_facility(
    facility: Facility, values: Mapping[str, Any], revision: int | None, *, by: User | None, at: datetime
) -> Facility:
    """Correct a facility. `revision` is the one that the form was made from; RuleBroken when it is no longer so."""
    queue_writers()
    check_revision(facility, revision)
    whole, found = read(values, Lists.at(at), columns_of(facility))
    for broken in found or _against_others(whole, by, facility):
        raise broken
    changed = sorted(name for name in COLUMNS if whole[name] != getattr(facility, name))
    if not changed:
        return facility
    for name, value in whole.items():
        setattr(facility, name, value)
    _touch(facility, at)
    audit.record("facility.change", by=by, at=at, thing=facility, fields=changed)
    return facility


def check_revision(facility: Facility, revision: int | None) -> None:
    """RuleBroken when the facility has changed since `revision` was read; None asks nothing."""
    db.session.refresh(facility)
    if revision is not None and revision != facility.revision:
        raise RuleBroken(
            N_(
                "Somebody else changed this facility while you were writing. What you wrote is still here: compare it"
                " with the current entry and save again."
            )
        )


def _touch(facility: Facility, at: datetime) -> None:
    facility.revision += 1
    facility.updated_at = at
    db.session.flush()


def outside_scope(by: User | None, state_code: str) -> RuleBroken | None:
    """The refusal of a state in which `by` keeps no register; None when `by` may write there."""
    if by is None or scope(by, "facility.write").holds(state_code, None):
        return None
    return RuleBroken(
        N_("You may not register facilities in this state. Choose a state of yours, or ask its authority."),
        field="state_code",
    )


def _against_others(whole: Mapping[str, Any], by: User | None, facility: Facility | None) -> list[RuleBroken]:
    refused = outside_scope(by, whole["state_code"])
    if refused is not None:
        return [refused]
    others = [Facility.id != facility.id] if facility else []
    found = []
    if whole["folio"] and (twin := _one(Facility.folio == whole["folio"], *others)):
        found.append(same_folio(whole["folio"], twin.name if _knows(by, twin) else None))
    if _moves(whole, facility) and (twin := _one(same_place_and_name(whole), *others)):
        found.append(same_name(twin.is_open))
    return found


def _moves(whole: Mapping[str, Any], facility: Facility | None) -> bool:
    """Whether the place or the name is new; an old one is not asked about again."""
    if facility is None:
        return True
    return any(whole[name] != getattr(facility, name) for name in ("search_name", "municipality_code"))


def _one(*conditions: ColumnElement[bool]) -> Facility | None:
    with db.session.no_autoflush:
        return db.session.scalar(select(Facility).where(*conditions).limit(1))


def _knows(by: User | None, facility: Facility) -> bool:
    return by is None or can(by, "facility.read", facility)


def same_place_and_name(whole: Mapping[str, Any]) -> ColumnElement[bool]:
    """Facilities of the same state, municipality and name, whatever its case and accents."""
    code = whole["municipality_code"]
    return and_(
        Facility.search_name == whole["search_name"],
        Facility.state_code == whole["state_code"],
        Facility.municipality_code.is_(None) if code is None else Facility.municipality_code == code,
    )


def same_folio(folio: str, name: str | None) -> RuleBroken:
    """`name` is None when the holder is outside the person's scope."""
    if name is None:
        return RuleBroken(N_("The folio {folio} belongs to another facility. Check it."), field="folio", folio=folio)
    return RuleBroken(
        N_("The folio {folio} belongs to “{name}”. Check it, or correct that facility."),
        field="folio",
        folio=folio,
        name=name,
    )


def same_name(is_open: bool) -> RuleBroken:
    if is_open:
        message = N_(
            "There is a facility of this name in the same municipality. Open that one, or add what tells them apart to"
            " the name."
        )
    else:
        message = N_(
            "There was a facility of this name in the same municipality, now closed. Reopen that one, or add what tells"
            " them apart to the name."
        )
    return RuleBroken(message, field="name")


def close_facility(facility: Facility, closed_on: date, reason: str, *, by: User | None, at: datetime) -> None:
    """Take a facility out of use; what was assessed stays. RuleBroken while a visit is open or a date does not fit."""
    queue_writers()
    check_revision(facility, None)
    if not facility.is_open:
        raise RuleBroken(N_("This facility is closed already. Reload the page."))
    if closed_on > local_day(at):
        raise RuleBroken(
            N_("{day} is in the future. Close the facility on the day it happens."),
            field="closed_on",
            day=closed_on.isoformat(),
        )
    if facility.opened_on and closed_on < facility.opened_on:
        raise RuleBroken(
            N_("The facility opened on {day}. Write a later date."),
            field="closed_on",
            day=facility.opened_on.isoformat(),
        )
    text = tidy(reason)
    if not text or len(text) > REASON_LENGTH:
        raise RuleBroken(N_("Write the reason, in {limit} characters at most."), field="reason", limit=REASON_LENGTH)
    if _has_open_visit(facility):
        raise RuleBroken(N_("A visit to this facility is not finished. Finish or cancel it first, then close."))
    facility.closed_on, facility.closed_reason = closed_on, text
    _touch(facility, at)
    audit.record("facility.close", by=by, at=at, thing=facility, closed_on=closed_on.isoformat())


def _has_open_visit(facility: Facility) -> bool:
    open_ = select(Visit.id).where(Visit.facility_id == facility.id, Visit.status.not_in([s.value for s in LOCKED]))
    return db.session.scalar(open_.limit(1)) is not None


def reopen(facility: Facility, *, by: User | None, at: datetime) -> None:
    """Undo a closing."""
    queue_writers()
    check_revision(facility, None)
    if facility.is_open:
        raise RuleBroken(N_("This facility is open already. Reload the page."))
    facility.closed_on, facility.closed_reason = None, ""
    _touch(facility, at)
    audit.record("facility.reopen", by=by, at=at, thing=facility)
