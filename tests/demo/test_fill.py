"""The demo country: the same from the same seed, plainly fictitious, whole, and with work for every role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assess.core.rules import RuleBroken
from assess.demo import already_filled
from assess.demo.people import PEOPLE
from assess.models import Action, Answer, Facility, FacilityCurrent, User, Visit, VisitResult, db
from assess.models.accounts import ROLES
from assess.services import audit, results, sync
from tests.demo.conftest import AT, FACILITIES, TODAY, make, opened
from tests.dumps import counts, fingerprints

#: Hashed with a salt of its own each time.
SALTED = frozenset({"password_hash"})


def filled(place, **numbers):
    with opened(place):
        make(**numbers)
        return fingerprints(db.engine, without=SALTED)


def test_the_same_seed_and_day_give_the_same_country_to_the_last_row(fresh):
    assert filled(fresh(), facilities=8) == filled(fresh(), facilities=8)


def test_another_seed_gives_another_country(fresh):
    one, other = filled(fresh(), facilities=6, seed=1), filled(fresh(), facilities=6, seed=2)
    assert one["facility"] != other["facility"]


def test_progress_is_told_up_to_the_end(fresh):
    with opened(fresh()):
        assert make(facilities=30, visits=1) == [25, 30]


def test_the_smallest_country_works_too(fresh):
    with opened(fresh()):
        make(facilities=1, visits=0)
        assert already_filled()
        assert list(audit.faults()) == []


def test_a_database_that_holds_data_is_refused_and_left_alone(country):
    before = counts(db.engine)
    with pytest.raises(RuleBroken, match="already holds data"):
        make()
    db.session.rollback()
    assert counts(db.engine) == before


@pytest.mark.parametrize(("facilities", "visits"), [(0, 3), (-1, 3), (200_001, 3), (10, -1), (10, 13)])
def test_numbers_that_make_no_sense_are_refused(fresh, facilities, visits):
    with opened(fresh()), pytest.raises(RuleBroken, match="Choose between"):
        make(facilities, visits)


def test_everything_is_plainly_fictitious(country):
    for facility in db.session.scalars(select(Facility)):
        assert "Ejemplo" in facility.name
        assert facility.folio.startswith("DEMO-")
    for user in db.session.scalars(select(User)):
        assert "Ejemplo" in user.name
        assert user.email.endswith("@example.org")


def test_it_shows_improvement_relapse_critical_failures_and_not_rated(country):
    ratings = set(db.session.scalars(select(VisitResult.rating)))
    assert {"B", "C", "D", "NR"} <= ratings
    assert db.session.scalar(select(func.count()).select_from(Facility)) == FACILITIES
    states = set(db.session.scalars(select(Action.state)))
    assert {"proposed", "agreed", "verified", "not_done"} <= states
    years = {v.visited_on.year for v in db.session.scalars(select(Visit)) if v.visited_on}
    assert len(years) >= 3


def test_nothing_lies_in_the_future_but_what_is_planned(country):
    finals = db.session.scalars(select(Visit).where(Visit.status == "final")).all()
    assert finals
    assert all(v.visited_on <= TODAY and v.final_at.date() <= TODAY + timedelta(days=1) for v in finals)


def answers():
    rows = db.session.scalars(select(Answer).execution_options(populate_existing=True))
    return {(row.visit_id, row.criterion): (row.fields, row.entry) for row in rows}


def test_rebuilding_the_results_gives_the_same_rows(country):
    before = fingerprints(db.engine)
    assert all(same for _visit, same in results.rebuild(at=AT))
    db.session.flush()
    db.session.rollback()
    assert fingerprints(db.engine) == before


def test_answers_are_what_the_operations_add_up_to(country):
    before = answers()
    for visit in db.session.scalars(select(Visit)):
        sync.rebuild_answers(visit)
    db.session.flush()
    after = answers()
    assert set(after) == set(before)
    differing = [(key, before[key], after[key]) for key in before if before[key] != after[key]]
    assert differing == []


def test_every_facility_with_a_final_visit_has_its_current_row(country):
    visited = set(db.session.scalars(select(Visit.facility_id).where(Visit.status == "final")))
    assert visited == set(db.session.scalars(select(FacilityCurrent.facility_id)))


def test_there_is_an_account_for_each_role():
    assert {p.role for p in PEOPLE} == set(ROLES)


def test_the_chain_is_whole_and_says_that_it_is_a_demo(country):
    assert already_filled()
    assert list(audit.faults()) == []
