"""The comparison of the states, and the facilities behind a state, as CSV for spreadsheet programs (P29).

UTF-8 with a byte order mark. The first row says what was compared, the second names the columns. Numbers are numbers
without a sign for per cent; what may not be shown is empty and the last column says why.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from assess.core.comparison import Comparison, StateRow, rounded
from assess.core.rules import N_
from assess.core.shown import percent_shown
from assess.exporters.cells import defused
from assess.exporters.comparison_words import remarks
from assess.wording import Wording

Facts = Sequence[tuple[str, str]]
Cell = str | int | None

_COLUMNS = (
    N_("Code"),
    N_("State"),
    N_("Registered"),
    N_("Assessed"),
    N_("Coverage %"),
    "A",
    "B",
    "C",
    "D",
    "NR",
    N_("Without critical failure"),
    N_("Without critical failure %"),
    N_("Interval from %"),
    N_("Interval to %"),
    N_("Mean score"),
    N_("Mean from"),
    N_("Mean to"),
    N_("Median age of results, days"),
    N_("Actions verified of those due %"),
    N_("Remarks"),
)
_FACILITY_COLUMNS = (
    N_("Facility"),
    N_("Type of facility"),
    N_("Size"),
    N_("Visited on"),
    N_("Rating"),
    N_("Score"),
    N_("Critical failures"),
    N_("Critical criteria not assessed"),
    N_("Open actions"),
)


def comparison_csv(found: Comparison, facts: Facts, wording: Wording) -> bytes:
    """The country and then the states by name."""
    rows = [_row(found.national, wording("Whole country"), wording)]
    rows += [_row(row, row.name, wording) for row in found.rows]
    return _csv(wording("Comparison of states"), facts, [wording(c) for c in _COLUMNS], rows)


def facilities_csv(
    state: str, rows: Iterable[Sequence[str | int | date | None]], facts: Facts, wording: Wording
) -> bytes:
    """The facilities of a state: name, type, size, day of visit, rating, score, the two counts, open actions."""
    return _csv(
        wording("Facilities of {state}", state=state),
        facts,
        [wording(c) for c in _FACILITY_COLUMNS],
        [[value.isoformat() if isinstance(value, date) else value for value in row] for row in rows],
    )


def _row(row: StateRow, name: str, wording: Wording) -> list[Cell]:
    return [
        row.code,
        name,
        row.registered,
        row.assessed,
        None if row.coverage is None else percent_shown(row.coverage),
        *(row.counts or (None,) * 5),
        row.clear,
        None if row.share is None else percent_shown(row.share),
        _percent(row.share_low),
        _percent(row.share_high),
        *(None if value is None else rounded(value) for value in (row.mean, row.mean_low, row.mean_high)),
        row.age_days,
        None if row.closure is None else percent_shown(row.closure),
        "; ".join(remarks(row, wording)),
    ]


def _percent(share: float | None) -> str | None:
    return None if share is None else rounded(100 * share)


def _csv(title: str, facts: Facts, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = StringIO(newline="")
    write = csv.writer(out)
    write.writerow([defused(text) for text in (title, *(f"{word}: {value}" for word, value in facts))])
    write.writerow([defused(text) for text in head])
    for row in rows:
        write.writerow(["" if value is None else defused(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
