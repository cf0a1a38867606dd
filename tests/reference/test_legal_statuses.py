import pytest

from assess.reference import AXES, find_legal_status, legal_status, legal_statuses

NAMES = {
    "authorisation": "Sin autorización, En trámite, Vigente, Condicionada, Suspendida, Vencida, Revocada",
    "registration": "No inscrito, En trámite, Inscrito, Actualizado, Baja",
    "certification": "Sin certificación, En evaluación, Certificado, Vencido, Negado",
}


@pytest.mark.parametrize("axis", AXES)
def test_an_axis_has_its_statuses_in_order(axis):
    assert ", ".join(each.name.es for each in legal_statuses(axis)) == NAMES[axis]


@pytest.mark.parametrize("axis", AXES)
def test_the_codes_of_an_axis_are_distinct_english_words(axis):
    codes = [each.code for each in legal_statuses(axis)]
    assert len(set(codes)) == len(codes)
    assert all(code.isascii() and code.replace("_", "").islower() for code in codes)
    assert all(each.name.en.casefold().replace(" ", "_") == each.code for each in legal_statuses(axis))


@pytest.mark.parametrize("axis", AXES)
def test_every_status_is_found_by_code_and_by_both_names(axis):
    for each in legal_statuses(axis):
        texts = (each.code, each.name.es.upper(), each.name.en)
        assert [find_legal_status(axis, text) for text in texts] == [each] * 3
        assert legal_status(axis, each.code) is each


def test_a_status_of_another_axis_is_not_found():
    assert find_legal_status("authorisation", "certificado") is None
    with pytest.raises(KeyError):
        legal_status("authorisation", "certified")


def test_an_unknown_axis_is_an_error():
    with pytest.raises(KeyError):
        legal_statuses("supervision")
