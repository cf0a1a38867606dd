"""Instruments drawn at random: odd weights, limiting flags, critical criteria, conditions, all kinds of measures."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from assess.core.formula import parse
from assess.core.instrument import (
    AGE_GROUPS,
    VERIFICATION_METHODS,
    Criterion,
    Domain,
    Instrument,
    Measure,
    MeasureInput,
    Standard,
)
from assess.core.profile import COUNTS
from assess.core.text import Text

TYPES = ("cas_publico", "cas_privado", "albergue_familiar")
WEIGHTS = tuple(Fraction(text) for text in ("1", "1", "2", "3", "1/2", "2/3", "5/4", "0.2", "1/7", "123456789/1000"))
INPUTS = ("a", "b", "c", "d", "t")
LIMITS = ("0", "1", "2", "3", "4", "5", "10", "50", "100", "0.5", "1.5", "-1", "1/3")


def some(draw: Random, values: tuple[str, ...], least: int = 0) -> tuple[str, ...]:
    """A few of the values, in their order."""
    chosen = draw.sample(range(len(values)), draw.randint(least, len(values)))
    return tuple(values[at] for at in sorted(chosen))


def instrument(draw: Random, number: int) -> Instrument:
    """Up to three domains of one or two standards of up to four criteria."""
    shape = [[draw.randint(1, 4) for _ in range(draw.randint(1, 2))] for _ in range(draw.randint(1, 3))]
    codes = [f"{d}.{s}.{c}" for d, counts in enumerate(shape) for s, n in enumerate(counts) for c in range(n)]
    return Instrument(
        f"drawn-{number}",
        "1",
        "SS-1.0",
        "operationalisation",
        _text(f"Drawn {number}"),
        "drawn",
        tuple(_domain(draw, d, counts, codes) for d, counts in enumerate(shape)),
    )


def _text(words: str) -> Text:
    return Text(f"{words} ñ", words)


def _domain(draw: Random, d: int, counts: list[int], codes: list[str]) -> Domain:
    standards = tuple(
        Standard(
            f"S{d}.{s}",
            _text(f"Standard {s}"),
            None,
            draw.choice(WEIGHTS),
            tuple(_criterion(draw, f"{d}.{s}.{c}", codes) for c in range(count)),
        )
        for s, count in enumerate(counts)
    )
    return Domain(f"D{d}", _text(f"Domain {d}"), draw.choice(WEIGHTS), draw.random() < 0.4, standards)


def _criterion(draw: Random, code: str, codes: list[str]) -> Criterion:
    return Criterion(
        code,
        _text(code) if draw.random() < 0.8 else None,
        _text(f"{code} is met"),
        "drawn",
        "derived",
        verify=some(draw, VERIFICATION_METHODS),
        critical=draw.random() < 0.35,
        weight=draw.choice(WEIGHTS),
        applies_to=some(draw, TYPES, 1) if draw.random() < 0.3 else (),
        age_groups=some(draw, AGE_GROUPS, 1) if draw.random() < 0.3 else (),
        relevant=condition(draw, codes) if draw.random() < 0.2 else None,
        measure=measure(draw) if draw.random() < 0.35 else None,
    )


def measure(draw: Random) -> Measure:
    """Formulas of a share, of a ratio and of anything else; inputs of one id mean the same everywhere."""
    text = draw.choice(("100 * a / b", "a / b", "a", "t", "(a + b) / c", "a / (b - c)", _formula(draw, 3)))
    names = parse(text).names or ("a",)
    inputs = tuple(MeasureInput(name, _text(name), Text("°C", "°C" if name == "t" else "n")) for name in names)
    limits = [Fraction(draw.choice(LIMITS)) for _ in range(3)]
    kind = draw.choice(("higher_is_better", "lower_is_better", "<=", "<", ">=", ">", "==", "between"))
    is_direction = kind.endswith("better")
    return Measure(
        inputs,
        text if parse(text).names else f"{text} + a",
        _text("n"),
        direction=kind if is_direction else None,
        thresholds=tuple(sorted(limits, reverse=kind == "lower_is_better")) if is_direction else (),
        operator=None if is_direction else kind,
        threshold=() if is_direction else tuple(sorted(limits[: 2 if kind == "between" else 1])),
        zero=draw.choice(("no_cases", "no_resource", "no_population")),
        per=draw.choice(("visit", "visit", "shift", "room")),
    )


def _formula(draw: Random, depth: int) -> str:
    if depth == 0 or draw.random() < 0.3:
        return draw.choice((*INPUTS, *INPUTS, "2", "100", "0.5"))
    left, right = _formula(draw, depth - 1), _formula(draw, depth - 1)
    shape = draw.choice(("{} {} {}", "({} {} {})", "-{} {} {}", " {}{}({})"))
    return shape.format(left, draw.choice("+-*/"), right)


def condition(draw: Random, codes: list[str], depth: int = 2) -> str:
    """Counts, levels and the type of the facility, known or not, joined in every way."""
    if depth and draw.random() < 0.6:
        joined = f" {draw.choice(('and', 'or'))} ".join(condition(draw, codes, depth - 1) for _ in range(2))
        return draw.choice(("{}", "({})", "not ({})")).format(joined)
    if draw.random() < 0.2:
        return f"facility_type {draw.choice(('==', '!='))} '{draw.choice(TYPES)}'"
    left, right = _operand(draw, codes), _operand(draw, codes)
    return f"{left} {draw.choice(('==', '!=', '<', '<=', '>', '>='))} {right}"


def _operand(draw: Random, codes: list[str]) -> str:
    code = draw.choice(codes)
    first = draw.choice(("children", "capacity", *COUNTS, f'level("{code}")', f"level['{code}']", "1", "0.5"))
    return first if draw.random() < 0.7 else f"{first} {draw.choice('+-*/')} {draw.choice(('2', *COUNTS))}"
