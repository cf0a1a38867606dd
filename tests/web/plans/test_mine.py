"""The director's home."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from assess.models import Plan, db
from assess.services import accounts, plans
from tests.conftest import NOON, TODAY
from tests.core.shapes import BASE
from tests.services import journey
from tests.web.plans.conftest import FIRST


def home(as_, person, query=""):
    answer = as_(person).get(f"/plans/mine{query}")
    assert answer.status_code == 200
    return answer.text


def test_it_begins_with_the_verdict_and_why(as_, final, director):
    final(BASE, FIRST)
    final()
    page = home(as_, director)

    assert "<h1>Casa Ejemplo Norte</h1>" in page
    assert "Requiere mejora" in page
    assert "Por qué esta letra" in page
    assert "P1.1" in page
    assert "desde la visita completa anterior" in page
    assert "(hace 41 días)" in page


def test_the_week_names_first_what_limits_the_letter(as_, final, director):
    final(BASE | {"P1.1": 1, "P1.2": 3, "P2.1": 3, "P2.2": 3, "Q1.1": 0})
    todo = re.search(r'<ol class="todo">.*?</ol>', home(as_, director), re.S)[0]

    assert todo.index("P1.1") < todo.index("Q1.1")
    assert "es la que limita su letra" in todo.split("</li>")[0]
    assert "venció hace 11 días" in todo
    assert "Acordarla" in todo


def test_the_other_findings_lead_to_the_whole_plan(as_, final, director, facility):
    final()
    page = home(as_, director)

    assert f'href="/plans/{facility.id}?instrument=prueba"' in page
    assert "Todavía no vence ninguna acción." not in page


def test_visits_are_told_with_their_letter_and_their_paper(as_, final, director):
    visit = final()
    page = home(as_, director)

    assert f'href="/results/{visit.id}.pdf"' in page
    assert 'aria-label="C: Requiere mejora"' in page


def test_only_announced_visits_to_come_are_told(as_, final, director, facility, make_visit):
    soon = TODAY + timedelta(days=7)
    announced, secret = make_visit(on=TODAY, started=False), make_visit(on=TODAY, started=False)
    announced.visited_on, secret.visited_on, secret.announced = soon, soon + timedelta(days=1), False

    page = home(as_, director)

    assert "27 nov 2026" in page
    assert "28 nov 2026" not in page


def test_before_the_first_result_it_says_so(as_, director):
    page = home(as_, director)

    assert "Todavía no hay resultado" in page
    assert "Todavía no hay visitas." in page


def test_who_directs_several_chooses(as_, final, director, make_facility):
    other = make_facility(name="Casa Ejemplo Dos")
    accounts.grant(director, "director", state_code=None, facility=other, by=None, at=NOON)
    final()

    page = home(as_, director)
    assert "Mis centros" in page
    assert "Casa Ejemplo Dos" in page
    assert "<h1>Casa Ejemplo Dos</h1>" in home(as_, director, f"?facility={other.id}")


@pytest.mark.parametrize("query", ["?facility=01a2022c-1907-7530-a157-a8fbda13a707", "?facility=nada"])
def test_somebody_elses_facility_does_not_exist(as_, director, query):
    assert as_(director).get(f"/plans/mine{query}").status_code == 404


def test_a_foreign_facility_is_not_chosen_by_its_id(as_, director, cast):
    assert as_(director).get(f"/plans/mine?facility={cast.facility_b.id}").status_code == 404


def test_who_directs_none_is_told_what_to_do(as_, director):
    director.grants[0].facility_id, director.grants[0].state_code = None, "32"

    page = home(as_, director)

    assert "Todavía no se le ha asignado ningún centro." in page


def test_each_instrument_has_its_own_verdict(as_, final, director, facility):
    from assess.services import standards
    from tests.core.shapes import T

    final()
    version = standards.load_version(journey.shaped(T, id="otra"), by=None, at=NOON)
    final(dict.fromkeys(BASE, 3), FIRST, version=version)

    assert "Requiere mejora" in home(as_, director)
    assert "Consolidado" in home(as_, director, "?instrument=otra")
    assert "Requiere mejora" in home(as_, director, "?instrument=nada")


@pytest.mark.parametrize("role", ["assessor", "lead_assessor", "state_authority", "admin", "observer"])
def test_it_is_for_directors(as_, cast, role):
    assert as_(getattr(cast, role)).get("/plans/mine").status_code == 403


def test_the_plan_of_a_facility_counts_and_lists_everything(as_, final, director, facility):
    final()
    for action in plans.of_facility(facility.id, "prueba").actions:
        if action.criterion == "Q1.1":
            plans.take_step(
                action, "verify", revision=action.revision, by=final.lead, at=NOON, today=TODAY, level=3, text="Visto."
            )

    page = as_(director).get(f"/plans/{facility.id}").text

    assert page.count('<th scope="row">') == len(db.session.get(Plan, action.plan_id).actions)
    assert "1 de las 3 acciones que ya vencían están verificadas (33.3 %)" in page


def test_a_facility_without_a_plan_says_when_there_will_be_one(as_, director, facility):
    page = as_(director).get(f"/plans/{facility.id}?instrument=prueba").text

    assert "Todavía no hay plan" in page


def test_the_plan_of_a_foreign_facility_does_not_exist(as_, director, cast):
    assert as_(director).get(f"/plans/{cast.facility_b.id}").status_code == 404


def test_english_is_complete(as_, final, director):
    director.language = "en"
    final(on=date(2026, 10, 9))

    page = home(as_, director)

    assert "Why this letter" in page
    assert "This week" in page
    assert "Requires improvement" in page
