"""The scorecard of a visit as a page, as a PDF and as JSON."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
import time_machine
from pydantic import TypeAdapter

from assess.api.scorecard_schema import ScorecardOut
from assess.models import InstrumentVersion, db
from assess.services import standards
from tests.conftest import NOON
from tests.core.shapes import BASE, domain_shape
from tests.pdf.reading import reader, whole
from tests.services import journey
from tests.services.test_scorecards import SECRETS, amend

FIRST, SECOND = date(2026, 6, 10), date(2026, 10, 11)
CAPPED = BASE | {"P1.1": 1, "P1.2": 3, "P2.1": 3, "P2.2": 3}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def final(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)

    def make(levels=CAPPED, on=SECOND, **facts):
        return journey.final(facility, levels, on, lead=lead, by=national, **facts)

    make.lead = lead
    return make


@pytest.fixture
def draft(facility, final):
    visit = journey.start(facility, standards.newest("prueba"), SECOND, lead=final.lead)
    journey.answer(visit, {"P1.1": 2}, by=final.lead, at=NOON)
    return visit


@pytest.fixture
def director(facility, make_user):
    return make_user("director", facility=facility)


def get(as_, person, visit, query=""):
    answer = as_(person).get(f"/results/{visit.id}{query}")
    assert answer.status_code == 200
    return answer.text


def test_the_page_gives_the_letter_its_reasons_and_its_age(as_, final, director):
    final(BASE, FIRST)
    page = get(as_, director, final())

    assert 'aria-label="C: Requiere mejora"' in page
    assert "Por puntaje (75.9 puntos) le correspondería B." in page
    assert "Con P1.1 en nivel 2, la letra sería B (79.6 puntos)." in page
    assert "+4.6 desde la visita completa anterior" in page
    assert "(hace 40 días)" in page
    assert "Protección tiene puntaje de A, pero letra C por un criterio crítico." in page


def test_every_criterion_stands_under_its_domain_with_what_was_seen(as_, final, director):
    page = get(as_, director, final(CAPPED | {"Q1.3": "NA"}))

    rows = re.findall(r'<tr id="([^"]+)">', page)
    assert rows == list(standards.get("prueba").criteria)
    assert page.count(journey.NOTE) == len(rows)
    assert "No hay esa población en el centro" in page
    assert "Documento · Observación · Entrevista" in page


def test_a_level_that_counted_as_two_says_why(as_, facility, final, director):
    visit = journey.start(facility, standards.newest("prueba"), SECOND, lead=final.lead)
    journey.answer(visit, BASE, by=final.lead, at=NOON)
    from assess.services import sync
    from assess.services.visits import change

    seen = sync.state_of(visit)["P1.1", "methods"].op_id
    one = change(visit, "P1.1", "methods", ["document"], by=final.lead, at=NOON, base=seen)
    sync.receive(visit, [one], by=final.lead, at=NOON)

    assert "cuenta como 2" in get(as_, final.lead, visit)


def test_legal_minimums_are_counted(as_, final, director):
    shape = [domain_shape("M", (1, [(f"m{n}", 1, False) for n in range(4)]), limiting=True)]
    version = standards.load_version(journey.shaped(shape, minimums=True), by=None, at=NOON)
    page = get(as_, director, final({"m0": 3, "m1": 3, "m2": 1, "m3": 0}, version=version))

    assert re.search(r"<dt>Cumplidos</dt><dd>2</dd>.*<dt>Cumplidos en parte</dt><dd>1</dd>", page, re.S)


def test_what_is_not_rated_says_what_is_still_possible(as_, final, director):
    gaps = dict.fromkeys(("P1.2", "Q1.3", "Q1.4"), "NE")
    page = get(as_, director, final(BASE | gaps | {"P1.1": 0, "Q1.1": "NA"}))

    assert "Sin calificación" in page
    assert "A lo más D: Inadecuado" in page
    assert "Si el resto estuviera en 0 sería 30.5 (D); en 3, 75.0 (D)." in page


def test_a_draft_is_marked_and_only_for_who_reads_visits(as_, draft, final, director):
    assert "Resultado preliminar" in get(as_, final.lead, draft)
    assert as_(director).get(f"/results/{draft.id}").status_code == 404
    assert as_(director).get(f"/results/{draft.id}.pdf").status_code == 404
    assert as_(director).get(f"/api/v1/visits/{draft.id}/scorecard").status_code == 404


def test_a_follow_up_says_that_it_sets_no_letter(as_, final, director):
    page = get(as_, director, final({"P1.1": 3}, kind="follow_up"))

    assert "Esta visita no fija la letra oficial" in page


def test_an_amended_result_keeps_its_earlier_versions(as_, final, director):
    visit = final(BASE | {"P1.1": 0})
    amend(visit, final.lead, 3, NOON)

    now, then = get(as_, director, visit), get(as_, director, visit, "?revision=1")

    assert "Versión 2" in now
    assert "Una versión anterior de este resultado" in then
    assert 'aria-label="D: Inadecuado"' in then.split("Por qué esta letra")[0]
    assert 'aria-label="B: Adecuado"' in now.split("Por qué esta letra")[0]


@pytest.mark.parametrize("revision", ["9", "x", "-1", "99999", "1.5"])
def test_a_version_that_never_was_is_a_sentence(as_, final, director, revision):
    answer = as_(director).get(f"/results/{final().id}?revision={revision}")

    assert answer.status_code == 422
    assert "no tiene un resultado con el número" in answer.text


def test_no_page_tells_where_the_facility_is(as_, final, director, facility):
    for name, value in SECRETS.items():
        setattr(facility, name, value)
    visit = final()
    browser = as_(director)
    told = "".join(
        browser.get(path).text
        for path in (f"/results/{visit.id}", f"/api/v1/visits/{visit.id}/scorecard", "/plans/mine")
    )

    assert [value for value in map(str, SECRETS.values()) if value in told] == []


@pytest.mark.parametrize("role", ["director", "lead_assessor", "state_authority", "protection_officer"])
def test_to_another_state_it_does_not_exist(as_, final, cast, role):
    assert as_(getattr(cast.other, role)).get(f"/results/{final().id}").status_code == 404


# ----------------------------------------------------------------------------------------------------------------- PDF
@pytest.mark.parametrize(("kind", "has"), [("summary", False), ("full", True)])
def test_the_pdf_says_what_the_page_says(as_, final, director, kind, has):
    answer = as_(director).get(f"/results/{final().id}.pdf?kind={kind}&lang=es")

    assert answer.mimetype == "application/pdf"
    assert "Requiere mejora" in whole(answer.data)
    assert ("Menú variado" in whole(answer.data)) is has


def test_language_and_paper_are_the_readers_choice(as_, final, director):
    answer = as_(director).get(f"/results/{final().id}.pdf?lang=en&size=Letter")

    assert int(reader(answer.data).pages[0].mediabox.width) == 612
    assert "Requires improvement" in whole(answer.data)


def test_the_file_has_a_name_for_every_system(as_, final, director, facility):
    facility.name = 'Casa "Peñón" / ../Añil; X-Evil: 1'
    header = as_(director).get(f"/results/{final().id}.pdf").headers["Content-Disposition"]

    assert header == 'inline; filename="scorecard-casa-penon-anil-x-evil-1-2026-10-11.pdf"'


@pytest.mark.parametrize("query", ["kind=nada", "size=A3", "lang=fr"])
def test_a_pdf_that_is_not_made_is_a_sentence(as_, final, director, query):
    answer = as_(director).get(f"/results/{final().id}.pdf?{query}")

    assert answer.status_code == 422
    assert "Elija entre" in answer.text


def test_an_empty_checklist_is_printed_before_the_visit_begins(as_, make_visit, cast):
    visit = make_visit(lead=cast.lead_assessor, started=False)

    answer = as_(cast.assessor).get(f"/results/{visit.id}.pdf?kind=blank")

    assert "Hay personal despierto toda la noche." in whole(answer.data)
    assert "Casa Ejemplo Norte" in whole(answer.data)


def test_an_instrument_is_printed_for_no_facility_in_particular(as_, cast):
    version = db.session.query(InstrumentVersion).one()

    answer = as_(cast.observer).get(f"/results/blank/{version.id}.pdf")

    assert "Hay personal despierto toda la noche." in whole(answer.data)
    assert as_(cast.observer).get(f"/results/blank/{cast.facility.id}.pdf").status_code == 404


# ---------------------------------------------------------------------------------------------------------------- JSON
def test_the_api_answers_as_it_describes_itself(as_, final, director):
    final(BASE, FIRST)
    answer = as_(director).get(f"/api/v1/visits/{final(CAPPED | {'Q1.3': 'NA'}).id}/scorecard")

    told = TypeAdapter(ScorecardOut).validate_json(answer.data)
    assert (told.rating, told.score.shown, len(told.criteria), len(told.trend)) == ("C", "70.3", 9, 2)
    assert any("P1.1" in sentence for sentence in told.explanation.es)


def test_the_api_gives_an_earlier_revision_too(as_, final, director):
    visit = final(BASE | {"P1.1": 0})
    amend(visit, final.lead, 3, NOON)
    browser = as_(director)

    ratings = [
        json.loads(browser.get(f"/api/v1/visits/{visit.id}/scorecard{query}").data)["rating"]
        for query in ("", "?revision=1")
    ]

    assert ratings == ["B", "D"]


def test_the_api_refuses_in_json(as_, final, director, client):
    visit = final()

    assert as_(director).get(f"/api/v1/visits/{visit.id}/scorecard?revision=x").get_json()["error"] == 422
    assert client.get(f"/api/v1/visits/{visit.id}/scorecard").status_code == 401
