"""What is stored when a visit becomes final, which visit speaks for a facility, and what making it all anew finds."""

from __future__ import annotations

import uuid
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from assess.core.rules import RuleBroken
from assess.core.scoring import plain_entries, result, vector_json
from assess.models import Answer, DomainScore, FacilityCurrent, VisitResult, db
from assess.services import results, standards, stored, visits
from tests.conftest import NOON, TODAY
from tests.core.shapes import BASE
from tests.core.vectors import CASES, VECTORS
from tests.services import journey

SPRING, SUMMER, AUTUMN = date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10)
LOW = BASE | {"P1.2": 0}


@pytest.fixture
def final(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)

    def make(levels=BASE, on=TODAY, **facts):
        return journey.final(facility, levels, on, lead=lead, by=national, **facts)

    make.lead, make.authority = lead, national
    return make


def current(facility):
    return db.session.scalars(select(FacilityCurrent).where(FacilityCurrent.facility_id == facility.id)).all()


@pytest.mark.parametrize("name", CASES)
def test_a_real_visit_stores_every_vector_of_the_method(final, facility, name):
    shape, answers = CASES[name]
    version = standards.load_version(journey.shaped(shape), by=None, at=NOON)
    instrument = standards.get_version(version.id)
    gaps = dict.fromkeys(set(instrument.criteria) - set(answers), "NE")

    visit = final(answers | gaps, version=version)

    row = results.of_visit(visit)
    assert {"id": name} | vector_json(stored.result_of(row)) == VECTORS[name]
    assert row.score == result(instrument, plain_entries(answers)).score


@pytest.mark.parametrize("name", ["V1 basic", "V5c missing, with a critical 0"])
def test_what_is_read_back_is_what_was_computed(final, name):
    shape, answers = CASES[name]
    version = standards.load_version(journey.shaped(shape), by=None, at=NOON)
    gaps = dict.fromkeys(set(BASE) - set(answers), "NE")

    visit = final(answers | gaps, version=version)

    computed, read = visits.provisional(visit), stored.result_of(results.of_visit(visit))
    for fact in ("domains", "score", "rating", "capped_by", "at_most", "coverage", "critical_zero", "critical_one"):
        assert getattr(read, fact) == getattr(computed, fact)
    assert read.criteria == computed.criteria
    assert (read.low.score, read.low.rating) == (computed.low.score, computed.low.rating)


def test_a_domain_that_was_mostly_not_applicable_is_remembered_though_it_has_no_score(final):
    every = {code: "NA" if code.startswith("Q") else level for code, level in BASE.items()}

    visit = final(every)

    read = stored.result_of(results.of_visit(visit))
    assert read.domain("Q") is None
    assert read.limited_scope == visits.provisional(visit).limited_scope == ("Q",)


def test_profile_and_inputs_are_kept_with_the_result(final):
    row = results.of_visit(final())

    assert stored.profile_of(row).girls_6_11 == 6
    assert stored.inputs_of(row) == {}


def test_a_visit_in_fieldwork_cannot_become_final(facility, final):
    visit = journey.start(facility, standards.newest("prueba"), TODAY, lead=final.lead)

    with pytest.raises(RuleBroken, match="Finish that step first"):
        journey.approve(visit, by=final.authority)

    assert results.of_visit(visit) is None


def test_the_latest_full_visit_speaks_for_the_facility(final, facility):
    final(LOW, SPRING)
    newer = final(BASE, AUTUMN)

    [row] = current(facility)

    assert (row.visit_id, row.rating, row.score_e4, row.shown) == (newer.id, "B", 712962, "71.2")
    assert row.domains == {"P": [759259, "B"], "Q": [666666, "B"]}


def test_an_older_visit_approved_later_replaces_nothing(final, facility):
    newer = final(BASE, AUTUMN)
    final(LOW, SPRING)

    assert [row.visit_id for row in current(facility)] == [newer.id]


def test_of_two_visits_on_one_day_the_order_of_approval_decides_nothing(facility, final):
    version = standards.newest("prueba")
    first, second = (journey.start(facility, version, TODAY, lead=final.lead) for _ in range(2))
    for visit in (second, first):
        journey.answer(visit, BASE, by=final.lead, at=NOON)
        journey.close(visit, lead=final.lead)
        journey.approve(visit, by=final.authority)

    assert [row.visit_id for row in current(facility)] == [second.id]


