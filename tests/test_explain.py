"""The sentences of "why this letter?", in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assess.core.entry import Entry
from assess.core.explanation import explain
from assess.core.scoring import plain_entries, result
from assess.explain import sentences
from assess.wording import Wording
from tests.core.shapes import BASE, T, instrument_of, make_criterion, make_domain, make_instrument
from tests.core.vectors import V5, XYZ, X, Y, Z

LIMITED_BY_ONE = BASE | {"P1.1": 1, "P1.2": 3, "P2.1": 3, "P2.2": 3, "Q1.4": 3}


def said(shape, answers, language="en"):
    instrument = instrument_of(shape)
    return sentences(explain(instrument, result(instrument, plain_entries(answers))), Wording(language))


def test_a_letter_that_the_score_gives_needs_one_sentence():
    assert said(T, BASE) == ["The letter is B by score: 71.2 points."]


def test_a_critical_failure_in_a_limiting_domain_is_named_cause_first():
    assert said(T, LIMITED_BY_ONE, "es") == [
        "Por puntaje (84.2 puntos) le correspondería B.",
        "La letra es C porque un criterio crítico de Domain P está en nivel 1: P1.1, P1.1.",
        "Con P1.1 en nivel 2, la letra sería A (87.9 puntos).",
    ]


def test_a_critical_failure_in_another_domain_is_told_with_the_letter_of_that_domain():
    assert said([X, Y, Z], XYZ) == [
        "By score (88.8 points) it would be A.",
        "The letter is C because Domain X falls to D with a critical criterion at level 0: x1, x1.",
        "With x1 at level 2, the letter would be A (96.2 points).",
    ]


def test_two_critical_zeros_are_both_named_and_lifted_one_by_one_and_together():
    assert said([X, Y, Z], XYZ | {"y1": 0}) == [
        "By score (77.7 points) it would be B.",
        "The letter is D because 2 critical criteria are at level 0: x1, x1; y1, y1.",
        "With x1 at level 2, the letter would be C (85.1 points).",
        "With y1 at level 2, the letter would be C (85.1 points).",
        "With x1, y1 all at level 2, the letter would be A (92.5 points).",
    ]


@pytest.mark.parametrize(
    ("limiting", "sentence"),
    [
        (True, "The letter is D because Domain Q, which limits the whole result, is at D with 0.0 points."),
        (False, "The letter is C because Domain Q is at D with 0.0 points."),
    ],
)
def test_a_domain_that_limits_by_its_score_is_named_with_the_score(limiting, sentence):
    shape = [{**T[0], "limiting": False, "weight": 3}, {**T[1], "limiting": limiting}]

    assert said(shape, dict.fromkeys(BASE, 3) | {f"Q1.{n}": 0 for n in range(1, 5)})[1:] == [sentence]


def test_a_visit_without_a_letter_says_what_is_missing():
    assert said(T, V5) == [
        "By score (75.0 points) it would be B.",
        "There is no letter because only 66.6% of the criteria have a level and 80.0% are needed.",
    ]


def test_a_missing_critical_answer_and_a_short_limiting_domain_are_both_told():
    assert said(T, {"P1.2": 3, "P1.3": 3, **{f"Q1.{n}": 3 for n in range(1, 5)}}, "es")[1:] == [
        "No hay letra porque solo 66.6 % de los criterios tiene nivel y se requiere 80.0 %.",
        "También porque en Domain P, que limita todo el resultado, solo 40.0 % de los criterios tiene nivel "
        "y se requiere 80.0 %.",
        "También porque un criterio crítico de Domain P no tiene nivel: P1.1, P1.1.",
    ]


def test_a_visit_without_a_letter_still_tells_what_it_can_be_at_most():
    assert said(T, V5 | {"P1.1": 0}, "es")[-1] == (
        "Con lo que ya se sabe, la letra no puede ser mejor que D, sin importar lo que falta: P1.1 (nivel 0), P1.1."
    )


def test_nothing_assessed_says_so():
    assert said(T, {}) == ["There is no letter because no criterion has a level yet."]


def test_levels_counted_as_two_are_named_together():
    criteria = [make_criterion(f"a{n}", verify=("document", "observation")) for n in (1, 2)]
    instrument = make_instrument(make_domain("A", *criteria))
    found = result(instrument, dict.fromkeys(("a1", "a2"), Entry(3, methods=("document",))))

    assert sentences(explain(instrument, found), Wording("es"))[-1] == (
        "2 niveles 3 cuentan como 2 hasta que se registre un segundo método de verificación: a1, a2."
    )


def test_a_domain_with_many_not_applicable_is_told():
    assert "More than a fifth of Domain Q was marked as not applicable." in said(T, BASE | {"Q1.1": "NA", "Q1.2": "NA"})


def test_the_name_of_a_criterion_that_is_a_sentence_loses_its_full_stop():
    instrument = instrument_of([X, Y, Z])
    whole = explain(instrument, result(instrument, plain_entries(XYZ)))
    name = replace(whole.reasons[2].criterion_name, en="There is a protocol.")
    reasons = (*whole.reasons[:2], replace(whole.reasons[2], criterion_name=name))

    assert sentences(replace(whole, reasons=reasons), Wording("en"))[1].endswith("x1, There is a protocol.")
