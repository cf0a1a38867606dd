"""Small instruments for the tests of the core, built from shapes as the reference function takes them."""

from __future__ import annotations

from fractions import Fraction

from assess.core.instrument import Criterion, Domain, Instrument, Measure, MeasureInput, Standard
from assess.core.text import Text


def text(words: str) -> Text:
    return Text(words, words)


def make_criterion(code: str, **facts) -> Criterion:
    facts = {"title": text(code), "text": text(f"{code} is met"), "source": "own", "confidence": "derived"} | facts
    return Criterion(code=code, **facts)


def make_domain(id: str, *criteria: Criterion, limiting: bool = False, weight=1) -> Domain:
    """A domain of one standard."""
    standard = Standard(f"{id}1", text(f"{id}1"), None, Fraction(1), criteria)
    return Domain(id, text(f"Domain {id}"), Fraction(weight), limiting, (standard,))


def make_instrument(*domains: Domain) -> Instrument:
    return Instrument("test", "1", "SS-1.0", "operationalisation", text("Test"), "own", domains)


def instrument_of(shape: list[dict]) -> Instrument:
    """From the reference's shape: [{id, weight, limiting, standards: [{weight, criteria: [(code, w, critical)]}]}]."""

    def standard(id: str, facts: dict) -> Standard:
        criteria = tuple(make_criterion(c, weight=Fraction(w), critical=bool(x)) for c, w, x in facts["criteria"])
        return Standard(id, text(id), None, Fraction(facts["weight"]), criteria)

    return make_instrument(
        *(
            Domain(
                d["id"],
                text(f"Domain {d['id']}"),
                Fraction(d["weight"]),
                d["limiting"],
                tuple(standard(f"{d['id']}{n}", s) for n, s in enumerate(d["standards"], 1)),
            )
            for d in shape
        )
    )


def make_measure(formula: str, **facts) -> Measure:
    """A measure whose inputs are the names of its formula."""
    from assess.core.formula import parse

    inputs = tuple(MeasureInput(name, text(name), text("count")) for name in parse(formula).names)
    for key in ("thresholds", "threshold"):
        if key in facts:
            facts[key] = tuple(Fraction(str(number)) for number in facts[key])
    return Measure(inputs=inputs, formula=formula, unit=text("%"), **facts)


def domain_shape(id: str, *standards: tuple[int, list[tuple]], limiting: bool = False, weight=1) -> dict:
    return {
        "id": id,
        "weight": weight,
        "limiting": limiting,
        "standards": [{"weight": w, "criteria": criteria} for w, criteria in standards],
    }


#: Instrument T of the method's vectors V1-V5.
T = [
    domain_shape(
        "P",
        (2, [("P1.1", 1, True), ("P1.2", 1, False), ("P1.3", 1, False)]),
        (1, [("P2.1", 1, False), ("P2.2", 1, False)]),
        limiting=True,
    ),
    domain_shape("Q", (1, [(f"Q1.{n}", 1, False) for n in range(1, 5)])),
]
BASE = {"P1.1": 3, "P1.2": 2, "P1.3": 3, "P2.1": 2, "P2.2": 1, "Q1.1": 2, "Q1.2": 2, "Q1.3": 3, "Q1.4": 1}
