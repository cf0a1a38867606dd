"""The audit chain on a page."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from assess.models import AuditEntry, db
from assess.services import audit
from tests.conftest import NOON


@pytest.fixture
def admin(as_, make_user):
    return as_(make_user("admin", email="ana@example.org"))


def rows(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True).count('<td class="n"')


def test_entries_are_listed_newest_first_and_filtered(admin):
    everything = rows(admin.get("/audit"))
    assert everything >= 3
    assert rows(admin.get("/audit?action=session")) == 1
    assert rows(admin.get("/audit?person=ANA@")) == 1
    assert rows(admin.get("/audit?since=2026-11-20&until=2026-11-20")) == everything - 1
    assert rows(admin.get("/audit?until=2020-01-01")) == 0


@pytest.mark.parametrize("query", ["since=ayer", "page=0", "page=-1", "page=x", f"page={10**30}", "until=9999-12-31"])
def test_a_filter_that_makes_no_sense_is_no_failure(admin, query):
    assert admin.get(f"/audit?{query}").status_code == 200


def test_long_chains_are_paged(admin):
    for n in range(120):
        audit.record("test.done", by=None, at=NOON, n=n)
    db.session.commit()
    assert rows(admin.get("/audit?action=test")) == 100
    assert rows(admin.get("/audit?action=test&page=2")) == 20


def test_the_chain_is_verified_on_demand(admin):
    admin.post("/audit/verify", data={"csrf_token": admin.csrf})
    assert "La cadena está íntegra" in admin.get("/audit").get_data(as_text=True)
    db.session.execute(update(AuditEntry).where(AuditEntry.seq == 2).values(action="x"))
    admin.post("/audit/verify", data={"csrf_token": admin.csrf})
    assert "La cadena fue alterada. Registros que no corresponden: 2." in admin.get("/audit").get_data(as_text=True)


def test_the_page_names_people_and_nothing_that_somebody_wrote(admin, facility):
    page = admin.get("/audit").get_data(as_text=True)
    assert "Persona admin" in page
    assert facility.name not in page
