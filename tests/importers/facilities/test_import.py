"""A table is taken whole or not at all, and a second time it changes nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select

from assess.core.rules import RuleBroken
from assess.importers import facilities as importer
from assess.models import AuditEntry, Facility, db
from assess.services import facilities
from tests.conftest import NOON, STATE_A, STATE_B
from tests.importers.tables import HEADER, run, table

GOOD = "Casa Peñón;Coahuila;CAS privado;Saltillo;24;RN-1"
OTHER = "Casa Río;Chiapas;cas_publico;Tapachula;30;"


def count():
    return db.session.scalar(select(func.count()).select_from(Facility))


def only():
    return db.session.scalars(select(Facility)).one()


def test_rows_become_facilities(app, tmp_path):
    assert run(table(tmp_path, GOOD, OTHER)).added == 2
    found = db.session.scalar(select(Facility).where(Facility.folio == "RN-1"))
    assert (found.name, found.state_code, found.type_code, found.sector) == (
        "Casa Peñón",
        "05",
        "cas_privado",
        "private",
    )
    assert (found.municipality.name, found.capacity, found.search_name) == ("Saltillo", 24, "casa penon")


def test_the_second_time_nothing_changes(app, tmp_path):
    run(table(tmp_path, GOOD, OTHER))
    again = run(table(tmp_path, GOOD, OTHER))
    assert (again.added, again.changed, again.unchanged, again.faulty) == (0, 0, 2, 0)
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "facility.import")) == 1


def test_looking_writes_nothing(app, tmp_path):
    read = table(tmp_path, GOOD)
    assert importer.examine(read, importer.guess(read.header), by=None, at=NOON).added == 1
    assert count() == 0


def test_one_bad_row_keeps_all_of_them_out(app, tmp_path):
    outcome = run(table(tmp_path, GOOD, "Casa Mala;Narnia;CAS privado;;x;", OTHER))
    assert (outcome.faulty, count()) == (1, 0)
    assert [(fault.line, fault.heading) for fault in outcome.faults] == [(3, "Estado"), (3, "Lugares autorizados")]


def test_a_bad_row_after_the_first_portion_takes_the_written_ones_back(app, tmp_path):
    rows = [f"Casa {n};Coahuila;CAS privado;;1;" for n in range(600)]
    outcome = run(table(tmp_path, *rows, "Mala;;;;;"))
    assert (outcome.faulty, outcome.faults[0].line, count()) == (1, 602, 0)


def test_a_cp1252_file_with_a_broken_row_7_says_so_and_imports_nothing(app, tmp_path):
    rows = [f"Casa Peñón {n};Coahuila;CAS privado;Saltillo;24;" for n in range(8)]
    rows[5] = "Casa Peñón 5;Coahuila;CAS privado;Saltillo;veinte;"
    read = table(tmp_path, *rows, encoding="cp1252")
    outcome = run(read)
    assert (read.encoding, count()) == ("cp1252", 0)
    assert [(fault.line, fault.heading) for fault in outcome.faults] == [(7, "Lugares autorizados")]


def test_a_file_that_breaks_off_says_where(app, tmp_path):
    outcome = run(table(tmp_path, GOOD, '"Casa;Coahuila;CAS privado;;;'))
    assert (outcome.faults[0].broken.params["line"], count()) == (3, 0)


def test_a_known_folio_is_corrected(app, tmp_path):
    run(table(tmp_path, GOOD))
    outcome = run(table(tmp_path, "Casa Nueva;Coahuila;CAS privado;Saltillo;25;rn-1"))
    assert (outcome.changed, outcome.to_change[0].changed) == (1, ["name", "capacity"])
    assert (only().name, only().search_name, only().revision) == ("Casa Nueva", "casa nueva", 2)


def test_without_a_folio_place_and_name_tell_which_it_is(app, tmp_path):
    run(table(tmp_path, "Casa Peñón;Coahuila;CAS privado;Saltillo;24;"))
    assert run(table(tmp_path, "CASA PENON;Coah.;CAS privado;Saltillo;24;RN-9")).changed == 1
    assert only().folio == "RN-9"


def test_a_facility_can_be_corrected_by_its_folio_alone(app, tmp_path):
    run(table(tmp_path, GOOD))
    assert run(table(tmp_path, "RN-1;40", header="Folio;Capacidad")).changed == 1
    assert only().capacity == 40


def test_an_empty_cell_leaves_what_is_registered(app, tmp_path):
    run(table(tmp_path, GOOD))
    assert run(table(tmp_path, "Casa Peñón;Coahuila;CAS privado;Saltillo;;RN-1")).unchanged == 1


@pytest.mark.parametrize(
    "second",
    [
        "Otra;Coahuila;CAS privado;;1;RN-1",  # the same folio
        "casa penon;Coahuila;CAS privado;Saltillo;1;",  # the same place and name
    ],
)
def test_two_rows_about_one_facility_are_refused(app, tmp_path, second):
    outcome = run(table(tmp_path, GOOD, second))
    assert (outcome.faults[0].line, outcome.faults[0].broken.params, count()) == (3, {"line": 2}, 0)


def test_two_rows_that_become_the_same_facility_are_refused(app, tmp_path):
    run(table(tmp_path, GOOD, OTHER))
    outcome = run(
        table(tmp_path, "Casa X;Coahuila;CAS privado;Saltillo;1;RN-1", "Casa X;Coahuila;CAS privado;Saltillo;1;")
    )
    assert (outcome.faulty, count()) == (1, 2)


def test_another_folio_at_the_same_name_is_refused(app, tmp_path):
    run(table(tmp_path, GOOD))
    outcome = run(table(tmp_path, GOOD.replace("RN-1", "RN-2")))
    assert outcome.faults[0].broken.field == "name"


def test_a_row_of_another_state_is_refused(app, tmp_path, make_user):
    outcome = run(table(tmp_path, GOOD, OTHER), by=make_user("state_authority", STATE_A))
    assert ([(f.line, f.heading) for f in outcome.faults], count()) == ([(3, "Estado")], 0)


def test_a_folio_of_another_state_tells_nothing_about_its_holder(app, tmp_path, make_user):
    run(table(tmp_path, GOOD))
    outcome = run(table(tmp_path, "RN-1;40", header="Folio;Capacidad"), by=make_user("state_authority", STATE_B))
    fault = outcome.faults[0].broken
    assert (fault.field, set(fault.params), only().capacity) == ("folio", {"folio"}, 24)


def test_who_keeps_one_state_need_not_name_it(app, tmp_path, make_user):
    authority = make_user("state_authority", STATE_A)
    assert run(table(tmp_path, "Casa;CAS privado", header="Nombre;Tipo"), by=authority).added == 1
    assert only().state_code == STATE_A


def test_a_closed_facility_is_not_changed_unawares(app, tmp_path):
    run(table(tmp_path, GOOD))
    facilities.close_facility(only(), date(2026, 1, 1), "Fin", by=None, at=NOON)
    assert run(table(tmp_path, GOOD)).unchanged == 1
    assert run(table(tmp_path, GOOD.replace("24", "25"))).faulty == 1


def test_a_missing_column_is_named(app, tmp_path):
    with pytest.raises(RuleBroken) as refused:
        run(table(tmp_path, "Casa;05", header="Nombre;Estado"))
    assert refused.value.field == "type_code"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NOMBRE DEL CENTRO", "name"),
        ("Entidad federativa", "state_code"),
        ("tipo", "type_code"),
        ("Teléfono", "telephone"),
        ("CAPACIDAD", "capacity"),
        ("Municipality", "municipality"),
        ("Authorised places", "capacity"),
        ("Correo electrónico", "email"),
        ("Observaciones", None),
    ],
)
def test_headings_are_understood_in_both_languages(heading, field):
    assert importer.guess([heading]) == ({field: 0} if field else {})


def test_columns_can_be_named_by_hand(app, tmp_path):
    read = table(tmp_path, GOOD, header=HEADER.replace("Nombre", "Quién"))
    assert run(read, mapping=importer.mapping_from(read, {"name": "Quién"})).added == 1
    with pytest.raises(RuleBroken, match="no column"):
        importer.mapping_from(read, {"name": "Nadie"})


def test_columns_left_aside_are_told(tmp_path):
    read = table(tmp_path, header="Nombre;Notas;")
    assert importer.unmapped(read.header, importer.guess(read.header)) == ["Notas"]
