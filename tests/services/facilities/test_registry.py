"""A facility is registered, corrected and closed by rules that name their way out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from assess.core.rules import RuleBroken
from assess.models import AuditEntry, Facility, db
from assess.services import facilities, visits
from assess.services.facilities.text import search_name, tidy
from tests.conftest import NOON, STATE_A, STATE_B

CENTRE = {"state_code": STATE_A, "name": "Casa Peñón", "type_code": "cas_privado", "municipality": "Saltillo"}


def add(by=None, **values):
    return facilities.add_facility(CENTRE | values, by=by, at=NOON)


def test_what_is_typed_becomes_columns(app):
    typed = {"capacity": "24", "opened_on": "22/11/2010", "folio": " rncas-05/1 ", "email": "A@Example.org"}
    facility = add(**typed, latitude="25,4232", longitude="-101.0053")
    assert (facility.capacity, facility.opened_on, facility.municipality_code) == (24, date(2010, 11, 22), "05030")
    assert (facility.latitude, facility.longitude) == (25.4232, -101.0053)
    assert (facility.folio, facility.email, facility.search_name) == ("RNCAS-05/1", "a@example.org", "casa penon")


def test_the_sector_follows_from_the_type_where_the_type_decides(app):
    assert add(type_code="cas_publico").sector == "public"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 201),
        ("folio", "ñ-1"),
        ("folio", "F" * 41),
        ("type_code", "hotel"),
        ("type_code", ""),
        ("sector", "mixto"),
        ("sector", "public"),
        ("state_code", "33"),
        ("state_code", ""),
        ("municipality", "Tapachula"),
        ("capacity", "-1"),
        ("capacity", "muchos"),
        ("capacity", "5001"),
        ("opened_on", "2087-01-01"),
        ("opened_on", "1021-01-01"),
        ("opened_on", "ayer"),
        ("director_name", "x" * 121),
        ("email", "casa arroba ejemplo"),
        ("telephone", "123"),
        ("telephone", "8" * 41),
        ("address", "x" * 301),
        ("latitude", "norte"),
        ("latitude", "91"),
        ("longitude", "101.0053"),
        ("residents", "20"),
    ],
)
def test_a_bad_value_is_refused_at_its_field_and_nothing_is_kept(app, field, value):
    with pytest.raises(RuleBroken) as refused:
        add(**{"latitude": "25.4", "longitude": "-101", field: value})
    assert refused.value.field == field
    assert db.session.scalars(select(Facility)).all() == []


def test_all_faults_are_told_at_once(app):
    found = facilities.faults({"name": "", "state_code": "", "capacity": "x"}, by=None, at=NOON)
    assert {broken.field for broken in found} == {"name", "state_code", "type_code", "sector", "capacity"}


def test_a_position_is_two_numbers(app):
    with pytest.raises(RuleBroken) as refused:
        add(latitude="25.4")
    assert refused.value.field == "longitude"


def test_two_municipalities_of_one_name_are_told_by_key(app):
    with pytest.raises(RuleBroken):
        add(state_code="20", municipality="San Juan Mixtepec")
    assert add(state_code="20", municipality="20208").municipality_code == "20208"


def test_a_state_outside_the_scope_is_refused(app, make_user):
    authority = make_user("state_authority", STATE_A)
    assert add(by=authority).state_code == STATE_A
    with pytest.raises(RuleBroken) as refused:
        add(by=authority, state_code=STATE_B, municipality="")
    assert refused.value.field == "state_code"


def test_somebody_without_the_right_registers_nothing(app, make_user):
    with pytest.raises(RuleBroken):
        add(by=make_user("lead_assessor", STATE_A))


def test_a_folio_is_used_once(app):
    add(folio="F-1")
    with pytest.raises(RuleBroken) as refused:
        add(name="Otra", folio="f-1")
    assert (refused.value.field, "Casa Peñón" in str(refused.value)) == ("folio", True)


def test_the_holder_of_a_folio_in_another_state_is_not_named(app, make_user):
    add(folio="F-1")
    with pytest.raises(RuleBroken) as refused:
        add(by=make_user("state_authority", STATE_B), state_code=STATE_B, municipality="", name="Otra", folio="F-1")
    assert "Peñón" not in str(refused.value)


def test_a_name_is_used_once_in_a_municipality_whatever_its_accents(app):
    add()
    with pytest.raises(RuleBroken) as refused:
        add(name="CASA  penon")
    assert refused.value.field == "name"
    assert add(name="Casa Peñón", municipality="Torreón").name == "Casa Peñón"


def test_a_correction_changes_what_it_names_and_counts_up(app):
    facility = add(capacity=24)
    facilities.change_facility(facility, {"capacity": "30"}, 1, by=None, at=NOON)
    assert (facility.capacity, facility.name, facility.revision) == (30, "Casa Peñón", 2)


def test_a_correction_that_changes_nothing_leaves_no_trace(app):
    facility = add()
    facilities.change_facility(facility, {"name": "Casa Peñón"}, 1, by=None, at=NOON)
    assert facility.revision == 1
    assert "facility.change" not in db.session.scalars(select(AuditEntry.action)).all()


def test_a_correction_of_an_older_revision_is_refused(app):
    facility = add()
    facilities.change_facility(facility, {"capacity": "30"}, 1, by=None, at=NOON)
    with pytest.raises(RuleBroken, match="Somebody else changed"):
        facilities.change_facility(facility, {"capacity": "31"}, 1, by=None, at=NOON)
    assert facility.capacity == 30


def test_a_facility_stays_in_its_state(app):
    facility = add()
    with pytest.raises(RuleBroken) as refused:
        facilities.change_facility(facility, {"state_code": STATE_B}, 1, by=None, at=NOON)
    assert refused.value.field == "state_code"


@pytest.mark.parametrize("field", ["search_name", "revision", "closed_on", "residents", "id", "created_at"])
def test_no_column_is_written_by_the_side_door(app, field):
    facility = add()
    before = getattr(facility, field)
    with pytest.raises(RuleBroken):
        facilities.change_facility(facility, {"name": "Otra", field: "1"}, 1, by=None, at=NOON)
    assert (getattr(facility, field), facility.name) == (before, "Casa Peñón")


def test_closing_keeps_the_reason_and_can_be_undone(app):
    facility = add()
    facilities.close_facility(facility, date(2026, 11, 1), " Fin del convenio ", by=None, at=NOON)
    assert (facility.is_open, facility.closed_reason) == (False, "Fin del convenio")
    facilities.reopen(facility, by=None, at=NOON)
    assert (facility.is_open, facility.closed_reason, facility.revision) == (True, "", 3)


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        (date(2026, 11, 21), "Fin", "closed_on"),
        (date(2009, 1, 1), "Fin", "closed_on"),
        (date(2026, 1, 1), " ", "reason"),
        (date(2026, 1, 1), "x" * 301, "reason"),
    ],
)
def test_a_closing_that_cannot_be_is_refused(app, day, reason, field):
    facility = add(opened_on="2010-01-01")
    with pytest.raises(RuleBroken) as refused:
        facilities.close_facility(facility, day, reason, by=None, at=NOON)
    assert (refused.value.field, facility.is_open) == (field, True)


def test_nothing_is_closed_or_opened_twice(app):
    facility = add()
    with pytest.raises(RuleBroken):
        facilities.reopen(facility, by=None, at=NOON)
    facilities.close_facility(facility, date(2026, 1, 1), "Fin", by=None, at=NOON)
    with pytest.raises(RuleBroken):
        facilities.close_facility(facility, date(2026, 1, 1), "Fin", by=None, at=NOON)


def test_a_facility_with_an_unfinished_visit_is_not_closed(make_visit, facility, national):
    visit = make_visit(started=False)
    with pytest.raises(RuleBroken):
        facilities.close_facility(facility, date(2026, 1, 1), "Fin", by=None, at=NOON)
    visits.end(visit, "cancel", reason="Cierre", by=national, at=NOON)
    facilities.close_facility(facility, date(2026, 1, 1), "Fin", by=None, at=NOON)


def test_every_step_is_in_the_audit_chain(app, national):
    facility = add(by=national)
    facilities.change_facility(facility, {"capacity": 3}, 1, by=national, at=NOON)
    facilities.record_profile(facility, date(2026, 1, 1), {}, by=national, at=NOON)
    facilities.set_legal_status(facility, "registration", {"status": "registered"}, by=national, at=NOON)
    facilities.close_facility(facility, date(2026, 1, 1), "Fin", by=national, at=NOON)
    facilities.reopen(facility, by=national, at=NOON)
    query = select(AuditEntry.action).where(AuditEntry.object_type == "facility").order_by(AuditEntry.seq)
    verbs = ["add", "change", "profile", "legal_status", "close", "reopen"]
    assert db.session.scalars(query).all() == [f"facility.{verb}" for verb in verbs]


@given(st.text(max_size=60))
def test_a_tidy_text_is_one_line_that_can_be_stored(text):
    tidied = tidy(text)
    assert tidied == tidy(tidied) == tidied.strip()
    assert not set(tidied) & {"\n", "\r", "\t", "\0", "\u202e"}
    tidied.encode("utf-8")


@given(st.text(max_size=80))
def test_a_search_name_is_stable_and_fits_its_column(text):
    assert len(search_name(tidy(text))) <= 200
    assert search_name(tidy(text).upper()) == search_name(tidy(text).upper().lower().upper())
