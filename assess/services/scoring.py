"""Scoring a file of plain answers, without a database: what `assess score` does."""

from __future__ import annotations

from difflib import get_close_matches

from assess.core.evidence import check_value
from assess.core.instrument import Instrument
from assess.core.rules import N_, RuleBroken
from assess.core.scoring import plain_entries, result, vector_json


def score_files(instrument: Instrument, answers: object) -> dict[str, object]:
    """Score `{"CODE": 0..3 | "NA" | null}`, as read from JSON, in the shape of the method's test vectors.

    Codes that are left out are unanswered. The answers carry no evidence, so the evidence rules of R1 do not apply.
    Raises RuleBroken naming the first code at fault and the way out.
    """
    if not isinstance(answers, dict):
        message = N_('The answers must be one object of codes and levels, for example {{"{code}": 2}}.')
        raise RuleBroken(message, code=next(iter(instrument.criteria), "A-1"))
    for code, value in answers.items():
        _check(instrument, str(code), value)
    return vector_json(result(instrument, plain_entries(answers)))


def _check(instrument: Instrument, code: str, value: object) -> None:
    if code not in instrument.criteria:
        _refuse_code(instrument, code)
    if isinstance(value, str) and value != "NA":
        message = N_('{code}: "{value}" is not a level. Write 0, 1, 2 or 3 without quotes, "NA", or null.')
        raise RuleBroken(message, field=code, code=code, value=value[:40])
    if value is not None and value != "NA" and type(value) is not int:
        message = N_('{code}: {value} is not a level. Write a whole number 0, 1, 2 or 3, "NA", or null.')
        raise RuleBroken(message, field=code, code=code, value=str(value)[:40])
    check_value(code, value)


def _refuse_code(instrument: Instrument, code: str) -> None:
    name = f"{instrument.id} {instrument.version}"
    by_capitals = {known.upper(): known for known in instrument.criteria}
    if near := get_close_matches(code.upper(), by_capitals, n=1):
        message = N_("{code} is not a criterion of {instrument}. Did you mean {near}?")
        raise RuleBroken(message, field=code, code=code[:80], instrument=name, near=by_capitals[near[0]])
    message = N_("{code} is not a criterion of {instrument}. Check the code, or remove it.")
    raise RuleBroken(message, field=code, code=code[:80], instrument=name)
