"""Comparing states fairly: uncertainty shown, small numbers held back, no ranks (method R11)."""

from assess.core.comparison.report import Comparison, DomainMean, StateRow, build
from assess.core.comparison.statistics import (
    HIDDEN,
    INDICATIVE,
    SHOWN,
    Z_95,
    Z_998,
    Cell,
    cell,
    funnel_flag,
    funnel_limits,
    gate,
    mean_interval,
    rounded,
    wilson,
)
from assess.core.comparison.tally import DomainTally, StateTally, merged, suppressed, total

__all__ = [
    "HIDDEN",
    "INDICATIVE",
    "SHOWN",
    "Z_95",
    "Z_998",
    "Cell",
    "Comparison",
    "DomainMean",
    "DomainTally",
    "StateRow",
    "StateTally",
    "build",
    "cell",
    "funnel_flag",
    "funnel_limits",
    "gate",
    "mean_interval",
    "merged",
    "rounded",
    "suppressed",
    "total",
    "wilson",
]
