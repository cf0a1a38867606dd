"""A scorecard as plain data for JSON: the same record that page and PDF show, with its sentences in both languages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from assess.core.report import Scorecard
from assess.core.shown import shown
from assess.core.text import Text
from assess.explain import sentences
from assess.wording import LOCALES, Wording

#: Shown beside its exact value in `score`, so it needs no field of its own.
_TOLD_ELSEWHERE = frozenset({"shown", "explanation"})


def scorecard_json(report: Scorecard) -> dict[str, Any]:
    """Dates are ISO 8601, bilingual texts {"es", "en"}, scores {"exact": "1925/27", "shown": "71.2"} (R3).

    Shares (coverage, closure, progress) are exact texts between 0 and 1. `explanation` holds the sentences in each
    language, cause first, and the codes that they were made of.
    """
    told = _plain(report)
    told["explanation"] = {
        **{language: sentences(report.explanation, Wording(language)) for language in LOCALES},
        "reasons": _plain(report.explanation.reasons),
        "lifts": _plain(report.explanation.lifts),
    }
    told["titles"] = {id: _plain(title) for id, title in report.titles}
    told["plan"]["counts"] = dict(report.plan.counts)
    for name in ("low", "high"):
        score, rating = getattr(report, name)
        told[name] = {"shown": score, "rating": rating}
    return told


#: Exact numbers that are scores in points; the other fractions are shares of one.
_SCORES = frozenset({"score", "previous", "like_for_like", "shared"})


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, Text):
        return {"es": value.es, "en": value.en}
    if isinstance(value, Fraction):
        return {"exact": str(value), "shown": shown(value)} if name in _SCORES else str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value):
        kept = (f.name for f in fields(value) if f.name not in _TOLD_ELSEWHERE)
        return {key: _plain(getattr(value, key), key) for key in kept}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