@pytest.mark.parametrize("kind", ["follow_up", "focused", "urgent", "self_assessment", "calibration"])
def test_only_full_visits_count_for_comparison(facility, final, kind):
    version = standards.newest("prueba")
    visit = journey.start(facility, version, TODAY, lead=final.lead, kind=kind, focus=("P",))
    journey.answer(visit, {c.code: BASE[c.code] for c in visits.provisional(visit).criteria}, by=final.lead, at=NOON)
    journey.close(visit, lead=final.lead)

    journey.approve(visit, by=final.authority)

    assert results.of_visit(visit) is not None
    assert current(facility) == []


def test_a_visit_declared_void_speaks_no_more(final, facility):
    older, newer = final(LOW, SPRING), final(BASE, AUTUMN)

    visits.end(newer, "void", reason="El equipo estuvo en otro centro.", by=final.authority, at=NOON)

    assert [row.visit_id for row in current(facility)] == [older.id]


def rows():
    """Everything that comparisons and scorecards read, as plain values."""
    db.session.flush()
    db.session.expire_all()
    found = []
    for model, leave_out in ((VisitResult, {"created_at"}), (DomainScore, set()), (FacilityCurrent, set())):
        names = [c.key for c in model.__mapper__.column_attrs if c.key not in leave_out]
        for row in db.session.scalars(select(model)):
            found.append((model.__name__, *(repr(getattr(row, name)) for name in names)))
    return sorted(found)


def test_making_everything_anew_gives_the_same_rows(final):
    for levels, on in ((LOW, SPRING), (BASE, SUMMER), (BASE | {"P1.1": 0}, AUTUMN)):
        final(levels, on)
    before = rows()

    held = [same for _visit, same in results.rebuild(at=NOON)]

    assert held == [True, True, True]
    assert rows() == before


def test_making_everything_anew_mends_the_current_rows(final, facility):
    final()
    before = rows()
    db.session.delete(current(facility)[0])
    db.session.flush()

    list(results.rebuild(at=NOON))

    assert rows() == before


def test_a_current_row_that_no_visit_stands_for_goes_away(final, facility):
    visit = final()
    visit.status = "void"

    list(results.rebuild(at=NOON))

    assert current(facility) == []


def held(visit):
    db.session.flush()
    db.session.expire_all()
    return dict(results.rebuild(at=NOON))[visit]


def test_an_answer_altered_from_outside_is_found(final):
    visit = final()
    answer = db.session.get(Answer, (visit.id, "P1.1"))
    [head] = answer.fields["level"]
    answer.fields = {**answer.fields, "level": [{**head, "value": 0}]}

    assert held(visit) is False
    assert results.of_visit(visit).rating == "B"  # reported, never silently replaced


def test_a_note_altered_from_outside_is_found_though_it_changes_no_score(final):
    visit = final()
    answer = db.session.get(Answer, (visit.id, "P1.1"))
    [head] = answer.fields["note"]
    answer.fields = {**answer.fields, "note": [{**head, "value": "Otra nota, igual de larga que la primera."}]}

    assert held(visit) is False


def test_a_stored_score_altered_from_outside_is_found(final):
    visit = final()
    results.of_visit(visit).score = Fraction(99)

    assert held(visit) is False


def test_a_result_that_was_removed_is_found(final):
    visit = final()
    db.session.delete(results.of_visit(visit))

    assert held(visit) is False


def other(value):
    """Something else of the same kind."""
    match value:
        case bool():
            return not value
        case int() | Fraction():
            return value + 1
        case str():
            return f"{value[:-1]}x"
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "x": 1}
        case uuid.UUID():
            return uuid.UUID(int=value.int ^ 1)
    return "x"


def blind_spots(row, part, leave_out):
    """The columns of a part of a result that could change without the fingerprint noticing."""
    names = [c.key for c in type(part).__mapper__.column_attrs if c.key not in leave_out]
    unseen = []
    with db.session.no_autoflush:
        for name in names:
            value = getattr(part, name)
            setattr(part, name, other(value))
            unseen += [name] if results.fingerprint(row) == row.sha256 else []
            setattr(part, name, value)
    assert len(names) > 10
    return unseen


def test_the_fingerprint_covers_every_column_of_a_result(final):
    row = results.of_visit(final())

    assert blind_spots(row, row, {"id", "sha256", "created_at"}) == []


def test_the_fingerprint_covers_every_column_of_a_domain(final):
    row = results.of_visit(final())

    assert blind_spots(row, row.domains[1], {"result_id"}) == []


def test_the_fingerprint_is_of_the_content_and_not_of_the_moment(final):
    row = results.of_visit(final())
    row.created_at = NOON.replace(year=2020)

    assert results.fingerprint(row) == row.sha256
