"""The standards on a page: everything that a criterion says, filters, files."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from functools import cache

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from assess.core.instrument import Measure, MeasureInput
from assess.core.text import Text
from assess.models import db
from assess.services import standards
from assess.standards.bundled import files
from assess.standards.check import check_bytes, read
from assess.web.instruments.words import measure_in_words
from assess.wording import Wording
from tests.conftest import NOON

GUIDE = next(p for p in files() if p.name.startswith("guia-2023"))


@cache
def guide_file():
    return read(GUIDE)


@pytest.fixture
def guide(app):
    version = standards.load_version(guide_file(), by=None, at=NOON)
    db.session.commit()
    return version


@pytest.fixture
def reader(as_, make_user):
    return as_(make_user("observer"))


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def test_the_list_tells_size_confidence_types_and_status(reader, guide):
    row = soup(reader.get("/instruments")).select_one("tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("td.n")] == ["136", "21", "32", "11", "93"]
    assert "Albergue familiar" in row.get_text()
    assert "Operacionalización" in row.get_text()


def test_the_page_says_first_that_it_is_not_the_official_text(reader, guide):
    main = soup(reader.get("/instruments/guia-2023")).main
    notice = main.select_one(".msg")
    assert "Este no es el texto oficial" in notice.get_text()
    assert notice.sourceline < main.select_one("article").sourceline


def test_every_criterion_shows_all_that_its_file_says(reader, guide):
    page = soup(reader.get("/instruments/guia-2023"))
    instrument = standards.get_version(guide.id)
    shown = {article["id"]: " ".join(article.get_text(" ").split()) for article in page.select("article")}
    assert list(shown) == list(instrument.criteria)
    for code, criterion in instrument.criteria.items():
        for text in (criterion.title, criterion.text, criterion.guidance):
            assert text is None or " ".join(text.es.split()) in shown[code], code
        assert " ".join(criterion.source.split()) in shown[code]
        assert ("Crítico" in shown[code]) == criterion.critical
        for level, words in criterion.levels:
            assert words.es in shown[code], (code, level)
        for given in criterion.measure.inputs if criterion.measure else ():
            assert given.label.es in shown[code]


def test_english_readers_read_english(reader, guide):
    page = soup(reader.get("/instruments/guia-2023", headers={"Accept-Language": "en"}))
    assert standards.get_version(guide.id).domains[0].title.en in page.get_text()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=GM-4.4.03", lambda c: c.code == "GM-4.4.03"),
        ("critical=y", lambda c: c.critical),
        ("confidence=recalled", lambda c: c.confidence == "recalled"),
        ("confidence=seen&critical=y", lambda c: c.confidence == "seen" and c.critical),
        ("confidence=bogus", lambda c: True),
        ("q=zzzz", lambda c: False),
    ],
)
def test_filters_keep_what_fits(reader, guide, query, expected):
    page = soup(reader.get(f"/instruments/guia-2023?{query}"))
    wanted = [code for code, c in standards.get_version(guide.id).criteria.items() if expected(c)]
    assert [article["id"] for article in page.select("article")] == wanted


def test_words_are_found_whatever_their_accents_and_case(reader, guide):
    plain = soup(reader.get("/instruments/guia-2023?q=PROTECCION")).select("article")
    accented = soup(reader.get("/instruments/guia-2023?q=protección")).select("article")
    assert plain
    assert [a["id"] for a in plain] == [a["id"] for a in accented]


@pytest.mark.parametrize(
    "path", ["/instruments/none", "/instruments/prueba?version=9", "/instruments/prueba/download/pdf"]
)
def test_what_is_not_there_is_not_there(reader, path):
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_a_download_is_the_instrument_again(reader, guide, kind):
    answer = reader.get(f"/instruments/guia-2023/download/{kind}")
    assert f"guia-2023-2026-11.{kind}" in answer.headers["Content-Disposition"]
    again = check_bytes(answer.data)
    assert again.faults == ()
    assert again.document == standards.document(guide)


@pytest.mark.parametrize(("kind", "sheet"), [("xlsx", "Criterios"), ("xlsform", "survey")])
def test_a_workbook_opens(reader, guide, kind, sheet):
    answer = reader.get(f"/instruments/guia-2023/download/{kind}", headers={"Accept-Language": "es"})
    assert load_workbook(io.BytesIO(answer.data))[sheet].max_row > 136


def test_the_api_gives_the_list_and_the_whole(reader, guide):
    listed = reader.get("/api/v1/instruments").get_json()["instruments"]
    assert {one["id"] for one in listed} == {"guia-2023", "prueba"}
    whole = reader.get("/api/v1/instruments/guia-2023").get_json()
    assert whole["document"] == json.loads(guide.content)
    assert whole["sha256"] == guide.sha256
    assert reader.get("/api/v1/instruments/none").get_json()["error"] == 404


def measure(**facts):
    words = Text("niñas y niños", "children")
    return Measure((MeasureInput("a", words, words), MeasureInput("b", Text("personas", "carers"), words)), "a / b",
                   Text("por persona", "each"), **facts)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "levels"),
    [
        (
            {"direction": "lower_is_better", "thresholds": (Fraction(12), Fraction(10), Fraction(8))},
            ((3, "at most 8"), (2, "at most 10"), (1, "at most 12"), (0, "more than 12")),
        ),
        (
            {"direction": "higher_is_better", "thresholds": (Fraction(50), Fraction(80), Fraction(95))},
            ((3, "at least 95"), (2, "at least 80"), (1, "at least 50"), (0, "less than 50")),
        ),
        (
            {"operator": "between", "threshold": (Fraction(1, 5), Fraction(3, 2))},
            ((3, "from 0.2 to 1.5"), (1, "missed by at most a tenth"), (0, "missed by more than a tenth")),
        ),
    ],
)
def test_a_measure_is_told_in_words(facts, levels):
    told = measure_in_words(measure(**facts), Wording("en"))
    assert told.formula == "“children” ÷ “carers”"
    assert told.levels == levels
