"""What is exported and imported again is the same, whatever people call their facilities."""

import csv
import io
import uuid

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assess.importers import facilities as importer
from assess.importers.table import open_csv
from assess.models import db
from assess.services import facilities
from assess.services.facilities import Criteria
from assess.services.facilities.search import each
from assess.services.facilities.text import tidy
from assess.web.facilities.files import csv_lines
from tests.conftest import NOON

LIVE = st.sampled_from(["=1+1", "+52 844 555 0101", "-2", "@casa", "'=1", "''", '"', ";", "\t=1", "＝1", "|x", " %"])
NAMES = st.one_of(st.text(min_size=1, max_size=60), LIVE, st.tuples(LIVE, st.text(max_size=20)).map("".join))
POSITIONS = st.tuples(st.floats(14.5, 32.5), st.floats(-118, -87)).map(lambda pair: [round(n, 12) for n in pair])


def exported(app, user, language, folder):
    path = folder / f"{uuid.uuid4().hex}.csv"
    with app.test_request_context(headers={"Accept-Language": language}):
        text = "".join(csv_lines(each(user, Criteria(standing="all", language=language)), user))
    path.write_bytes(text.encode())
    return path


@example(name="´", director="´", address="´", position=[25.4, -101.0], state="32", language="es")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=NAMES.filter(lambda text: tidy(text)),
    director=NAMES,
    address=NAMES,
    position=POSITIONS,
    state=st.sampled_from(["05", "09", "15", "20", "32"]),
    language=st.sampled_from(["es", "en"]),
)
def test_export_and_import_change_nothing(app, national, tmp_path, name, director, address, position, state, language):
    whole = db.session.begin_nested()
    values = {
        "name": name,
        "director_name": director,
        "address": address,
        "state_code": state,
        "type_code": "cas_publico",
    }
    where = {"latitude": repr(position[0]), "longitude": repr(position[1]), "telephone": "+52 844 555 0101"}
    facilities.add_facility(values | where, by=None, at=NOON)
    table = open_csv(exported(app, national, language, tmp_path))
    outcome = importer.examine(table, importer.guess(table.header), by=national, at=NOON)
    assert (outcome.unchanged, outcome.changed, outcome.added, outcome.faulty) == (1, 0, 0, 0), outcome
    whole.rollback()


def test_every_municipality_comes_back(app, national, tmp_path):
    for code in ("20208", "20209", "05030", "09003"):
        facilities.add_facility(
            {"name": f"Casa {code}", "state_code": code[:2], "municipality": code, "type_code": "cas_privado"},
            by=None,
            at=NOON,
        )
    table = open_csv(exported(app, national, "es", tmp_path))
    assert importer.examine(table, importer.guess(table.header), by=national, at=NOON).unchanged == 4


def test_the_file_holds_no_formula(app, national, facility, tmp_path):
    for field in ("name", "director_name", "address"):
        facilities.change_facility(facility, {field: "=HYPERLINK(1)"}, None, by=None, at=NOON)
    cells = [
        cell
        for row in csv.reader(io.StringIO(exported(app, national, "es", tmp_path).read_text("utf-8-sig")))
        for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    assert cells.count("'=HYPERLINK(1)") == 3


def test_the_file_follows_the_filters_of_the_list(as_, cast):
    browser = as_(cast.national_authority)
    assert "Norte" not in browser.get("/facilities/export.csv?text=sur").text
    answer = as_(cast.assessor).get("/facilities/export.csv")
    assert ("Casa Ejemplo Sur" in answer.text, answer.mimetype) == (False, "text/csv")
    assert as_(cast.observer).get("/facilities/export.csv").status_code == 403
