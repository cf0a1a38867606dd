"""Why a figure of a comparison is not there, or is to be read with care (method R11): for page, CSV and terminal."""

from __future__ import annotations

from assess.core.comparison import HIDDEN, INDICATIVE, StateRow
from assess.core.rules import N_
from assess.wording import Wording


def why_hidden(row: StateRow, wording: Wording) -> str:
    """The reason that a row shows no figures; empty for one that shows them."""
    if row.gate != HIDDEN:
        return ""
    if not row.registered:
        return wording(N_("No facility is registered"))
    if row.assessed == 0:
        return wording(N_("None assessed in 24 months"))
    return wording(N_("Too few facilities to compare"))


def remarks(row: StateRow, wording: Wording) -> list[str]:
    """Every caution about a row, why it is hidden first."""
    found = [why_hidden(row, wording)]
    if row.gate == INDICATIVE:
        found.append(wording(N_("Indicative: 5 to 9 facilities")))
    if row.gate != HIDDEN and row.mean is None:
        found.append(wording(N_("No mean: fewer than 5 facilities could be rated")))
    if row.low_coverage:
        found.append(wording(N_("Low coverage: those visited may not stand for all")))
    return [one for one in found if one]
