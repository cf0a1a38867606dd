"""Texts for CSV cells that no spreadsheet program takes for a formula (ASVS 1.2.10), and the way back."""

from __future__ import annotations

import re
import unicodedata

#: What makes a program calculate, after blanks, in usual and full-width form; apostrophes before it are part of the
#: pattern so that the way back is exact.
_LIVE = re.compile(r"'*\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile(r"'" + _LIVE.pattern)


def defused(text: str) -> str:
    """The text without control characters, and with an apostrophe before what would be a formula."""
    kept = "".join(" " if sign in "\t\r\n" else sign for sign in text if sign in "\t\r\n" or _printable(sign))
    return "'" + kept if _LIVE.match(kept) else kept


def _printable(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs")


def plain(cell: str) -> str:
    """The text that `defused` was given; any other cell as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell
