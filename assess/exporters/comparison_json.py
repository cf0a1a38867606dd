"""The comparison of the states for other programs: shares of one, scores in points, null where hidden."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assess.core.comparison import Comparison, StateRow
from assess.core.result import RATINGS

DIGITS = 6


def comparison_json(found: Comparison) -> dict[str, Any]:
    """ "view" is "public" or "internal" (P40); a merged row has several codes, the national one none."""
    return {
        "method": "SS-1.0 R11",
        "view": "public" if found.public else "internal",
        "national": _row(found.national),
        "states": [_row(row) for row in found.rows],
    }


def _row(row: StateRow) -> dict[str, Any]:
    return {
        "codes": list(row.codes),
        "names": list(row.names),
        "registered": row.registered,
        "assessed": row.assessed,
        "coverage": _number(row.coverage),
        "low_coverage": row.low_coverage,
        "median_age_days": row.age_days,
        "gate": row.gate,
        "ratings": None if row.counts is None else dict(zip(RATINGS, row.counts, strict=True)),
        "without_critical_failure": None
        if row.share is None
        else {"facilities": row.clear, "share": _number(row.share), "interval": _pair(row.share_low, row.share_high)},
        "mean": None
        if row.mean is None
        else {"score": _number(row.mean), "interval": _pair(row.mean_low, row.mean_high)},
        "domains": {one.id: _number(one.mean) for one in row.domains},
        "closure": _number(row.closure),
        "funnel": None
        if row.alert_limits is None or row.alarm_limits is None
        else {"flag": row.flag, "limits_95": _pair(*row.alert_limits), "limits_998": _pair(*row.alarm_limits)},
    }


def _number(value: Fraction | float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)


def _pair(low: float | None, high: float | None) -> list[float | None]:
    return [_number(low), _number(high)]
