"""Numbers of an instrument file: kept as the exact fraction of their decimal text, never as a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

#: Nine digits on each side: enough for any threshold, short enough that no file can ask for a huge number.
DECIMAL = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
RATIO = re.compile(r"-?\d{1,9}/\d{1,9}")


def exact(value: object) -> Fraction:
    """The fraction that a number or its text stands for: `0.125`, `"0.125"` and `"1/8"` are all 1/8.

    Raises PydanticCustomError ("not_a_number") for anything else, a zero denominator included.
    """
    text = str(value) if isinstance(value, int | Decimal | Fraction | str) and not isinstance(value, bool) else ""
    if not (DECIMAL.fullmatch(text) or RATIO.fullmatch(text)) or re.search(r"/0+$", text):
        raise PydanticCustomError("not_a_number", "a number is needed")
    return Fraction(text)


def decimal_text(value: Fraction) -> str:
    """The shortest exact text of a fraction: `12`, `0.125`, or `1/3` where no decimal is exact."""
    twos, fives, rest = 0, 0, value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > 9:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _plain(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else decimal_text(value)


_JSON: dict[str, Any] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": rf"^({DECIMAL.pattern}|{RATIO.pattern})$"}]
}

#: JSON carries whole numbers as numbers and all others as text, since a JSON reader would make floats of them.
Number = Annotated[Fraction, BeforeValidator(exact), PlainSerializer(_plain), WithJsonSchema(_JSON)]


def exact_threshold(value: object) -> tuple[Fraction, ...]:
    """One number, or the two ends of "between"."""
    if isinstance(value, list | tuple):
        return tuple(exact(number) for number in value)
    return (exact(value),)


def _threshold(value: tuple[Fraction, ...]) -> int | str | list[int | str]:
    numbers = [_plain(number) for number in value]
    return numbers[0] if len(numbers) == 1 else numbers


Threshold = Annotated[
    tuple[Fraction, ...],
    BeforeValidator(exact_threshold),
    PlainSerializer(_threshold),
    WithJsonSchema({"anyOf": [*_JSON["anyOf"], {"type": "array", "items": _JSON, "minItems": 2, "maxItems": 2}]}),
]
