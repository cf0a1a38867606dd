"""How these tests find actions and take steps."""

from __future__ import annotations

from datetime import date

from assess.models import Action
from assess.services import plans
from tests.core.shapes import BASE
from tests.services import journey

FIRST, SECOND, THIRD = date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10)
GOOD = dict.fromkeys(BASE, 3)


def actions(facility) -> list[Action]:
    plan = plans.of_facility(facility.id, "prueba")
    return plan.actions if plan else []


def one(facility, code="P1.1") -> Action:
    [found] = [a for a in actions(facility) if a.criterion == code]
    return found


def step(action, verb, by, on=SECOND, **facts):
    facts.setdefault("revision", action.revision)
    plans.take_step(action, verb, by=by, at=journey.instant(on), today=on, **facts)


def taken_on(action, director):
    step(action, "agree", director, FIRST, who="Dirección")
    step(action, "start", director, FIRST)
