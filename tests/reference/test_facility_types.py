import pytest

from assess.reference import GROUPS, facility_type, facility_types, find_facility_type

GROUP_OF = {
    "cas_publico": "residential",
    "cas_privado": "residential",
    "albergue_familiar": "residential",
    "espacio_habilitado": "residential",
    "emergencia_transito": "residential",
    "espacio_amigable": "space",
    "programa_acogimiento_familiar": "programme",
    "programa_egreso": "programme",
    "procuraduria": "authority",
}


def test_the_nine_types_are_in_their_groups():
    assert {each.code: each.group for each in facility_types()} == GROUP_OF
    assert set(GROUP_OF.values()) == set(GROUPS)


def test_children_sleep_in_the_residential_group_and_in_no_other():
    assert all(each.residential == (each.group == "residential") for each in facility_types())


def test_the_sector_is_named_only_where_the_type_implies_it():
    sectors = {each.code: each.sector for each in facility_types() if each.sector}
    assert sectors == {"cas_publico": "public", "cas_privado": "private", "procuraduria": "public"}


def test_every_text_is_there_in_both_languages_and_differs():
    for each in facility_types():
        for text in (each.name, each.description):
            assert text.es.strip()
            assert text.en.strip()
            assert text.es != text.en


def test_every_type_says_where_it_comes_from_and_how_sure_we_are():
    assert all(each.source and each.confidence in ("seen", "recalled", "derived") for each in facility_types())


def test_no_text_calls_children_menores():
    assert not any("menor" in (each.name.es + each.description.es).casefold() for each in facility_types())


def test_no_code_name_or_alias_means_two_types():
    texts = [text for each in facility_types() for text in (each.code, each.name.es, each.name.en, *each.aliases)]
    assert [find_facility_type(text) for text in texts] == [
        each for each in facility_types() for _ in (each.code, each.name.es, each.name.en, *each.aliases)
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cas_publico", "cas_publico"),
        ("CAS PUBLICO", "cas_publico"),
        ("Centro de Asistencia Social Privado", "cas_privado"),
        ("casa hogar privada", "cas_privado"),
        ("Child friendly space", "espacio_amigable"),
        ("procuraduria de proteccion", "procuraduria"),
        ("Emergency or transit", "emergencia_transito"),
    ],
)
def test_find_facility_type_reads_what_people_write(text, code):
    assert find_facility_type(text) == facility_type(code)


@pytest.mark.parametrize("text", ["", " ", "hospital", "CAS", "casa hogar"])
def test_find_facility_type_does_not_guess(text):
    assert find_facility_type(text) is None


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        facility_type("orphanage")
