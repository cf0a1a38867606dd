from fractions import Fraction as F

import pytest

from assess.core.formula import DivisionByZero, parse
from assess.core.rules import RuleBroken

VALUES = {"a": F(6), "b": F(4), "c": F(-1, 2), "x_1": F(1, 3)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 6),
        ("100 * a / b", 150),
        ("a - b - 1", 1),
        ("a / b / 3", F(1, 2)),
        ("a - (b - 1)", 3),
        ("-a + b", -2),
        ("2 * -c", 1),
        ("--a", 6),
        ("0.1 + 0.2", F(3, 10)),
        ("x_1 * 3", 1),
        ("  a+b*2  ", 14),
    ],
)
def test_formulas_are_worked_out_exactly(text, value):
    assert parse(text).evaluate(VALUES) == value


def test_the_names_of_a_formula_come_in_its_order_and_once():
    assert parse("b / (a + b)").names == ("b", "a")


@pytest.mark.parametrize(("numerator", "is_zero"), [(0, True), (5, False)])
def test_division_by_zero_tells_whether_there_was_anything_to_divide(numerator, is_zero):
    with pytest.raises(DivisionByZero) as division:
        parse("100 * a / b").evaluate({"a": F(numerator), "b": F(0)})

    assert division.value.numerator_is_zero is is_zero


def test_the_denominator_of_a_share_is_its_sample():
    assert parse("100 * a / (b + 1)").denominator(VALUES) == 5
    assert parse("a * b").denominator(VALUES) is None


def test_a_name_without_a_value_is_asked_for():
    with pytest.raises(RuleBroken, match="Enter a value for z") as refused:
        parse("a / z").evaluate(VALUES)

    assert refused.value.field == "z"


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("   ", 1),
        ("a +", 4),
        ("a b", 3),
        ("(a", 3),
        ("a)", 2),
        ("a ** b", 4),
        ("a // b", 4),
        ("a % b", 3),
        ("2a", 1),
        ("1.5.2", 1),
        ("1e9", 1),
        ("a.b", 2),
        ("a[0]", 2),
        ("__import__('os')", 11),
        ("a; b", 2),
        ("añb", 2),
        ("a > b", 3),
        ("a and b", 1),
        ("'text'", 1),
        ("level('A') + 1", 1),
        ("+ a", 1),
    ],
)
def test_what_is_not_a_formula_is_refused_with_the_place(text, position):
    with pytest.raises(RuleBroken) as refused:
        parse(text)

    assert refused.value.params["position"] == position


@pytest.mark.parametrize("text", ["(" * 60 + "a" + ")" * 60, "-" * 100 + "a", "(" * 200, "a" * 401, "1+" * 300 + "1"])
def test_a_formula_built_to_exhaust_the_reader_is_refused(text):
    with pytest.raises(RuleBroken):
        parse(text)


def test_the_longest_formula_that_is_allowed_is_still_worked_out():
    assert parse("+".join(["1"] * 200)).evaluate({}) == 200
