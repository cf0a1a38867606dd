"""Who may do what, where: one table, asked by pages, API, commands and sync alike. No Flask here.

A person's rights are the union of their grants. A thing outside somebody's scope does not exist for them (`Hidden`,
404); a thing they may read but not change is `Forbidden` (403). What is not in the table is not allowed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false, or_, true

from assess.models import Action, Facility, FacilityCurrent, Plan, User, Visit, db

Thing = TypeVar("Thing")

ASSESSOR, LEAD, DIRECTOR = "assessor", "lead_assessor", "director"
STATE, NATIONAL, OFFICER, ADMIN, OBSERVER = (
    "state_authority",
    "national_authority",
    "protection_officer",
    "admin",
    "observer",
)
TEAM = {ASSESSOR, LEAD}
AUTHORITY = {STATE, NATIONAL}

#: permission -> roles that hold it, each within the scope of its grant.
PERMISSIONS: dict[str, frozenset[str]] = {
    name: frozenset(roles)
    for name, roles in {
        "self.manage": TEAM | AUTHORITY | {DIRECTOR, OFFICER, ADMIN, OBSERVER},
        "instrument.read": TEAM | AUTHORITY | {DIRECTOR, OFFICER, ADMIN, OBSERVER},
        "instrument.load": {ADMIN},
        "facility.read": TEAM | AUTHORITY | {DIRECTOR, OFFICER, ADMIN},
        # Address, telephone and position of a shelter are a field group of their own (P39).
        "facility.locate": TEAM | AUTHORITY | {DIRECTOR, OFFICER},
        "facility.write": AUTHORITY,
        "facility.profile": AUTHORITY | {LEAD, DIRECTOR},
        "visit.read": TEAM | AUTHORITY,
        "visit.plan": AUTHORITY | {LEAD},
        "visit.start": TEAM,
        "visit.score": TEAM,
        "visit.settle": {LEAD},
        "visit.approve_na": AUTHORITY | {LEAD},
        "visit.close_fieldwork": {LEAD},
        "visit.send_to_review": {LEAD},
        "visit.return_to_fieldwork": AUTHORITY | {LEAD},
        "visit.open_reply": AUTHORITY | {LEAD},
        "visit.resolve_reply": AUTHORITY | {LEAD},
        "visit.finalise": AUTHORITY,
        "visit.publish": AUTHORITY,
        "visit.cancel": AUTHORITY | {LEAD},
        "visit.void": AUTHORITY,
        "visit.amend": {LEAD},
        # Decides about what came too late or from somebody without the right (P6, P18).
        "visit.quarantine": AUTHORITY | {LEAD},
        "visit.approve_amendment": AUTHORITY,
        "evidence.read": TEAM | AUTHORITY,
        # The authority brings in saved copies; whose evidence a visit takes, its team decides.
        "evidence.add": TEAM | AUTHORITY,
        "result.read": TEAM | AUTHORITY | {DIRECTOR, OFFICER},
        "plan.read": TEAM | AUTHORITY | {DIRECTOR, OFFICER},
        "action.propose": TEAM | AUTHORITY,
        "action.agree": AUTHORITY | {DIRECTOR},
        "action.assign": AUTHORITY | {DIRECTOR},
        "action.start": AUTHORITY | {DIRECTOR},
        "action.report_done": {DIRECTOR},
        # Only an assessor verifies; whoever does the work never judges it (R10).
        "action.verify": TEAM,
        "action.extend": AUTHORITY,
        "action.reopen": AUTHORITY | TEAM,
        "action.cancel": AUTHORITY,
        "comparison.read": TEAM | AUTHORITY | {OBSERVER},
        # With the numbers of small states; everybody else gets the public view (P40).
        "comparison.internal": TEAM | AUTHORITY,
        "account.manage": {ADMIN},
        # Sees the devices that hold visits of one's scope, and reports one lost.
        "device.revoke": AUTHORITY | {LEAD, ADMIN},
        "audit.read": {ADMIN},
    }.items()
}

#: What it takes to know that a thing exists.
READ: dict[type, str] = {
    Facility: "facility.read",
    Visit: "visit.read",
    Plan: "plan.read",
    Action: "plan.read",
    User: "account.manage",
    FacilityCurrent: "result.read",
}


class Hidden(Exception):
    """The thing does not exist, or not for this person: answered with 404, the same for both."""


class Forbidden(Exception):
    """The person may know of it but may not do this: answered with 403."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where somebody holds a permission: everywhere, or in some states and some facilities."""

    everywhere: bool
    states: frozenset[str]
    facilities: frozenset[uuid.UUID]

    @property
    def is_empty(self) -> bool:
        return not (self.everywhere or self.states or self.facilities)

    def holds(self, state_code: str | None, facility_id: uuid.UUID | None) -> bool:
        return self.everywhere or state_code in self.states or facility_id in self.facilities


def scope(user: User, permission: str) -> Scope:
    """The union of the grants that carry `permission`; KeyError for a permission that is not in the table."""
    roles = PERMISSIONS[permission]
    grants = [g for g in user.grants if g.role in roles] if user.active else []
    return Scope(
        any(g.state_code is None and g.facility_id is None for g in grants),
        frozenset(g.state_code for g in grants if g.state_code),
        frozenset(g.facility_id for g in grants if g.facility_id),
    )


def can(user: User, permission: str, thing: Any = None) -> bool:
    """Whether `user` holds `permission` for `thing` (anywhere at all when there is none)."""
    where = scope(user, permission)
    if thing is None:
        return not where.is_empty
    if isinstance(thing, User):
        return where.everywhere
    facility_id = thing.id if isinstance(thing, Facility) else thing.facility_id
    state_code = thing.facility.state_code if isinstance(thing, Plan) else thing.state_code
    return where.holds(state_code, facility_id)


def visible(user: User, permission: str, model: type) -> ColumnElement[bool]:
    """The condition that keeps a query of `model` (with state and facility) inside the person's scope."""
    where = scope(user, permission)
    if where.everywhere:
        return true()
    facility = Facility.id if model is Facility else model.facility_id  # type: ignore[attr-defined]
    parts = [model.state_code.in_(where.states)] if where.states else []  # type: ignore[attr-defined]
    parts += [facility.in_(where.facilities)] if where.facilities else []
    return or_(*parts) if parts else false()


def check(user: User, permission: str, thing: Any) -> None:
    """Raise `Hidden` or `Forbidden` unless `user` holds `permission` for `thing`."""
    if can(user, permission, thing):
        return
    raise Forbidden if can(user, READ[type(thing)], thing) else Hidden


def obtain(
    user: User, permission: str, model: type[Thing], id: Any, find: Callable[[Any], Thing | None] | None = None
) -> Thing:
    """The thing with that id, when `user` holds `permission` for it; else `Hidden` or `Forbidden`.

    `find` reads the thing where a caller needs less of it than a page does.
    """
    thing = find(id) if find else db.session.get(model, id)
    if thing is None:
        raise Hidden
    check(user, permission, thing)
    return thing
