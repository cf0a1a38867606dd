import pytest

from assess.core.instrument import Measure, MeasureInput
from assess.core.merge import canonical, validate_operation
from assess.core.rules import RuleBroken
from tests.core.merge.operations import make_op
from tests.core.shapes import make_criterion, make_domain, make_instrument, text


def measure(per, *names, unit="count"):
    inputs = tuple(MeasureInput(name, text(name), text(unit)) for name in names)
    return Measure(inputs, names[0], text(unit), per=per)


INSTRUMENT = make_instrument(
    make_domain(
        "P",
        make_criterion("P1.1", critical=True),
        make_criterion("P1.2", measure=measure("visit", "toilets")),
        make_criterion("P1.3", measure=measure("shift", "carers")),
        make_criterion("P1.4", measure=measure("visit", "fridge", unit="°C")),
    )
)


@pytest.mark.parametrize(
    ("criterion", "field", "value"),
    [
        ("P1.1", "level", 0),
        ("P1.1", "level", 3),
        ("P1.1", "level", "NA"),
        ("P1.1", "level", "NE"),
        ("P1.1", "level", None),
        ("P1.1", "note", "x" * 4_000),
        ("P1.1", "methods", ["document", "child_interview"]),
        ("P1.1", "methods", []),
        ("P1.1", "na_reason", "no_event_in_period"),
        ("P1.1", "approved", True),
        ("P1.2", "lowered", "Two of them are locked"),
        ("P1.1", "lowered", None),
        ("@profile", "capacity", 20),
        ("@profile", "boys_12_17", 0),
        ("@profile", "staff_night", None),
        ("@inputs", "toilets", "3"),
        ("@inputs", "toilets", None),
        ("@inputs", "toilets", 3),
        ("@inputs", "carers", ["2", None, "1.5"]),
        ("@inputs", "carers", "2"),
        ("@inputs", "fridge", "-1.5"),
    ],
)
def test_what_an_assessor_records_is_accepted(criterion, field, value):
    validate_operation(make_op("a", value, criterion=criterion, field=field), INSTRUMENT)


@pytest.mark.parametrize(
    ("criterion", "field", "value", "says"),
    [
        ("X9", "level", 1, r"no criterion X9 in test 1\. Use a code"),
        ("P1.1", "colour", 1, r"P1\.1 has no field colour\. The fields are: level, note"),
        ("P1.1", "level", 4, r"Level 4 of P1\.1 does not exist\. Choose 0, 1, 2, 3, NA or NE"),
        ("P1.1", "level", -1, "Level -1"),
        ("P1.1", "level", True, "Level True"),
        ("P1.1", "level", 2.0, "Level 2.0"),
        ("P1.1", "level", "3", "Level 3"),
        ("P1.1", "level", [3], "Level"),
        ("P1.1", "note", "x" * 4_001, r"note of P1\.1 has 4001 characters\. Shorten it to 4000"),
        ("P1.1", "note", 5, "must be text"),
        ("P1.1", "note", "a\0b", "cannot be stored"),
        ("P1.1", "na_text", "a\ud800b", "cannot be stored"),
        ("P1.1", "methods", "document", "must be a list"),
        ("P1.1", "methods", ["hearsay"], r"hearsay is not a verification method \(P1\.1\)\. Choose among: document"),
        ("P1.1", "methods", [["document"]], "not a verification method"),
        ("P1.1", "na_reason", "closed", r"closed is not a reason .* \(P1\.1\)\. Choose among: population_absent"),
        ("P1.1", "approved", 1, "must be true or false"),
        ("P1.1", "lowered", "Too many children", "not measured"),
        ("@profile", "cats", 1, "no count cats"),
        ("@profile", "facility_type", 1, "no count facility_type"),
        ("@profile", "capacity", -1, r"capacity cannot be -1\. Enter 0 or more"),
        ("@profile", "capacity", "20", "not a whole number"),
        ("@profile", "capacity", True, "not a whole number"),
        ("@profile", "capacity", 10**30, "Enter at most 99999"),
        ("@inputs", "wings", "1", "No measure of this instrument uses wings"),
        ("@inputs", "toilets", "a dozen", r"a dozen is not a number \(toilets\)\. Write it like 12"),
        ("@inputs", "toilets", "1e9", "not a number"),
        ("@inputs", "toilets", "٣", "not a number"),
        ("@inputs", "toilets", 1.5, "not a number"),
        ("@inputs", "toilets", "-3", r"toilets cannot be -3\. Enter 0 or more"),
        ("@inputs", "toilets", -3, "cannot be -3"),
        ("@inputs", "toilets", ["3"], "one number for the whole visit"),
        ("@inputs", "carers", [], "needs 1 to 100 numbers"),
        ("@inputs", "carers", ["1"] * 101, "needs 1 to 100 numbers"),
        ("@inputs", "carers", ["2", "two"], "two is not a number"),
        ("@inputs", "carers", ["2", ["1"]], "not a number"),
    ],
)
def test_what_cannot_be_is_refused_with_the_place_and_the_way_out(criterion, field, value, says):
    with pytest.raises(RuleBroken, match=says) as refused:
        validate_operation(make_op("a", value, criterion=criterion, field=field), INSTRUMENT)
    assert refused.value.field == criterion


def test_a_refusal_can_always_be_shown():
    op = make_op("a", "\ud800" * 90, criterion="P1.1", field="\ud800")
    with pytest.raises(RuleBroken) as refused:
        validate_operation(op, INSTRUMENT)
    assert len(str(refused.value).encode()) < 300


def test_a_device_whose_name_cannot_be_written_is_refused():
    with pytest.raises(RuleBroken, match="name of the device"):
        validate_operation(make_op("a", 1, device="\ud800"), INSTRUMENT)


def test_what_is_accepted_has_canonical_bytes():
    op = make_op("a", "Ñandú \u2028 😀", field="note")
    validate_operation(op, INSTRUMENT)
    assert "Ñandú \u2028 😀".encode() in canonical(op)
