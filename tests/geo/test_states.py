import json
from importlib import resources

import pytest

from assess.geo import TILE_COLUMNS, TILE_ROWS, find_state, state, states

CENSUS_2020 = 126_014_024


def test_the_codes_are_01_to_32_in_order():
    assert [each.code for each in states()] == [f"{number:02}" for number in range(1, 33)]


@pytest.mark.parametrize("field", ["iso", "p_code", "abbr", "usual_abbr", "name", "official"])
def test_no_two_states_share(field):
    assert len({getattr(each, field) for each in states()}) == 32


def test_the_populations_add_up_to_the_published_census_total():
    assert sum(each.population for each in states()) == CENSUS_2020


def test_every_state_has_a_tile_of_its_own_inside_the_grid():
    tiles = {(each.col, each.row) for each in states()}
    assert len(tiles) == 32
    assert all(0 <= col < TILE_COLUMNS and 0 <= row < TILE_ROWS for col, row in tiles)


def test_the_tile_grid_keeps_the_border_in_the_north_and_chiapas_in_the_south():
    assert state("02").row == state("26").row == state("08").row == 0
    assert state("07").row == TILE_ROWS - 1


def test_a_state_has_short_and_official_names_in_both_languages():
    assert (state("05").name.es, state("05").official.es) == ("Coahuila", "Coahuila de Zaragoza")
    assert (state("15").name["es"], state("15").name["en"]) == ("Estado de México", "State of Mexico")
    assert (state("09").iso, state("09").name.en) == ("MX-CMX", "Mexico City")


@pytest.mark.parametrize("code", ["", "1", "00", "33", "MX-AGU"])
def test_state_takes_nothing_but_a_code(code):
    with pytest.raises(KeyError):
        state(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01", "01"),
        ("1", "01"),
        (" 9 ", "09"),
        ("32", "32"),
        ("MX-CMX", "09"),
        ("mx-agu", "01"),
        ("BCN", "02"),
        ("MX15", "15"),
        ("Ags.", "01"),
        ("tamps", "28"),
        ("Q. Roo", "23"),
        ("QROO", "23"),
        ("N.L.", "19"),
        ("CHH", "08"),
        ("CHP", "07"),
        ("Edomex", "15"),
        ("Edo. Méx.", "15"),
        ("Edo. de México", "15"),
        ("Estado de México", "15"),
        ("State of Mexico", "15"),
        ("México", "15"),
        ("CDMX", "09"),
        ("Ciudad de Mexico", "09"),
        ("Mexico City", "09"),
        ("Distrito Federal", "09"),
        ("D.F.", "09"),
        ("México, D.F.", "09"),
        ("Coahuila", "05"),
        ("COAHUILA DE ZARAGOZA", "05"),
        ("Michoacán de Ocampo", "16"),
        ("michoacan", "16"),
        ("Veracruz", "30"),
        ("Veracruz de Ignacio de la Llave", "30"),
        ("Querétaro de Arteaga", "22"),
        ("Baja California", "02"),
        ("Baja California Sur", "03"),
        ("Estado de Jalisco", "14"),
        ("Estado Libre y Soberano de Oaxaca", "20"),
        ("  nuevo\u00a0león ", "19"),
        ("Nuevo Leo\u0301n", "19"),
    ],
)
def test_find_state_reads_what_people_write(text, code):
    assert find_state(text) == state(code)


@pytest.mark.parametrize("text", ["", "   ", "0", "33", "Texas", "Estado", "Estado de", "Leon", "MX", "*"])
def test_find_state_does_not_guess(text):
    assert find_state(text) is None


@pytest.mark.parametrize("field", ["code", "iso", "p_code", "abbr", "usual_abbr", "name", "official"])
def test_every_value_of_the_table_finds_its_own_state(field):
    for row in json.loads(resources.files("assess.geo").joinpath("states.json").read_text(encoding="utf-8")):
        texts = row[field].values() if isinstance(row[field], dict) else [row[field]]
        assert {find_state(text).code for text in texts} == {row["code"]}
