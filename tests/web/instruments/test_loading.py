"""Loading an instrument through the page: every fault with its place, a preview, and nothing half done."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from assess.models import InstrumentVersion, db
from assess.standards.source import MAX_BYTES
from assess.web.instruments.loading import pack, unpack

SMALL = (Path(__file__).parents[2] / "data" / "prueba.yaml").read_text(encoding="utf-8")
NEW = SMALL.replace('version: "1.0"', 'version: "2.0"')


@pytest.fixture
def admin(as_, make_user):
    return as_(make_user("admin"))


def send(browser, content, name="norma.yaml"):
    raw = content if isinstance(content, bytes) else content.encode()
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return browser.post(
        "/instruments/load",
        data=head.encode() + raw + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": browser.csrf},
    )


def versions():
    return db.session.scalar(select(func.count()).select_from(InstrumentVersion))


def packed_in(answer):
    return BeautifulSoup(answer.data, "html.parser").select_one("input[name=packed]")["value"]


def test_a_sound_file_is_shown_and_loaded_on_confirmation(admin):
    shown = send(admin, NEW)
    assert shown.status_code == 200
    assert "Lista de prueba" in shown.get_data(as_text=True)
    assert versions() == 1, "nothing is stored before the person confirms"
    answer = admin.post("/instruments/load/confirm", data={"csrf_token": admin.csrf, "packed": packed_in(shown)})
    assert answer.location == "/instruments/prueba?version=2.0"
    assert versions() == 2
    assert admin.get(answer.location).status_code == 200


def test_every_fault_is_listed_with_line_column_and_the_way_out(admin):
    broken = NEW.replace("critical: true", "crítico: true", 1).replace("weight: 2", "weight: -2", 1)
    answer = send(admin, broken)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    lines = [broken[: broken.index(word)].count("\n") + 1 for word in ("weight: -2", "crítico")]
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
    assert {str(line) for line in lines} <= {row[0] for row in rows}
    assert all(row[1].isdigit() and len(row[2]) > 10 and len(row[3]) > 10 for row in rows)
    assert versions() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "El archivo está vacío."),
        (b"\x89PNG\r\n\x00\x00", "UTF-8"),
        (b"a: [", "YAML"),
        (b"x" * (MAX_BYTES + 1), "2 MB"),
        (b"a: &a [x]\nb: *a\n", "schema"),
    ],
)
def test_what_is_no_instrument_is_refused_with_a_sentence(admin, content, sentence):
    answer = send(admin, content)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_no_file_is_told_beside_the_field(admin):
    answer = admin.post("/instruments/load", data={"csrf_token": admin.csrf})
    assert answer.status_code == 422
    assert "Primero elija el archivo." in answer.get_data(as_text=True)


def test_the_same_version_with_other_content_is_refused(admin):
    answer = send(admin, SMALL.replace("Lista de prueba", "Lista cambiada"))
    assert answer.status_code == 422
    assert "prueba 1.0" in answer.get_data(as_text=True)
    assert not BeautifulSoup(answer.data, "html.parser").select("input[name=packed]")


def test_other_content_is_refused_at_the_last_step_too(admin):
    packed = pack(SMALL.replace("Lista de prueba", "Lista cambiada").encode())
    answer = admin.post("/instruments/load/confirm", data={"csrf_token": admin.csrf, "packed": packed})
    assert answer.status_code == 422
    assert versions() == 1


def test_the_same_content_again_is_nothing_to_do(admin):
    answer = send(admin, SMALL)
    assert answer.status_code == 200
    assert "Esta versión ya está cargada" in answer.get_data(as_text=True)


@pytest.mark.parametrize("packed", ["", "x", "ñ", pack(b"not: [an instrument"), pack(b"x" * 10_000_000)])
def test_a_confirmation_that_was_tampered_with_loads_nothing(admin, packed):
    answer = admin.post("/instruments/load/confirm", data={"csrf_token": admin.csrf, "packed": packed})
    assert answer.status_code == 422
    assert versions() == 1


def test_unpacking_never_grows_beyond_the_limit():
    assert len(unpack(pack(b"x" * 50_000_000))) == MAX_BYTES + 1
    assert unpack(pack(b"abc")) == b"abc"
