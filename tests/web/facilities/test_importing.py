"""Sending a table, looking at it, and letting it happen."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from assess.models import Facility, db
from tests.conftest import STATE_A
from tests.importers.tables import workbook

GOOD = "Nombre;Estado;Tipo\nCasa Peñón;Coahuila;CAS privado\n"


def upload(browser, content=GOOD, name="tabla.csv", encoding="utf-8"):
    content = content.encode(encoding) if isinstance(content, str) else content
    data = {"csrf_token": browser.csrf, "file": (io.BytesIO(content), name)}
    return browser.post("/facilities/import", data=data)


def apply(browser, address, **values):
    return browser.post(address, data={"csrf_token": browser.csrf, **values})


def page(answer):
    return BeautifulSoup(answer.text, "html5lib")


def names():
    return db.session.scalars(select(Facility.name).order_by(Facility.name)).all()


@pytest.fixture
def clerk(as_, make_user):
    return as_(make_user("state_authority", STATE_A))


def test_a_table_is_shown_first_and_imported_after(app, clerk):
    address = upload(clerk).location
    assert "Casa Peñón" in clerk.get(address).text
    assert names() == []
    assert apply(clerk, address).location == "/facilities"
    assert (names(), list((Path(app.instance_path) / "imports").iterdir())) == (["Casa Peñón"], [])


def test_a_second_import_has_nothing_to_do(clerk):
    apply(clerk, upload(clerk).location)
    again = page(clerk.get(upload(clerk).location))
    assert again.select_one(".msg.ok")
    assert not [each for each in again.select("main button") if "Importar" in each.text]


def test_a_workbook_is_imported_too(clerk, tmp_path):
    book = workbook(tmp_path / "b.xlsx", ("Nombre", "Estado", "Tipo"), ("Casa Peñón", 5, "CAS privado"))
    apply(clerk, upload(clerk, book.read_bytes(), "b.xlsx").location)
    assert names() == ["Casa Peñón"]


def test_a_guessed_encoding_has_to_be_confirmed(clerk):
    address = upload(clerk, encoding="cp1252").location
    assert [each.text for each in page(clerk.get(address)).select(".chips li")] == ["Casa Peñón"]
    assert (apply(clerk, address).status_code, names()) == (422, [])
    assert (apply(clerk, address, encoding_is_right="1").status_code, names()) == (302, ["Casa Peñón"])


def test_a_broken_row_7_in_cp1252_is_named_and_nothing_is_imported(clerk):
    rows = [f"Casa Peñón {n};Coahuila;CAS privado" for n in range(8)]
    rows[5] = "Casa Peñón 5;Atlántida;CAS privado"
    address = upload(clerk, "\n".join(["Nombre;Estado;Tipo", *rows]), encoding="cp1252").location
    cells = [cell.text for cell in page(clerk.get(address)).select("tbody td")][:3]
    assert (cells[:2], "Atlántida" in cells[2]) == (["7", "Estado"], True)
    assert (apply(clerk, address, encoding_is_right="1").status_code, names()) == (422, [])


def test_columns_can_be_corrected(clerk):
    address = upload(clerk, GOOD.replace("Nombre", "Quién")).location
    assert page(clerk.get(address)).select_one(".msg.bad")
    chosen = {"mapped": "1", "name": "0", "state_code": "1", "type_code": "2"}
    shown = page(clerk.get(address, query_string=chosen))
    assert "Casa Peñón" in shown.main.text
    assert apply(clerk, address, **chosen).status_code == 302
    assert names() == ["Casa Peñón"]


@pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 40])
def test_a_column_that_is_not_there_is_no_failure(clerk, number):
    address = upload(clerk).location
    assert clerk.get(address, query_string={"mapped": "1", "name": number}).status_code == 200
    assert apply(clerk, address, mapped="1", name=number).status_code == 422


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\n", b"Nombre\n\xf1\x81"])
def test_what_is_no_table_is_refused_in_a_sentence(clerk, content):
    answer = upload(clerk, content)
    assert (answer.status_code, len(page(answer).select("#file-error"))) == (422, 1)


def test_sending_nothing_is_refused(clerk):
    answer = clerk.post("/facilities/import", data={"csrf_token": clerk.csrf})
    assert (answer.status_code, len(page(answer).select("#file-error"))) == (422, 1)


def test_an_upload_is_nobody_elses(as_, cast):
    mine = as_(cast.state_authority)
    address = upload(mine).location
    for other in (cast.national_authority, cast.other.state_authority):
        browser = as_(other)
        assert browser.get(address).status_code == 404
        assert apply(browser, address).status_code == 404
    assert as_(cast.assessor).get(address).status_code == 403
    assert mine.get(address).status_code == 200


def test_an_upload_can_be_discarded(clerk):
    address = upload(clerk).location
    assert clerk.get(address + "/discard").status_code == 405
    assert apply(clerk, address + "/discard").status_code == 302
    assert clerk.get(address).status_code == 404


def test_an_upload_is_gone_after_a_day(clerk, monkeypatch):
    from assess.http import clock
    from assess.web.facilities import importing

    address = upload(clerk).location
    monkeypatch.setattr(importing, "now", lambda: clock.now() + timedelta(hours=25))
    assert clerk.get(address).status_code == 404


def test_import_is_for_authorities(client, as_, cast):
    assert client.get("/facilities/import").status_code == 302
    for path in ("/facilities/import", "/facilities/import/template.csv"):
        assert as_(cast.lead_assessor).get(path).status_code == 403
    assert upload(as_(cast.lead_assessor)).status_code == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_empty_file_is_understood_when_it_comes_back(clerk, language):
    template = clerk.get("/facilities/import/template.csv", headers={"Accept-Language": language}).data
    assert template.startswith(b"\xef\xbb\xbf")
    selected = page(clerk.get(upload(clerk, template).location)).select("option[selected]")
    assert [each["value"] for each in selected] == [str(number) for number in range(14)]


def test_the_file_name_is_only_ever_text(clerk):
    shown = clerk.get(upload(clerk, name="<script>alert(1)</script>.csv").location).text
    assert "<script>alert" not in shown
    assert re.search(r"&lt;script&gt;|script_", shown)
