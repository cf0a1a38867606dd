"""The plan as page, print and API show it."""

from __future__ import annotations

from datetime import timedelta

from assess.models import db
from assess.services import plans, standards
from tests.core.shapes import BASE
from tests.services.plans.taking import FIRST, GOOD, SECOND, actions, one, step, taken_on


def test_the_report_puts_open_actions_first_by_urgency(final, facility, director):
    final(GOOD | {"P1.1": 1, "P1.2": 0, "Q1.1": 1})
    taken_on(one(facility), director)
    step(one(facility), "verify", final.lead, FIRST, text="Revisado.", level=3)

    report = plans.report(facility.id, standards.get("prueba"), on=FIRST + timedelta(days=31))

    assert [(a.code, a.state, a.overdue) for a in report.actions] == [
        ("P1.2", "proposed", True),
        ("Q1.1", "proposed", False),
        ("P1.1", "verified", False),
    ]
    assert (report.due, report.verified, str(report.closure)) == (2, 1, "1/2")
    assert dict(report.counts)["proposed"] == 2


def test_the_report_reads_any_number_of_actions_with_as_many_questions(final, facility, counted_queries):
    final(dict.fromkeys(BASE, 0))
    instrument = standards.get("prueba")
    db.session.expire_all()

    with counted_queries() as few:
        plans.report(facility.id, instrument, on=SECOND)

    assert len(actions(facility)) == 9
    assert len(few) <= 4
