"""Measured criteria; the first tables are vector V10 of the method."""

from fractions import Fraction as F

import pytest

from assess.core.instrument import Measure, MeasureInput
from assess.core.measure import Measured, exact_number, level_of, sample_size
from assess.core.rules import RuleBroken
from tests.core.shapes import make_measure, text

FILES = make_measure("100 * good / sample", direction="higher_is_better", thresholds=(50, 75, 95))
LOAD = make_measure("children / carers", direction="lower_is_better", thresholds=(12, 10, 8), zero="no_resource")
SHIFTS = make_measure(
    "children / carers", direction="lower_is_better", thresholds=(12, 10, 8), zero="no_resource", per="shift"
)
AREA = make_measure("area / people", direction="higher_is_better", thresholds=(2.5, 3.5, 4.5), zero="no_population")
AT_MOST_8 = make_measure("a / b", operator="<=", threshold=(8,), zero="no_resource")


@pytest.mark.parametrize(("good", "sample", "level"), [(9, 12, 2), (12, 12, 3), (5, 12, 0), (0, 0, "NA")])
def test_vector_10_share_of_files(good, sample, level):
    assert level_of(FILES, {"good": F(good), "sample": F(sample)}).level == level


@pytest.mark.parametrize(
    ("children", "carers", "level"), [(27, 3, 2), (24, 3, 3), (26, 2, 0), (14, 0, 0), (0, 0, "NA"), (20, 0, 0)]
)
def test_vector_10_children_per_carer(children, carers, level):
    assert level_of(LOAD, {"children": F(children), "carers": F(carers)}).level == level


def test_vector_10_the_worst_shift_counts():
    found = level_of(SHIFTS, {"children": (F(24), F(27), F(26)), "carers": (F(3), F(3), F(2))})

    assert (found.level, found.value, found.worst_index) == (0, 13, 2)


def test_vector_10_area():
    assert level_of(AREA, {"area": F(63, 2), "people": F(9)}) == Measured(2, F(7, 2))


@pytest.mark.parametrize(("a", "b", "level"), [(8, 1, 3), (17, 2, 1), (44, 5, 1), (9, 1, 0)])
def test_vector_10_one_threshold(a, b, level):
    assert level_of(AT_MOST_8, {"a": F(a), "b": F(b)}).level == level


@pytest.mark.parametrize(
    ("operator", "threshold", "value", "level"),
    [
        (">=", (10,), "10", 3),
        (">=", (10,), "9", 1),
        (">=", (10,), "8.999", 0),
        ("<", (8,), "7.9", 3),
        ("<", (8,), "8", 1),
        (">", (8,), "8", 1),
        ("==", (10,), "10", 3),
        ("==", (10,), "11", 1),
        ("==", (10,), "8.9", 0),
        ("<=", (0,), "0", 3),
        ("<=", (0,), "0.001", 0),
        ("<", (0,), "0", 0),
        ("between", (0.2, 1.5), "0.2", 3),
        ("between", (0.2, 1.5), "1.5", 3),
        ("between", (0.2, 1.5), "0.18", 1),
        ("between", (0.2, 1.5), "0.17", 0),
        ("between", (0.2, 1.5), "1.65", 1),
        ("between", (0.2, 1.5), "1.651", 0),
        ("between", (0, 5), "6", 0),
    ],
)
def test_a_legal_limit_missed_by_a_tenth_is_1_and_by_more_is_0(operator, threshold, value, level):
    measure = make_measure("reading", operator=operator, threshold=threshold)

    assert level_of(measure, {"reading": F(value)}).level == level


@pytest.mark.parametrize(
    ("zero", "numerator", "found"),
    [
        ("no_cases", 0, Measured("NA", na_reason="no_event_in_period")),
        ("no_resource", 0, Measured("NA", na_reason="population_absent")),
        ("no_resource", 20, Measured(0)),
        ("no_population", 0, Measured("NA", na_reason="population_absent")),
        ("no_population", 5, Measured("NA", na_reason="population_absent")),
    ],
)
def test_a_denominator_of_zero_means_what_the_measure_says(zero, numerator, found):
    measure = make_measure("a / b", operator=">=", threshold=(1,), zero=zero)

    assert level_of(measure, {"a": F(numerator), "b": F(0)}) == found


