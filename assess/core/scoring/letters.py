"""Bands and caps: how scores become letters (method R4 and R5). Caps change the letter, never the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assess.core.result import TWO_CRITICAL_ZERO

NOT_RATED = "NR"
BANDS = ((85, "A"), (65, "B"), (40, "C"))


def band(score: Fraction) -> str:
    """The letter of an exact score (R4)."""
    whole = score.numerator // score.denominator  # the limits are whole, so this loses nothing and compares integers
    for least, letter in BANDS:
        if whole >= least:
            return letter
    return "D"


def worst(first: str, second: str) -> str:
    """The worse of two letters A-D."""
    return max(first, second)


def lent(rating: str, limiting: bool) -> str:
    """The best overall letter that a domain of this rating leaves possible (R5.2, R5.3); NR lends no cap."""
    if rating == "D":
        return "D" if limiting else "C"
    if rating == "C":
        return "C" if limiting else "B"
    return "A"


@dataclass(frozen=True, slots=True)
class Letters:
    """One domain on its way into the overall letter: its id, flag, own rating, and the cap of its critical criteria."""

    id: str
    limiting: bool
    rating: str
    cap: str


def overall(score: Fraction, domains: Iterable[Letters], zeros: int) -> tuple[str, tuple[str, ...]]:
    """The overall letter (R5.5) and the rules that set it, none when the score alone did.

    `zeros` counts the critical criteria at 0 in the whole visit (R5.4).
    """
    caps = [(one.id, lent(one.rating, one.limiting)) for one in domains]
    if zeros >= 2:
        caps.append((TWO_CRITICAL_ZERO, "D"))
    rating = max([band(score), *(cap for _, cap in caps)])
    by = () if rating == band(score) else tuple(id for id, cap in caps if cap == rating)
    return rating, by


def at_most(domains: Iterable[Letters], zeros: int) -> str | None:
    """The best letter still possible after the critical answers known; None when they exclude none (R6)."""
    best = "D" if zeros >= 2 else max((lent(one.cap, one.limiting) for one in domains), default="A")
    return None if best == "A" else best
