"""`assess scorecard`: the PDF of a visit, and the empty checklist of a visit or an instrument."""

from __future__ import annotations

import pytest

from assess.models import db
from tests.conftest import TODAY
from tests.core.shapes import BASE
from tests.pdf.reading import reader, whole
from tests.services import journey


@pytest.fixture
def visit(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)
    return journey.final(facility, BASE, TODAY, lead=lead, by=national)


@pytest.fixture
def printed(app, tmp_path, monkeypatch, run):
    """printed(visit, "--kind", "plan"): the command's result and the bytes of its file."""
    monkeypatch.setenv("ASSESS_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("ASSESS_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])

    def go(name, *more):
        db.session.commit()
        path = tmp_path / "resultado.pdf"
        found = run("scorecard", name, "-o", path, *more)
        return found, path.read_bytes() if path.exists() else b""

    return go


def test_the_scorecard_is_written_in_the_language_asked_for(printed, visit):
    found, pdf = printed(visit.id, "--lang", "es")

    assert (found.exit_code, found.stdout.strip().endswith("resultado.pdf is written.")) == (0, True)
    assert "Casa Ejemplo Norte" in whole(pdf)
    assert "Adecuado" in whole(pdf)
    assert "Good" in whole(printed(visit.id, "--lang", "en")[1])


@pytest.mark.parametrize(("size", "points"), [("A4", (595, 841)), ("Letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(printed, visit, size, points):
    box = reader(printed(visit.id, "--size", size)[1]).pages[0].mediabox

    assert (int(box.width), int(box.height)) == points


def test_the_full_report_tells_of_every_criterion(printed, visit):
    summary, full = (whole(printed(visit.id, "--kind", kind, "--lang", "es")[1]) for kind in ("summary", "full"))

    assert "Menú variado" not in summary
    assert "Menú variado" in full


def test_an_empty_checklist_is_made_for_a_visit_and_for_an_instrument(printed, visit):
    of_visit, of_instrument = (printed(name, "--kind", "blank", "--lang", "es")[1] for name in (visit.id, "prueba@1.0"))

    assert "Hay personal despierto toda la noche." in whole(of_visit)
    assert "Casa Ejemplo Norte" in whole(of_visit)
    assert "Casa Ejemplo Norte" not in whole(of_instrument)


@pytest.mark.parametrize("name", ["nada", "01a2022c-1907-7530-a157-a8fbda13a707"])
def test_a_visit_that_is_not_there_is_a_sentence(printed, name):
    found, pdf = printed(name)

    assert (found.exit_code, pdf) == (1, b"")
    assert f"There is no visit {name}." in found.stderr


def test_an_instrument_that_is_not_there_is_a_sentence(printed):
    found, _pdf = printed("nada", "--kind", "blank")

    assert (found.exit_code, "There is no instrument nada" in found.stderr) == (1, True)


def test_a_folder_that_is_not_there_is_a_sentence(visit, printed):
    found, _pdf = printed(visit.id, "-o", "/nowhere/at/all.pdf")

    assert found.exit_code == 1
    assert "There is no file or folder" in found.stderr
