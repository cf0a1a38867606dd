"""Comparing the states from the rows written at finalisation, never from raw answers (method R11, P40)."""

from assess.services.comparisons.counts import t_quantile
from assess.services.comparisons.facilities import PER_PAGE, SORTS, FacilityLine, Lines, each, lines
from assess.services.comparisons.population import (
    MONTHS,
    Filters,
    Offer,
    Population,
    default_instrument,
    offer,
    population,
)
from assess.services.comparisons.states import compare, compare_population, is_public, state_row
from assess.services.comparisons.words import SECTORS, SIZES, described, facts, group_word, window

__all__ = [
    "MONTHS",
    "PER_PAGE",
    "SECTORS",
    "SIZES",
    "SORTS",
    "FacilityLine",
    "Filters",
    "Lines",
    "Offer",
    "Population",
    "compare",
    "compare_population",
    "default_instrument",
    "described",
    "each",
    "facts",
    "group_word",
    "is_public",
    "lines",
    "offer",
    "population",
    "state_row",
    "t_quantile",
    "window",
]
