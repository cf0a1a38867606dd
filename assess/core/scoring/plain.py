"""Answers and results as plain data, for `assess score` and for anyone who wants to check a score."""

from __future__ import annotations

from collections.abc import Mapping

from assess.core.entry import NA, Entry
from assess.core.instrument import LEVELS
from assess.core.result import DomainResult, Result
from assess.core.shown import exact, percent_shown, shown

_ENTRIES = {value: Entry(value, plain=True) for value in (*LEVELS, NA, None)}


def plain_entries(answers: Mapping[str, int | str | None]) -> dict[str, Entry]:
    """Entries from `{"CODE": 0..3 | "NA" | None}`. They carry no evidence, so the rules of R1 do not apply to them.

    Other values are kept as they are, for scoring to refuse with the code's name.
    """
    # By type as well: 2.0 and True find the places of 2 and 1, and are no levels.
    kinds = (int, str, type(None))
    return {
        code: (_ENTRIES.get(value) if type(value) in kinds else None) or Entry(value, plain=True)
        for code, value in answers.items()
    }


def vector_json(result: Result) -> dict[str, object]:
    """The shape of the method's test vectors: texts as displayed, the overall score exact beside them."""
    return {
        "domains": {domain.id: _domain_json(domain) for domain in result.domains},
        "overall": {
            "exact": None if result.score is None else exact(result.score),
            "score": None if result.score is None else shown(result.score),
            "letter_by_score": result.band,
            "rating": result.rating,
            "capped_by": list(result.capped_by),
            "at_most": result.at_most,
            "coverage": None if result.coverage is None else percent_shown(result.coverage),
        },
    }


def _domain_json(domain: DomainResult) -> dict[str, str | None]:
    return {
        "score": None if domain.score is None else shown(domain.score),
        "rating": domain.rating,
        "cap": domain.cap,
        "coverage": percent_shown(domain.coverage),
    }
