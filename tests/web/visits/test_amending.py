"""Proposing and deciding a correction through the pages."""

import pytest

from assess.models import db
from assess.services import amendments, results, sync
from tests.conftest import TODAY
from tests.instruments import BASE
from tests.services import journey

WHY = "El documento llegó al día siguiente de la visita."


@pytest.fixture
def final(facility, cast, national):
    return journey.final(facility, BASE, TODAY, lead=cast.lead_assessor, by=national)


@pytest.fixture
def proposed(final, cast, desk):
    lead, path = desk(cast.lead_assessor), f"/visits/{final.id}/criteria/P1.2/amend"

    def send(**values):
        return lead.fill(lead.read(path), "main form", path, **{"level": "3", "reason": WHY} | values)

    return send


def level(visit):
    db.session.rollback()
    return sync.state_of(visit)["P1.2", "level"].value


def test_a_correction_is_proposed_and_listed(final, proposed, desk, cast):
    assert proposed().status_code == 302

    (one,) = amendments.of_visit(final)
    assert [c["field"] for c in one.changes] == ["level"]
    page = desk(cast.state_authority).read(f"/visits/{final.id}")
    assert WHY in page.get_text()
    assert page.select_one('form[action$="/approve"]')
    assert desk(cast.lead_assessor).read(f"/visits/{final.id}").select_one('form[action$="/approve"]') is None


def test_the_authority_puts_it_in_force_and_the_old_revision_stays(final, proposed, desk, cast):
    proposed()
    boss = desk(cast.state_authority)

    answer = boss.fill(boss.read(f"/visits/{final.id}"), 'form[action$="/approve"]')

    assert (answer.status_code, level(final)) == (302, 3)
    assert [results.of_visit(final, n).revision for n in (1, 2)] == [1, 2]


def test_the_authority_rejects_it_with_a_reason(final, proposed, desk, cast):
    proposed()
    (one,) = amendments.of_visit(final)
    boss, path = desk(cast.state_authority), f"/visits/{final.id}/amendments/{one.id}/reject"

    assert boss.fill(boss.read(path), "main form", path, reason="").status_code == 422
    assert boss.fill(boss.read(path), "main form", path, reason="No procede.").status_code == 302

    assert level(final) == 2
    assert "No procede." in boss.read(f"/visits/{final.id}").get_text()


@pytest.mark.parametrize(
    ("values", "kept"),
    [({"reason": "corta"}, "corta"), ({"level": "2"}, WHY), ({"level": "4"}, WHY), ({"reason": ""}, "")],
)
def test_a_proposal_that_cannot_be_keeps_what_was_written(final, proposed, values, kept):
    answer = proposed(**values)

    assert answer.status_code == 422
    assert kept in answer.get_data(as_text=True)
    assert amendments.of_visit(final) == []


def test_what_would_leave_a_gap_is_not_put_in_force(final, proposed, desk, cast):
    proposed(level="0", note="")
    boss = desk(cast.state_authority)

    answer = boss.fill(boss.read(f"/visits/{final.id}"), 'form[action$="/approve"]')

    assert (answer.status_code, level(final)) == (422, 2)
    assert amendments.of_visit(final)[0].state == "proposed"


def test_an_amendment_of_another_visit_is_not_there(final, proposed, make_visit, desk, cast):
    proposed()
    (one,) = amendments.of_visit(final)
    other = make_visit(lead=cast.lead_assessor)

    desk(cast.state_authority).read(f"/visits/{other.id}/amendments/{one.id}/reject", code=404)
