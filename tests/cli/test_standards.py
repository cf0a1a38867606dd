"""`assess standards`: check, load, list, diff, export."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from assess.paths import STANDARDS
from assess.standards.check import read

SMALL = Path(__file__).parent.parent / "standards" / "small.yaml"
LEAVING = STANDARDS / "leaving-care-1.0.0.yaml"


@pytest.fixture
def changed(tmp_path):
    """The small instrument with one text replaced."""

    def write(old, new):
        path = tmp_path / "changed.yaml"
        path.write_text(SMALL.read_text().replace(old, new))
        return path

    return write


def test_check_says_how_many_criteria_and_no_faults(run):
    found = run("standards", "check", SMALL)

    assert (found.exit_code, found.stdout) == (0, "3 criteria, no faults.\n")


def test_check_prints_file_line_column_and_ends_with_1(run, changed):
    path = changed("weight: 2", "weight: 0")

    found = run("standards", "check", path)

    assert found.exit_code == 1
    assert f"{path}:22:17: weight is 0. Use a number above 0" in found.stdout
    assert "1 fault." in found.stdout


def test_check_tells_faults_as_json_and_in_spanish(run, changed):
    path = changed("weight: 2", "weight: 0")

    (fault,) = json.loads(run("standards", "check", path, "--json", lang="es").stdout)

    assert (fault["line"], fault["column"], fault["severity"]) == (22, 17, "error")
    assert "mayor que 0" in fault["fix"]


def test_check_takes_a_folder_and_every_fault_of_every_file(run, tmp_path):
    (tmp_path / "one.yaml").write_text("id: [")
    (tmp_path / "two.yaml").write_bytes(b"\0")

    found = run("standards", "check", tmp_path)

    assert "one.yaml:1:6" in found.stdout
    assert "two.yaml: This is not a text file" in found.stdout


def test_a_folder_without_instruments_is_a_fault_and_not_a_success(run, tmp_path):
    found = run("standards", "check", tmp_path)

    assert found.exit_code == 1
    assert "Check that it is a file" in found.stdout


def test_a_warning_alone_does_not_fail_the_check(run, changed):
    found = run("standards", "check", changed("limiting: true", "limiting: false"))

    assert found.exit_code == 0
    assert "No domain is limiting" in found.stdout


def test_load_then_list_then_load_again_changes_nothing(run):
    assert "3 criteria, loaded." in run("standards", "load", SMALL).stdout
    first = run("standards", "list", "--json").stdout

    assert "already loaded" in run("standards", "load", SMALL).stdout
    assert run("standards", "list", "--json").stdout == first
    assert json.loads(first)[0]["sha256"] == read(SMALL).sha256


def test_the_same_version_with_other_content_is_refused(run, changed):
    run("standards", "load", SMALL)

    found = run("standards", "load", changed("Shifts covered", "Shifts well covered"))

    assert found.exit_code == 1
    assert "already loaded with other content. Publish yours as a new version" in found.stderr


def test_a_load_with_one_faulty_file_loads_none(run, changed):
    found = run("standards", "load", LEAVING, changed("weight: 2", "weight: 0"))

    assert found.exit_code == 1
    assert "Nothing was loaded" in found.stderr
    assert "No instrument is loaded" in run("standards", "list").stdout


def test_diff_names_what_changed_between_a_file_and_a_loaded_version(run, changed):
    run("standards", "load", SMALL)
    path = changed("Files are complete.", "Files are complete and kept safe.")

    found = json.loads(run("standards", "diff", "prueba-pequena@1.0", path, "--json").stdout)

    assert found == [{"kind": "criterion", "id": "B-1.01", "relation": "changed", "facts": ["text"]}]
    assert "do not differ" in run("standards", "diff", "prueba-pequena", SMALL).stdout


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_what_is_exported_from_the_database_is_the_file_that_was_loaded(run, tmp_path, kind):
    run("standards", "load", SMALL)
    path = tmp_path / f"out.{kind}"

    run("standards", "export", "prueba-pequena", "--to", kind, "-o", path)

    assert read(path).document == read(SMALL).document
    assert run("standards", "export", "prueba-pequena", "--to", kind).stdout == path.read_text()


def test_no_cell_of_the_workbook_is_a_formula(run, changed, tmp_path):
    path = changed("Files are complete.", '"=1+1"')

    run("standards", "export", path, "--to", "xlsx", "-o", tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


def test_the_workbook_has_one_row_per_criterion_in_both_languages(run, tmp_path):
    run("standards", "export", LEAVING, "--to", "xlsx", "-o", tmp_path / "out.xlsx")

    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["Criteria"].values)

    assert len(rows) == 34
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Code"], first["Title (es)"], first["Title (en)"]) == (
        "LC-L1.1",
        "Plan desde los 15 años",
        "Plan from age 15",
    )
    assert first["Thresholds"] == "higher_is_better 50, 75, 95"


@pytest.mark.parametrize("path", [SMALL, LEAVING, STANDARDS / "guia-2023-2026-11.yaml"], ids=lambda path: path.stem)
def test_pyxform_converts_the_xlsform_without_a_warning(run, tmp_path, path):
    run("standards", "export", path, "--to", "xlsform", "-o", tmp_path / "out.xlsx")

    found = convert(BytesIO((tmp_path / "out.xlsx").read_bytes()), file_type=".xlsx", validate=False)

    assert found.warnings == []
    for code, criterion in read(path).instrument.criteria.items():
        assert f"{code} {criterion.text.en}".replace("&", "&amp;") in found.xform


def test_the_form_carries_conditions_types_and_own_levels(run, tmp_path):
    run("standards", "export", SMALL, "--to", "xlsform", "-o", tmp_path / "out.xlsx")

    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["survey"].values)
    survey = {row["name"]: row for row in (dict(zip(rows[0], one, strict=True)) for one in rows[1:])}

    assert survey["B_1_01"]["relevant"] == "(${facility_type} = 'procuraduria') and ((${A_1_01} >= 1))"
    assert survey["A_1_01"]["type"] == "select_one levels_A_1_01"
    assert survey["profile_children"]["type"] == "integer"
    assert survey["B_1_01_note"]["relevant"] == "${B_1_01} = '0' or ${B_1_01} = '1'"


REFUSED = {
    "unknown command": (("standard",), "No such command"),
    "unknown option": (("standards", "check", "--jso", "x"), "There is no option --jso"),
    "no file": (("standards", "check"), "is missing"),
    "unknown format": (("standards", "export", "x", "--to", "pdf"), "xlsx"),
    "unknown instrument": (("standards", "export", "none", "--to", "yaml"), "There is no instrument none"),
    "unknown version": (("standards", "export", "none@9", "--to", "yaml"), "none has no version 9"),
    "spreadsheet without a file": (("standards", "export", SMALL, "--to", "xlsx"), "name it with -o"),
    "folder as output": (("standards", "export", SMALL, "--to", "xlsx", "-o", "/"), "/"),
    "no such folder": (
        ("standards", "export", SMALL, "--to", "xlsx", "-o", "/no/such/x"),
        "There is no file or folder",
    ),
    "file that is none": (("standards", "diff", SMALL, "none.yaml"), "none.yaml has faults"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_command_that_cannot_be_done_ends_with_1_and_one_sentence(run, name):
    arguments, told = REFUSED[name]

    found = run(*arguments)

    assert (found.exit_code, found.stdout) == (1, "")
    assert told in found.stderr


def test_help_speaks_the_chosen_language_and_shows_an_example(run):
    found = run("standards", "check", "--help", lang="es")

    assert "Ejemplo: assess standards check" in found.stdout


def test_the_json_schema_is_printed(run):
    assert run("standards", "schema").stdout == (STANDARDS / "schema.json").read_text()
