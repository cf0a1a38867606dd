"""What a team may have entered, drawn at random: profiles, entries and the numbers of measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from fractions import Fraction
from random import Random

from assess.core.entry import NA, NA_REASONS, NE, Entry, Inputs
from assess.core.instrument import VERIFICATION_METHODS, Instrument
from assess.core.profile import COUNTS, Profile
from tests.twin.instruments import some

#: Around the 20 characters of R1, letters of two and four bytes, and blanks that Python and JavaScript see apart.
NOTES = (
    "",
    "",
    " ",
    "\x1c\x85",
    "\ufeff",
    "Visto en el recorrido.",
    "x" * 19,
    "x" * 20,
    f"  {'ñ' * 19} \n",
    "😀" * 10,
    "😀" * 20,
    f"\ufeff{'x' * 19}",
    f"\x1f{'x' * 19}",
    f"\x85{'x' * 20}\u3000",
    'Baño «2»\t"dos" \\ 字\u2028 \x7f\x01',
)
NUMBERS = (
    "0",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "8",
    "9",
    "12",
    "13",
    "20",
    "0.5",
    "3.5",
    "7.25",
    "0.000001",
    "999999",
)


def profile(draw: Random, types: tuple[str, ...]) -> Profile | None:
    """Mostly of a type that the instrument knows, with unknown counts, empty age groups, or none recorded at all."""
    if draw.random() < 0.1:
        return None
    known = draw.choice((0.0, 0.5, 1.0))
    counts = (0, 0, 0, 1, 2, 5, 12, 99_999) if draw.random() < 0.7 else (0,)
    facts = {name: draw.choice(counts) for name in ("capacity", *COUNTS) if draw.random() < known}
    return Profile(draw.choice((*types, *types, "another")), **facts)


def profile_json(one: Profile | None) -> dict[str, object] | None:
    return None if one is None else {name: value for name, value in asdict(one).items() if value is not None}


def entries(draw: Random, instrument: Instrument) -> dict[str, Entry]:
    """A visit of one temper: careful or careless, strict or lenient, whole or with gaps."""
    values = draw.choice(((3,), (3, 3, 2), (2,), (0, 1, 2, 3), (1, 0), (3, 2, 2, 1)))
    gaps, others, care = draw.choice((0, 0, 0.1, 0.3, 0.9)), draw.choice((0, 0.1, 0.4)), draw.choice((0, 0.5, 0.95))
    is_plain = draw.random() < 0.15

    def value() -> int | str | None:
        if draw.random() < gaps:
            return draw.choice((None, NE))
        return NA if draw.random() < others else draw.choice(values)

    return {
        code: Entry(value(), plain=True) if is_plain else _entry(draw, value(), care)
        for code in instrument.criteria
        if draw.random() >= gaps / 2
    }


def _entry(draw: Random, value: int | str | None, care: float) -> Entry:
    if draw.random() < care:
        methods = VERIFICATION_METHODS[draw.randint(0, 1) :]
        return Entry(value, "Visto en el recorrido y en el expediente.", methods, 1, "other", "Sin casos.", True, "Sí")
    return Entry(
        value,
        draw.choice(NOTES),
        draw.choice(((), ("child_interview",), ("document", "document"), ("asked", "observation"))) or _methods(draw),
        draw.choice((0, 0, 1, 3)),
        draw.choice((None, "mood", *NA_REASONS)),
        draw.choice(NOTES),
        draw.random() < 0.5,
        draw.choice(NOTES),
    )


def _methods(draw: Random) -> tuple[str, ...]:
    return some(draw, VERIFICATION_METHODS)


_USUAL = {field.name: getattr(Entry(), field.name) for field in fields(Entry)}


def entry_json(one: Entry) -> dict[str, object]:
    """Parts that say nothing are left out, as the page does."""
    return {name: value for name, usual in _USUAL.items() if (value := getattr(one, name)) != usual}


def inputs(draw: Random, instrument: Instrument) -> Inputs:
    """Numbers around the thresholds, zeros and gaps; lists for shifts and rooms, also where one number is asked for."""
    chance, places = draw.choice((0, 0.5, 0.9, 1)), draw.randint(1, 4)
    numbers = {"t": (*NUMBERS, "-1", "-3.5")}
    return {
        id: _given(draw, per, places, numbers.get(id, NUMBERS))
        for id, per in _asked(instrument)
        if draw.random() < chance
    }


def _asked(instrument: Instrument) -> Iterator[tuple[str, str]]:
    asked = {
        one.id: criterion.measure.per
        for criterion in instrument.criteria.values()
        if criterion.measure
        for one in criterion.measure.inputs
    }
    return iter(asked.items())


def _given(draw: Random, per: str, places: int, numbers: tuple[str, ...]) -> Fraction | tuple[Fraction, ...]:
    if draw.random() < (0.05 if per == "visit" else 0.7):
        count = places if draw.random() < 0.9 else draw.randint(0, 3)
        return tuple(Fraction(draw.choice(numbers)) for _ in range(count))
    return Fraction(draw.choice(numbers))


def inputs_json(given: Inputs) -> dict[str, object]:
    return {
        id: [str(number) for number in value] if isinstance(value, tuple) else str(value) for id, value in given.items()
    }
