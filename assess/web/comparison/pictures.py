"""The pictures of a comparison: what each state shows on tiles and map, the funnel, the bars of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from assess import geo
from assess.charts import (
    SHARE_CUTS,
    Count,
    Drawing,
    FunnelPoint,
    StateOutline,
    Tile,
    distribution_bar,
    funnel,
    interval_bar,
    state_map,
    tile_grid,
)
from assess.core.comparison import HIDDEN, Comparison, StateRow, rounded
from assess.core.result import RATINGS
from assess.core.shown import percent_shown
from assess.exporters.comparison_words import why_hidden
from assess.http.language import wording

#: What tiles and map can show, and where the classes of each begin: the bands of R4 for scores, and the half below
#: which R11 warns for coverage.
CLEAR, MEAN, COVERAGE = "clear", "mean", "coverage"
CUTS: Mapping[str, tuple[int, int, int]] = {CLEAR: SHARE_CUTS, MEAN: (40, 65, 85), COVERAGE: (25, 50, 75)}


@dataclass(frozen=True, slots=True)
class Pictures:
    """`key` names the classes from low to high and what a hatch means: pairs of style class and words."""

    title: str
    note: str
    tiles: Drawing
    map: Drawing
    key: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """Of a state, from 0 to 100; None where it may not be told."""

    number: float | None
    short: str
    long: str


def pictures(found: Comparison, measure: str) -> Pictures:
    """Tiles and map of `measure`; what is not a measure shows the share without critical failure."""
    measure = measure if measure in CUTS else CLEAR
    by_code = {code: row for row in found.rows for code in row.codes}
    values = {state.code: _value(by_code.get(state.code), measure) for state in geo.states()}
    tiles = [
        Tile(s.abbr, s.col, s.row, values[s.code].number, values[s.code].short, values[s.code].long)
        for s in geo.states()
    ]
    outlines = [
        StateOutline(outline.path, values[code].number, values[code].long) for code, outline in geo.outlines().items()
    ]
    width, height = (float(number) for number in geo.viewbox().split()[2:])
    cuts = CUTS[measure]
    title, note = {
        CLEAR: (_("Facilities without critical failure"), _("Percentage of the facilities assessed")),
        MEAN: (_("Mean score"), _("Points out of 100, of the facilities that could be rated")),
        COVERAGE: (_("Coverage"), _("Percentage of the registered facilities assessed in the last 24 months")),
    }[measure]
    return Pictures(
        title, note, tile_grid(tiles, geo.TILE_COLUMNS, geo.TILE_ROWS, cuts), state_map(outlines, width, height, cuts),
        _key(cuts, measure),
    )  # fmt: skip


def _value(row: StateRow | None, measure: str) -> Value:
    if row is None:
        return Value(None, "—", "")
    number, text = _measured(row, measure)
    if number is None:
        return Value(None, _short(row), f"{row.name}: {why_hidden(row, wording()) or _('not enough rated facilities')}")
    return Value(number, str(int(number)), f"{row.name}: {text}, n = {row.assessed}")


def _measured(row: StateRow, measure: str) -> tuple[float | None, str]:
    if measure == MEAN:
        return (None, "") if row.mean is None else (row.mean, rounded(row.mean))
    share = row.coverage if measure == COVERAGE else row.share
    return (None, "") if share is None else (float(share * 100), f"{percent_shown(share)} %")


def _short(row: StateRow) -> str:
    if not row.registered:
        return "—"
    return "0" if row.assessed == 0 else "n<5"


def _key(cuts: tuple[int, int, int], measure: str) -> tuple[tuple[str, str], ...]:
    low, middle, high = cuts
    none = _("no facility registered") if measure == COVERAGE else _("too few facilities (n<5)")
    if measure == MEAN:
        words = [
            _("under %(cut)s points", cut=low),
            _("%(low)s to under %(high)s points", low=low, high=middle),
            _("%(low)s to under %(high)s points", low=middle, high=high),
            _("%(cut)s points or more", cut=high),
        ]
    else:
        words = [
            _("under %(cut)s%%", cut=low),
            _("%(low)s to under %(high)s%%", low=low, high=middle),
            _("%(low)s to under %(high)s%%", low=middle, high=high),
            _("%(cut)s%% or more", cut=high),
        ]
    return (*((f"q{n}", text) for n, text in enumerate(words, 1)), ("qn", none))


def funnel_of(found: Comparison) -> Drawing | None:
    """The share of every state that shows one against its number; None without a national share to stand around."""
    share = found.national.share
    points = [
        FunnelPoint(
            row.name,
            row.assessed,
            row.share * 100,
            _flag(row),
            f"{row.name}: {percent_shown(row.share)} %, n = {row.assessed}",
        )
        for row in found.rows
        if row.share is not None and row.assessed is not None
    ]
    if share is None or not points:
        return None
    label = _("country %(share)s%%", share=percent_shown(share))
    return funnel(points, share * 100, label, _("facilities assessed"))


def _flag(row: StateRow) -> str:
    return row.flag if row.flag in ("look", "review") else ""


def distribution(row: StateRow) -> tuple[Drawing, str] | None:
    """The bar of letters and its words: "A 6, B 14, C 6, D 2, NR 0"."""
    if row.counts is None:
        return None
    pairs = list(zip(RATINGS, row.counts, strict=True))
    return distribution_bar([Count(letter, n, f"{letter}: {n}") for letter, n in pairs]), ", ".join(
        f"{letter} {n}" for letter, n in pairs
    )


def interval(row: StateRow, national: StateRow) -> tuple[Drawing, str] | None:
    """The share without critical failure with its interval, against the country's share."""
    if row.gate == HIDDEN or row.share is None or row.share_low is None or row.share_high is None:
        return None
    reference = None if national.share is None else national.share * 100
    bar = interval_bar(row.share * 100, 100 * row.share_low, 100 * row.share_high, reference)
    low, high = rounded(100 * row.share_low), rounded(100 * row.share_high)
    return bar, _("%(share)s%%, interval %(low)s to %(high)s", share=percent_shown(row.share), low=low, high=high)
