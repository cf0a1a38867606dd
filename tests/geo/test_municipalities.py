import pytest

from assess.geo import find_municipality, municipalities, states

ALL = [municipality for state in states() for municipality in municipalities(state.code)]


def test_the_catalogue_holds_the_2465_municipalities_of_its_vintage():
    assert len({municipality.code for municipality in ALL}) == len(ALL) == 2465


def test_every_municipality_belongs_to_the_state_its_code_begins_with():
    assert all(each.code[:2] == each.state_code and len(each.code) == 5 and each.code.isdigit() for each in ALL)


@pytest.mark.parametrize(("state_code", "count"), [("01", 11), ("03", 5), ("09", 16), ("15", 125), ("20", 570)])
def test_a_state_has_as_many_municipalities_as_inegi_counts(state_code, count):
    assert len(municipalities(state_code)) == count


@pytest.mark.parametrize("text", ["09003", "9003", "003", "3", "Coyoacán", "COYOACAN", " coyoacán "])
def test_find_municipality_reads_codes_and_names(text):
    assert find_municipality("09", text).code == "09003"


@pytest.mark.parametrize("text", ["", "99", "14039", "Guadalajara", "*"])
def test_find_municipality_stays_in_the_state_and_does_not_guess(text):
    assert find_municipality("09", text) is None


@pytest.mark.parametrize(
    ("name", "codes"), [("San Juan Mixtepec", ["20208", "20209"]), ("San Pedro Mixtepec", ["20318", "20319"])]
)
def test_a_name_that_two_municipalities_share_is_found_by_code_alone(name, codes):
    assert [each.code for each in municipalities("20") if each.name.casefold() == name.casefold()] == codes
    assert find_municipality("20", name) is None
    assert [find_municipality("20", code).code for code in codes] == codes


def test_every_other_municipality_is_found_by_its_own_name():
    lost = [each.code for each in ALL if find_municipality(each.state_code, each.name) != each]
    assert lost == ["20208", "20209", "20318", "20319"]


def test_an_unknown_state_is_an_error_and_not_an_empty_list():
    with pytest.raises(KeyError):
        municipalities("33")
    with pytest.raises(KeyError):
        find_municipality("1", "Asientos")
