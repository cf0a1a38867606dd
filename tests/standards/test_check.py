"""One fault at a time in a small sound file: where it is told, what is said, and the way out."""

from pathlib import Path

import pytest

from assess.standards.check import check_bytes, read
from assess.standards.fault import WARNING, Faulty

SMALL = Path(__file__).with_name("small.yaml")
TEXT = SMALL.read_text()


def told(text):
    """Line, column and English sentences of every fault."""
    faults = check_bytes(text.encode()).faults
    return [(*fault.place, fault.told(lambda message, **params: message.format(**params))) for fault in faults]


def place_of(part, offset=0):
    before = TEXT[: TEXT.index(part) + offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


#: what is replaced, by what, how far into it the fault is, what is told, the way out.
FAULTS = {
    "unknown key": ("limiting: true", "limitng: true", 0, "limitng is not a key", "Did you mean limiting?"),
    "unknown key of no likeness": ("citation: N", "qqq: 1\ncitation: N", 0, "qqq is not a key", "use one of: schema"),
    "missing language": ("      en: Management\n", "", None, "The English text is missing", "Add en:"),
    "misspelt language": ("      es: Protección", "      sp: Protección", 6, "sp is not a key", "use one of: es, en"),
    "missing key": ("citation: Nobody, 2026\n", "", None, "citation is missing", "Add citation:"),
    "weight of zero": ("weight: 0.5", "weight: 0", 8, "weight is 0", "above 0"),
    "negative weight": ("weight: 2", "weight: -1", 8, "weight is -1", "above 0"),
    "weight in words": ("weight: 2", "weight: two", 8, "weight needs a number", "Write digits"),
    "duplicate code": ("id: A-1.02", "id: A-1.01", 4, "used twice: first on line 24, column 17", "a code of its own"),
    "code of wrong form": ("id: A-1.02", "id: A 1.02", 4, "A 1.02 cannot be a code", "GM-4.1.01"),
    "instrument id": ("prueba-pequena", "Prueba", 0, "cannot be the id of an instrument", "guia-2023"),
    "version as number": ('"1.0"', "1.0", 0, "1.0 is not one", 'Put it in quotes: "1.0"'),
    "unknown facility type": ("procuraduria", "procuradoria", 0, "not a type of facility", "mean procuraduria?"),
    "unknown age group": ("12-17", "13-17", 0, "13-17 is not known", "Did you mean 12-17?"),
    "unknown method": ("record_sample", "record sample", 0, "not known for verify", "mean record_sample?"),
    "unknown confidence": ("confidence: recalled", "confidence: sure", 12, "sure is not known", "recalled"),
    "unknown specification": ("SS-1.0", "SS-2.0", 0, "SS-2.0 is not known", "SS-1.0"),
    "same method twice": ("observation]", "document]", 0, "verify names document twice", "Remove one"),
    "not a list": ("[record_sample]", "record_sample", 0, "verify has to be a list", "hyphen"),
    "not true or false": ("critical: true", "critical: maybe", 10, "neither true nor false", "Write true or false"),
    "empty text": ("citation: Nobody, 2026", "citation:", 0, "citation is empty", "Write its text"),
    "blank text": ("Nobody, 2026", '"  "', 0, "citation is empty", "Write its text"),
    "control character": ("Nobody, 2026", r'"a\x07"', 0, "control character", "without it"),
    "surrogate": ("Nobody, 2026", r'"\ud800"', 0, "control character", "without it"),
    "text in one language": ("label: {es: Muestra, en: Sample}", "label: Muestra", 7, "both languages", "es: and en:"),
    "levels incomplete": ("              2: {es: Casi, en: Most}\n", "", None, "levels are missing: 2", "all four"),
    "unknown level": ("3: {es: Todo", "4: {es: Todo", 0, "4 is not known for levels", "0, 1, 2, 3"),
    "unknown input": ("100 * complete", "100 * completed", 0, "names completed, which", "Did you mean complete?"),
    "formula that is none": ("100 * complete /", "100 * complete /)", 0, "Character 17", "Correct the formula"),
    "formula with power": ("100 * complete", "100 ** complete", 0, "Character 6", "Correct the formula"),
    "thresholds that fall": ("[50, 75, 95]", "[95, 75, 50]", 0, "do not rise", "change the direction"),
    "thresholds that rest": ("[50, 75, 95]", "[50, 75, 75]", 0, "do not rise", "change the direction"),
    "two thresholds": ("[50, 75, 95]", "[50, 75]", 0, "exactly three numbers", "levels 1, 2 and 3"),
    "both kinds": ("threshold: 0", "direction: lower_is_better\n              threshold: 0", None, "level", "both"),
    "one for between": ('">="', "between", None, "needs two numbers that rise", "lower number first"),
    "two numbers for one": ("threshold: 0.125", "threshold: [1, 2]", 11, ">= needs one number", "Write one"),
    "unknown operator": ('">="', '"=<"', 0, "=< is not known for operator", "<="),
    "unknown zero": ("no_population", "no_people", 0, "no_people is not known for zero", "no_population"),
    "input with two meanings": ("id: sample", "id: carers", 4, "another label, unit or per than on line", "rename"),
    "condition that is none": ("children > 0", "children >", 0, "Character 11", "Correct the condition"),
    "condition on no fact": ("children > 0", "kids > 0", 0, "kids is not a fact", "Correct the condition"),
    "condition on no criterion": ('"A-1.01"', '"A-1.09"', -6, "which is no criterion", "Did you mean A-1.0"),
    "condition on itself": ('"A-1.01"', '"B-1.01"', -6, "itself", "another criterion"),
    "repeated key": ("status: op", "id: zwei\nstatus: op", 0, "id is repeated: it is already on line 2", "Keep one"),
    "tag": ("Nobody, 2026", "!python/object x", 0, "not allowed", "Remove it"),
    "list as key": ("citation: N", "? [a]\n: 1\ncitation: N", 2, "A list cannot be a key", "word before the colon"),
}  # fmt: skip


def test_the_small_file_itself_is_sound():
    assert told(TEXT) == []


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_place_and_the_way_out(name):
    old, new, offset, what, way_out = FAULTS[name]
    assert old in TEXT

    faults = told(TEXT.replace(old, new, 1))

    found = [(line, column) for line, column, sentence in faults if what in sentence and way_out in sentence]
    assert found, faults
    if offset is not None:
        assert found == [place_of(old, offset)]


def test_what_is_missing_is_told_at_the_part_that_should_hold_it():
    assert told(TEXT.replace("      en: Management\n", "", 1))[0][:2] == place_of("title:\n      es: Gestión")


def test_every_fault_is_told_in_one_run_in_the_order_of_the_file():
    text = TEXT.replace("limiting: true", "limiting: maybe").replace("[50, 75, 95]", "[9, 8, 7]")
    text = text.replace("cas_publico", "cas_public").replace("weight: 2", "weight: 0")

    lines = [line for line, _, _ in told(text)]

    assert len(lines) >= 5
    assert lines == sorted(lines)


def test_a_between_needs_its_lower_number_first():
    text = TEXT.replace('">="', "between").replace("0.125", "[2, 1]")

    assert [fault for fault in told(text) if "two numbers that rise" in fault[2]] == told(text) != []


def test_no_limiting_domain_is_a_warning_that_does_not_stop_a_load():
    checked = check_bytes(TEXT.replace("limiting: true", "limiting: false").encode())

    assert [fault.severity for fault in checked.faults] == [WARNING]
    assert checked.document is not None


def test_an_input_that_the_formula_leaves_out_is_a_warning():
    checked = check_bytes(TEXT.replace("100 * complete / sample", "100 / sample").encode())

    assert [(fault.severity, fault.params["name"]) for fault in checked.faults] == [(WARNING, "complete")]


def test_reading_a_faulty_file_raises_all_its_faults(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(TEXT.replace("weight: 2", "weight: 0").replace("A-1.02", "A-1.01"))

    with pytest.raises(Faulty) as raised:
        read(path)

    assert len(raised.value.faults) == 2
    assert str(path) in str(raised.value)
