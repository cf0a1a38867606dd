"""Dated facts about a facility: who lives and works there, and its papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from assess import reference
from assess.core.profile import COUNTS, Profile, size_band
from assess.core.rules import N_, RuleBroken
from assess.models import Facility, FacilityProfile, LegalStatus, User, db
from assess.models.facilities import LEGAL_AXES
from assess.services import audit
from assess.services.facilities.registry import check_revision, queue_writers
from assess.services.facilities.text import tidy
from assess.services.facilities.values import MOST_PLACES, local_day

#: Statuses that a paper past its date cannot have.
IN_FORCE = frozenset({"valid", "conditional", "certified"})
PAPER = ("status", "number", "authority", "issued_on", "expires_on")


def record_profile(
    facility: Facility, valid_on: date, counts: Mapping[str, Any], *, by: User | None, at: datetime
) -> FacilityProfile:
    """The counts of COUNTS (and "capacity", "note") on a day; the same day again corrects them. None is not counted.

    The newest profile gives the facility its residents and its size stratum (R11).
    """
    queue_writers()
    whole = _counts(facility, valid_on, counts, local_day(at))
    same_day = select(FacilityProfile).where(
        FacilityProfile.facility_id == facility.id, FacilityProfile.valid_on == valid_on
    )
    profile = db.session.scalar(same_day)
    if profile is None:
        profile = FacilityProfile(facility=facility, valid_on=valid_on)
        db.session.add(profile)
    for name, value in whole.items():
        setattr(profile, name, value)
    profile.recorded_by_id, profile.recorded_at = by.id if by else None, at
    db.session.flush()
    _take_newest(facility)
    audit.record("facility.profile", by=by, at=at, thing=facility, valid_on=valid_on.isoformat())
    return profile


def _counts(facility: Facility, valid_on: date, counts: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Every column of a profile, checked; RuleBroken names the count at fault."""
    if valid_on > today:
        raise RuleBroken(
            N_("{day} is in the future. Write the day on which the children were counted."),
            field="valid_on",
            day=valid_on.isoformat(),
        )
    numbers = dict.fromkeys(("capacity", *COUNTS)) | {k: v for k, v in counts.items() if k != "note"}
    for name, value in numbers.items():
        _check_count(name, value)
    children = Profile(facility.type_code, **numbers).children
    for name in ("unaccompanied", "disability"):
        part = numbers[name]
        if part is not None and children is not None and part > children:
            raise RuleBroken(
                N_("{n} is more than the {children} children counted by age. Correct one of them."),
                field=name,
                n=part,
                children=children,
            )
    return {**numbers, "note": str(counts.get("note") or "").strip()}


def _check_count(name: str, value: Any) -> None:
    if name not in ("capacity", *COUNTS):
        raise RuleBroken(N_("A profile has no count “{name}”. Remove it."), field=name, name=name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RuleBroken(N_("Write 0 or a whole number above it, or leave it empty when not counted."), field=name)
    if value > MOST_PLACES:
        raise RuleBroken(N_("{n} is more than any facility has. Check the number."), field=name, n=value)


def _take_newest(facility: Facility) -> None:
    newest = db.session.scalar(
        select(FacilityProfile)
        .where(FacilityProfile.facility_id == facility.id)
        .order_by(FacilityProfile.valid_on.desc())
        .limit(1)
    )
    facility.residents = newest.profile(facility.type_code).children if newest else None
    facility.size = size_band(facility.residents)
    db.session.flush()


def set_legal_status(
    facility: Facility,
    axis: str,
    values: Mapping[str, Any],
    *,
    revision: int | None = None,
    by: User | None,
    at: datetime,
) -> LegalStatus:
    """Where the facility stands on one axis. `values` by the names of PAPER: texts, and dates or None."""
    queue_writers()
    check_revision(facility, revision)
    paper = _paper(axis, values, local_day(at))
    row = db.session.scalar(select(LegalStatus).where(LegalStatus.facility_id == facility.id, LegalStatus.axis == axis))
    if row is None:
        row = LegalStatus(facility=facility, axis=axis)
        db.session.add(row)
    for name, value in paper.items():
        setattr(row, name, value)
    facility.revision += 1
    facility.updated_at = at
    db.session.flush()
    audit.record("facility.legal_status", by=by, at=at, thing=facility, axis=axis, status=row.status)
    return row


def _paper(axis: str, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The checked columns of a legal status; RuleBroken names the field at fault."""
    paper = {name: values.get(name) for name in PAPER}
    if unknown := set(values) - set(PAPER):
        raise RuleBroken(N_("A legal status has no field “{name}”. Remove it."), name=", ".join(sorted(unknown)))
    if axis not in LEGAL_AXES:
        raise RuleBroken(N_("“{axis}” is not one of: {axes}."), axis=axis, axes=", ".join(LEGAL_AXES))
    if paper["status"] not in {each.code for each in reference.legal_statuses(axis)}:  # type: ignore[arg-type]
        raise RuleBroken(N_("Choose a status from the list."), field="status")
    for name, limit in (("number", 60), ("authority", 160)):
        paper[name] = text = tidy(str(paper[name] or ""))
        if len(text) > limit:
            raise RuleBroken(N_("{limit} characters is the limit. Shorten it."), field=name, limit=limit)
    _check_dates(paper, today)
    return paper


def _check_dates(paper: Mapping[str, Any], today: date) -> None:
    issued, expires = paper["issued_on"], paper["expires_on"]
    if issued and issued > today:
        raise RuleBroken(N_("{day} is in the future. Check the year."), field="issued_on", day=issued.isoformat())
    if issued and expires and expires < issued:
        raise RuleBroken(N_("The paper expires before it was issued. Correct one of the dates."), field="expires_on")
    if expires and expires < today and paper["status"] in IN_FORCE:
        raise RuleBroken(
            N_("The paper expired on {day}. Choose another status, or correct the date."),
            field="expires_on",
            day=expires.isoformat(),
        )
