"""What the registry's closed lists are called, as choices for a form."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from assess import reference
from assess.access import scope
from assess.http.language import language
from assess.models import FacilityType, Municipality, State, User, db

Choices = list[tuple[str, str]]


def sectors() -> dict[str, str]:
    return {"public": _("Public"), "private": _("Private")}


def sizes() -> dict[str, str]:
    """The strata of R11 by the number of children."""
    return {"small": _("Up to 15 children"), "medium": _("16 to 30 children"), "large": _("More than 30 children")}


def axes() -> dict[str, str]:
    return {
        "authorisation": _("Authorisation"),
        "registration": _("Registration"),
        "certification": _("Certification"),
    }


def statuses(axis: str) -> dict[str, str]:
    """code -> name of the statuses of one axis; KeyError for an unknown axis."""
    return {each.code: each.name[language()] for each in reference.legal_statuses(axis)}  # type: ignore[arg-type]


def legal_choices() -> Choices:
    """Every status of every axis as "axis:status"."""
    return [
        (f"{axis}:{code}", f"{label}: {name}")
        for axis, label in axes().items()
        for code, name in statuses(axis).items()
    ]


def types() -> Choices:
    return [(row.code, row.name[language()]) for row in db.session.scalars(select(FacilityType).order_by("position"))]


def states(user: User, permission: str) -> Choices:
    """The states in which the person holds a permission, by name."""
    where = scope(user, permission)
    rows = db.session.scalars(select(State))
    allowed = [row for row in rows if where.everywhere or row.code in where.states]
    return sorted(((row.code, row.name[language()]) for row in allowed), key=lambda each: each[1])


def municipalities(state_code: str) -> Iterable[str]:
    return db.session.scalars(
        select(Municipality.name).where(Municipality.state_code == state_code).order_by(Municipality.name)
    )
