"""The comparison of the states, with what the reader may know of small ones (method R11, P40).

Authorities and assessors get the internal view: the numbers of every state, and "too few" where fewer than five
facilities were assessed. Everybody else, observers above all, gets the public view: small states are held back or
merged so that no row can be computed from the others. Strata cut each state into smaller pieces whose differences would
point at single places, so in the public view a stratum is shown for the country alone, and one stratum at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from assess.access import can
from assess.core.comparison import HIDDEN, Comparison, StateRow, StateTally, build, gate, total
from assess.core.profile import SIZE_BANDS
from assess.core.rules import N_, RuleBroken
from assess.geo import states
from assess.models import User
from assess.models.facilities import SECTORS
from assess.services.comparisons.counts import plans_due, t_quantile, tallies
from assess.services.comparisons.population import UNKNOWN, Filters, Population, population


def is_public(by: User | None) -> bool:
    """Whether `by` gets the public view; a command of the operator (None) gets the internal one."""
    return by is not None and not can(by, "comparison.internal")


def compare(filters: Filters, *, by: User | None, on: date, language: str = "es", domains: bool = False) -> Comparison:
    """The 32 states on a day, named in `language`. Raises RuleBroken naming the field of a choice that is not there.

    With `domains` each row holds the domain means too, which cost the most to count.
    """
    return compare_population(population(filters, on=on), by=by, language=language, domains=domains)


def compare_population(
    compared: Population, *, by: User | None, language: str = "es", domains: bool = False
) -> Comparison:
    """As `compare`, for a population that is known already."""
    public = is_public(by)
    if public and compared.strata:
        return _public_stratum(compared, domains)
    names = {state.code: state.name[language] for state in states()}
    counted, age_days = tallies(compared, names, domains=domains)
    found = build(counted, t_quantile=t_quantile, age_days=age_days, public=public)
    return _without_few_plans(found, plans_due(compared)) if public else found


def _without_few_plans(found: Comparison, plans: Mapping[str, int]) -> Comparison:
    """The public view without the closure of rows in which fewer than five facilities have actions due (P40)."""

    def kept(row: StateRow, codes: Iterable[str]) -> StateRow:
        return row if gate(sum(plans.get(code, 0) for code in codes)) != HIDDEN else replace(row, closure=None)

    return replace(
        found, rows=tuple(kept(row, row.codes) for row in found.rows), national=kept(found.national, plans.keys())
    )


def _public_stratum(compared: Population, domains: bool) -> Comparison:
    """The country's row for one stratum, hidden where it or what is left of the country without it is too small."""
    if len(compared.strata) > 1:
        raise RuleBroken(
            N_("Choose only one of type, size and sector: two at once could point at a single facility."),
            field=compared.strata[-1],
        )
    parts = [replace(compared, **value) for value in _values(compared)]
    counted = [_whole(part, str(n), domains) for n, part in enumerate(parts)]
    chosen = parts.index(compared)
    rows = build(counted, t_quantile=t_quantile, public=True).rows
    alone = next((row for row in rows if row.codes == (str(chosen),)), None) or _hidden(counted[chosen].registered)
    national = replace(alone, codes=(), names=(), flag=None, alert_limits=None, alarm_limits=None)
    return _without_few_plans(Comparison((), national, public=True), plans_due(compared))


def _whole(part: Population, code: str, domains: bool) -> StateTally:
    """The country's tally of one stratum, as one of several that make up the country."""
    counted, age_days = tallies(part, {s.code: "" for s in states()}, domains=domains)
    return replace(total(counted, age_days), codes=(code,), names=(code,))


def _hidden(registered: int) -> StateRow:
    return StateRow((), (), registered, None, None, False, None, HIDDEN)


def _values(compared: Population) -> list[dict[str, Any]]:
    """Every value of the chosen stratum, the unknown size among them: together they are the whole country."""
    if "type" in compared.strata:
        return [{"type_code": t.code} for t in compared.types]
    if "sector" in compared.strata:
        return [{"sector": sector} for sector in SECTORS]
    return [{"size": size} for size in (*SIZE_BANDS, UNKNOWN)]


def state_row(comparison: Comparison, code: str) -> StateRow | None:
    """The row that holds a state, by itself or merged with others; None where the view has no rows of states."""
    return next((row for row in comparison.rows if code in row.codes), None)
