"""`assess compare`: the states side by side in the terminal, as JSON or as CSV."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from assess.cli.application import opened
from assess.cli.speech import SpokenCommand, language, option, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.core.comparison import Comparison, StateRow
    from assess.services.comparisons import Filters, Population
    from assess.wording import Wording

_HEADS = (
    N_("Registered"),
    N_("Assessed"),
    N_("Coverage %"),
    "A/B/C/D/NR",
    N_("No critical failure %"),
    N_("95 % interval"),
    N_("Mean score"),
    N_("Mean interval"),
    N_("Age, days"),
    N_("Actions closed %"),
)


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Compare the states by their latest full visits in 24 months; under 5 facilities nothing is shown.\n\n"
        "Example: assess compare --by state --instrument guia-2023 --size small --csv"
    ),
)
@option("--by", default="state", show_default=True, help=N_("What is compared: state."))
@option("--instrument", default="", help=N_("Its id; without it the one with the most results."))
@option("--group", default="", help=N_("residential, space, programme or authority: they are never mixed."))
@option("--type", "type_code", default="", help=N_("Only this type of facility, by its code."))
@option("--size", default="", help=N_("Only small (to 15 children), medium (16 to 30) or large facilities."))
@option("--sector", default="", help=N_("Only public or private facilities."))
@option("--json", "as_json", is_flag=True, help=N_("Print JSON, with domain means."))
@option("--csv", "as_csv", is_flag=True, help=N_("Print CSV for a spreadsheet program."))
def compare(
    by: str, instrument: str, group: str, type_code: str, size: str, sector: str, as_json: bool, as_csv: bool
) -> None:
    if by != "state":
        raise RuleBroken(N_("“{by}” cannot be compared. Only states can: --by state"), field="by", by=by)
    if as_json and as_csv:
        raise RuleBroken(N_("Choose either --json or --csv."), field="json")
    from assess.services.comparisons import Filters

    filters = Filters(instrument, group, type_code, size, sector)
    with opened():
        if as_json:
            click.echo(_json(filters))
        elif as_csv:
            sys.stdout.buffer.write(_csv(filters))
        else:
            click.echo(_table(filters), nl=False)


def _found(filters: Filters, *, domains: bool = False) -> tuple[Population, Comparison]:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from assess.services import comparisons

    today = datetime.now(ZoneInfo("America/Mexico_City")).date()
    compared = comparisons.population(filters, on=today)
    found = comparisons.compare_population(compared, by=None, language=language(), domains=domains)
    return compared, found


def _json(filters: Filters) -> str:
    from assess.exporters.comparison_json import comparison_json
    from assess.services.comparisons import described

    compared, found = _found(filters, domains=True)
    return json.dumps({**described(compared), **comparison_json(found)}, ensure_ascii=False, indent=2)


def _csv(filters: Filters) -> bytes:
    from assess.exporters.comparison_csv import comparison_csv
    from assess.services.comparisons import facts

    compared, found = _found(filters)
    return comparison_csv(found, facts(compared, _wording()), _wording())


def _wording() -> Wording:
    from assess.wording import Wording

    return Wording(language())


def _table(filters: Filters) -> str:
    """What was compared, and aligned columns without frames or colours, as wide as they need to be."""
    from io import StringIO

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from assess.services.comparisons import facts

    compared, found = _found(filters)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column(say(N_("State")), no_wrap=True)
    for head in _HEADS:
        # One word a line keeps the columns as narrow as their numbers.
        table.add_column(say(head).replace(" ", "\n"), justify="right", no_wrap=True)
    table.add_column(say(N_("Remarks")), no_wrap=True)
    for row in (found.national, *found.rows):
        table.add_row(row.name or say(N_("Whole country")), *_figures(row), end_section=row is found.national)
    out = StringIO()
    console = Console(file=out, width=400, color_system=None, highlight=False, markup=False)
    for word, value in facts(compared, _wording()):
        console.print(f"{word}: {value}", no_wrap=True)
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _figures(row: StateRow) -> list[str]:
    from assess.core.comparison import rounded
    from assess.core.shown import percent_shown
    from assess.exporters.comparison_words import remarks

    def span(low: float | None, high: float | None, scale: int) -> str:
        return "" if low is None or high is None else f"{rounded(scale * low)}–{rounded(scale * high)}"

    return [
        str(row.registered),
        "" if row.assessed is None else str(row.assessed),
        "" if row.coverage is None else percent_shown(row.coverage),
        "/".join(str(count) for count in row.counts or ()),
        "" if row.share is None else percent_shown(row.share),
        span(row.share_low, row.share_high, 100),
        "" if row.mean is None else rounded(row.mean),
        span(row.mean_low, row.mean_high, 1),
        "" if row.age_days is None else str(row.age_days),
        "" if row.closure is None else percent_shown(row.closure),
        "; ".join(remarks(row, _wording())),
    ]
