"""YAML to document to YAML again, and to JSON and back: always the same instrument."""

from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assess.standards.build import build, content_of, from_content
from assess.standards.check import check_bytes, read
from assess.standards.dump import to_json, to_yaml
from assess.standards.number import decimal_text
from assess.standards.schema import Document

SMALL = read(Path(__file__).with_name("small.yaml")).document
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufeff", include_characters="\n\t"
)
WORDS = st.text(CHARACTERS, min_size=1, max_size=200).filter(str.strip)
NUMBERS = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)


@st.composite
def documents(draw):
    """The small instrument with other texts, numbers and flags."""
    data = SMALL.model_dump(mode="json", by_alias=True)
    data["citation"], data["title"] = draw(WORDS), {"es": draw(WORDS), "en": draw(WORDS)}
    first, second = data["domains"][0]["standards"][0]["criteria"]
    first["text"] = {"es": draw(WORDS), "en": draw(WORDS)}
    first["critical"], first["weight"] = draw(st.booleans()), str(draw(NUMBERS))
    second["measure"]["threshold"] = str(draw(NUMBERS))
    second["guidance"] = draw(st.none() | st.fixed_dictionaries({"es": WORDS, "en": WORDS}))
    return Document.model_validate(data)


@settings(deadline=None, max_examples=40)
@given(documents())
def test_a_document_survives_yaml_json_and_the_database_unchanged(document):
    for text in (to_yaml(document), to_json(document)):
        checked = check_bytes(text.encode())
        assert checked.document == document, checked.faults
        assert build(checked.document) == build(document)
    assert from_content(content_of(document)) == document


def test_the_content_is_the_same_however_the_file_is_laid_out():
    text = Path(__file__).with_name("small.yaml").read_text()
    other = text.replace("critical: true", "critical:   true  # sure").replace("weight: 0.5", 'weight: "1/2"')

    assert content_of(check_bytes(other.encode()).document) == content_of(SMALL)


def test_a_threshold_is_the_exact_fraction_of_its_decimals():
    measure = build(SMALL).criteria["A-1.02"].measure

    assert measure.threshold == (Fraction(1, 8),)
    assert build(SMALL).criteria["A-1.02"].weight == Fraction(1, 2)


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_the_text_of_a_number_is_exact(number):
    assert Fraction(decimal_text(number)) == number


def test_no_line_of_a_dump_ends_in_a_space():
    assert not [line for line in to_yaml(SMALL).split("\n") if line.endswith(" ")]
