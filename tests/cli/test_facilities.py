"""`assess facilities import`: a table from the command line, all of it or nothing."""

import json

import pytest

GOOD = "Nombre;Estado;Tipo\nCasa Peñón;Coahuila;CAS privado\n"


@pytest.fixture
def table(tmp_path):
    def write(text=GOOD, encoding="utf-8"):
        path = tmp_path / "centros.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_a_table_is_imported_once(run, table):
    assert "Added: 1. Changed: 0. Already so: 0." in run("facilities", "import", table()).output
    assert "Added: 0. Changed: 0. Already so: 1." in run("facilities", "import", table()).output


def test_a_dry_run_changes_nothing(run, table):
    for _ in range(2):
        told = json.loads(run("facilities", "import", table(), "--dry-run", "--json").stdout)
        assert (told["added"], told["unchanged"], told["dry_run"]) == (1, 0, True)


def test_a_bad_row_is_told_and_nothing_is_imported(run, table):
    found = run("facilities", "import", table(GOOD + "Casa;Narnia;CAS privado\n"))
    assert (found.exit_code, "Row 3, Estado" in found.stderr, "Narnia" in found.stderr) == (1, True, True)
    assert json.loads(run("facilities", "import", table(), "--dry-run", "--json").stdout)["added"] == 1


def test_faults_are_data_for_a_program(run, table):
    found = run("facilities", "import", table("Nombre;Estado;Tipo\nCasa;Narnia;CAS privado\n"), "--json")
    fault = json.loads(found.stdout)["faults"][0]
    assert (found.exit_code, fault["row"], fault["column"], fault["field"]) == (1, 2, "Estado", "state_code")


def test_columns_are_named_by_hand(run, table):
    path = table(GOOD.replace("Nombre", "Quién"))
    assert run("facilities", "import", path).exit_code == 1
    assert run("facilities", "import", path, "--map", "name=Quién").exit_code == 0


@pytest.mark.parametrize("pair", ["name", "quien=Nombre", "name=Nadie", "search_name=Nombre"])
def test_a_wrong_mapping_is_refused_in_a_sentence(run, table, pair):
    found = run("facilities", "import", table(), "--map", pair)
    assert (found.exit_code, found.stderr.count("\n")) == (1, 1)


def test_a_guessed_encoding_is_told_with_texts_to_judge_it_by(run, table):
    found = run("facilities", "import", table(encoding="cp1252"), "--dry-run")
    assert ("Windows-1252" in found.output, "Casa Peñón" in found.output) == (True, True)


@pytest.mark.parametrize("content", ["", "%PDF-1.7", "\0"])
def test_what_is_no_table_is_refused_in_a_sentence(run, table, content):
    found = run("facilities", "import", table(content))
    assert (found.exit_code, found.stderr.count("\n")) == (1, 1)


def test_a_missing_file_is_refused_in_a_sentence(run, tmp_path):
    found = run("facilities", "import", tmp_path / "nada.csv")
    assert (found.exit_code, "nada.csv" in found.stderr) == (1, True)
