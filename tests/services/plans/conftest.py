"""A facility whose final visits make plans."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from assess.models import db
from tests.services import journey
from tests.services.plans.taking import FIRST


@pytest.fixture
def final(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)

    def make(levels, on=FIRST, **facts):
        return journey.final(facility, levels, on, lead=lead, by=national, **facts)

    make.lead = lead
    return make


@pytest.fixture
def director(facility, make_user):
    return make_user("director", facility=facility)


@pytest.fixture
def counted_queries(app):
    """Counts the statements that reach the database inside a with-block."""

    @contextmanager
    def counting():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