def test_cases_counted_out_of_none_contradict_themselves_and_hide_behind_no_na():
    assert level_of(FILES, {"good": F(3), "sample": F(0)}) == Measured(None, missing=("good", "sample"))


def test_a_shift_without_children_leaves_the_others_to_decide():
    found = level_of(SHIFTS, {"children": (F(0), F(27)), "carers": (F(0), F(3))})

    assert (found.level, found.worst_index) == (2, 1)


def test_a_shift_without_carers_is_the_worst_of_all():
    found = level_of(SHIFTS, {"children": (F(90), F(4), F(8)), "carers": (F(1), F(0), F(1))})

    assert (found.level, found.value, found.worst_index) == (0, None, 1)


def test_shifts_without_any_children_are_not_applicable():
    assert level_of(SHIFTS, {"children": (F(0), F(0)), "carers": (F(0), F(0))}).level == "NA"


def test_of_rooms_with_the_same_level_the_worse_value_is_told():
    rooms = make_measure("area / beds", operator=">=", threshold=(4,), per="room")

    found = level_of(rooms, {"area": (F(20), F(9), F(6)), "beds": (F(4), F(3), F(3))})

    assert (found.level, found.value, found.worst_index) == (0, 2, 2)


def test_one_number_holds_for_every_shift():
    assert level_of(SHIFTS, {"children": F(24), "carers": (F(3), F(2))}).worst_index == 1


@pytest.mark.parametrize(
    ("inputs", "missing"),
    [
        ({}, ("children", "carers")),
        ({"children": F(4)}, ("carers",)),
        ({"children": (), "carers": (F(1),)}, ("children",)),
        ({"children": (F(4), F(5), F(6)), "carers": (F(1), F(1))}, ("carers",)),
        ({"children": (F(4), F(5), F(6)), "carers": (F(1),)}, ("carers",)),
    ],
)
def test_a_missing_number_gives_no_level(inputs, missing):
    assert level_of(SHIFTS, inputs) == Measured(None, missing=missing)


def test_numbers_by_shift_say_nothing_about_a_whole_visit():
    assert level_of(LOAD, {"children": F(3), "carers": (F(1), F(2))}) == Measured(None, missing=("carers",))
    assert level_of(LOAD, {"children": F(24), "carers": (F(3),)}).level == 3


@pytest.mark.parametrize("value", [F(-1), -0.5, float("nan"), float("inf"), "-3", "1e9", "", "ten", True, "9" * 20])
def test_a_number_that_cannot_be_measured_is_refused_by_name(value):
    with pytest.raises(RuleBroken) as refused:
        level_of(LOAD, {"children": value, "carers": F(1)})

    assert refused.value.field == "children"


def test_a_temperature_may_be_below_zero():
    degrees = MeasureInput("reading", text("Highest reading"), text("°C"))
    fridge = Measure((degrees,), "reading", text("°C"), operator="<=", threshold=(F(7),))

    assert level_of(fridge, {"reading": F(-2)}).level == 3


@pytest.mark.parametrize(("sample", "small"), [(4, True), (5, False)])
def test_a_share_of_fewer_than_five_cases_is_marked(sample, small):
    assert level_of(FILES, {"good": F(sample), "sample": F(sample)}).small_sample is small


def test_a_resource_ratio_is_no_sample():
    assert level_of(LOAD, {"children": F(4), "carers": F(1)}).small_sample is False


def test_numbers_are_read_exactly():
    assert [exact_number(value, "x") for value in (3, "3.5", 0.1, F(1, 3))] == [3, F(7, 2), F(1, 10), F(1, 3)]


@pytest.mark.parametrize(
    ("cases", "sample"),
    [(0, 0), (10, 10), (11, 10), (30, 10), (31, 12), (60, 12), (61, 15), (100, 15), (101, 20), (900, 20)],
)
def test_how_many_records_to_read(cases, sample):
    assert sample_size(cases) == sample


def test_a_negative_number_of_records_is_refused():
    with pytest.raises(RuleBroken, match="below zero"):
        sample_size(-1)
