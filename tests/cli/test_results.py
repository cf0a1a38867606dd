"""`assess results rebuild`: everything computed again, and what does not hold is named."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assess.models import FacilityCurrent, VisitResult, db
from tests.conftest import TODAY
from tests.core.shapes import BASE
from tests.services import journey


@pytest.fixture
def visit(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)
    return journey.final(facility, BASE, TODAY, lead=lead, by=national)


@pytest.fixture
def rebuild(app, tmp_path, monkeypatch, run):
    """The command on the database of the test."""

    def go(**more):
        db.session.commit()
        monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path))
        monkeypatch.setenv("ASSESS_SECRET_KEY", "k" * 40)
        monkeypatch.setenv("ASSESS_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
        return run("results", "rebuild", **more)

    return go


def test_what_holds_ends_well(rebuild, visit):
    found = rebuild()

    assert (found.exit_code, found.stdout) == (0, "1 result was computed again.\nAll of them are as stored.\n")


def test_what_does_not_hold_is_named_and_left_as_it_is(rebuild, visit):
    row = db.session.scalar(select(VisitResult))
    row.rating = "A"

    found = rebuild()

    assert found.exit_code == 1
    assert f"{visit.id}  2026-11-20  Casa Ejemplo Norte" in found.stderr
    db.session.expire_all()
    assert db.session.scalar(select(VisitResult.rating)) == "A"


def test_lost_rows_of_the_comparison_come_back(rebuild, visit):
    db.session.delete(db.session.scalar(select(FacilityCurrent)))

    assert rebuild().exit_code == 0

    db.session.expire_all()
    assert db.session.scalar(select(FacilityCurrent.visit_id)) == visit.id


def test_an_empty_database_has_nothing_to_compute(run):
    found = run("results", "rebuild", lang="es")

    assert (found.exit_code, found.stdout.splitlines()[0]) == (0, "Se calcularon de nuevo 0 resultados.")
