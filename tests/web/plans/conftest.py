"""A facility with a plan, on a day that stands still."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests.conftest import NOON
from tests.core.shapes import BASE
from tests.services import journey

FIRST, SECOND = date(2026, 6, 10), date(2026, 10, 10)
#: A critical failure in the limiting domain, one finding of each other priority.
FINDINGS = BASE | {"P1.1": 1, "P1.2": 0, "P2.1": 3, "P2.2": 3, "Q1.1": 0, "Q1.2": 1, "Q1.4": 2}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def final(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)

    def make(levels=FINDINGS, on=SECOND, place=None, **facts):
        where = place or facility
        person = lead if where.state_code == facility.state_code else make_user("lead_assessor", where.state_code)
        return journey.final(where, levels, on, lead=person, by=national, **facts)

    make.lead, make.authority = lead, national
    return make


@pytest.fixture
def director(facility, make_user):
    return make_user("director", facility=facility)
