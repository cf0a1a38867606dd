"""How exact numbers are written: scores are cut, differences are rounded (method R3)."""

from __future__ import annotations

from fractions import Fraction

MINUS = "\N{MINUS SIGN}"


def _tenths(tenths: int, sign: str) -> str:
    return f"{sign}{tenths // 10}.{tenths % 10}"


def shown(value: Fraction) -> str:
    """A score with one decimal, cut towards zero and never rounded: 64.935 reads "64.9", never like 65 (R3)."""
    tenths = int(abs(value) * 10)
    return _tenths(tenths, MINUS if value < 0 and tenths else "")


def percent_shown(share: Fraction) -> str:
    """A share of one as a percentage, cut in the same way, without the sign: 2/3 reads "66.6"."""
    return shown(share * 100)


def change(first: Fraction, second: Fraction) -> str:
    """The difference `second - first` with its sign, from the exact values: "+6.6", "−2.5" (U+2212), "0.0" (R3).

    Half a tenth is rounded up in size, whatever the sign, so that a rise and the same fall show the same figure.
    """
    difference = second - first
    tenths = int(abs(difference) * 10 + Fraction(1, 2))
    return _tenths(tenths, "" if not tenths else "+" if difference > 0 else MINUS)


def exact(value: Fraction) -> str:
    """The exact value as text: "1925/27", or "75" for a whole number."""
    return str(value)
