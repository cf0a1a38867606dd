"""`assess results`: the stored results made anew from the answers."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from assess.cli.application import opened
from assess.cli.speech import SpokenGroup, plural, say
from assess.core.rules import N_


@click.group(
    cls=SpokenGroup,
    help=N_("Check stored results against the answers.\n\nExample: assess results rebuild"),
)
def results() -> None:
    """Holds the command below."""


@results.command(
    help=N_(
        "Compute every final result again and renew the rows that comparisons read. Ends with 1 and names the visits "
        "whose stored result is not what their answers give; those are left as they are.\n\n"
        "Example: assess results rebuild"
    )
)
def rebuild() -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assess.services import results as service

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    differing, checked = [], 0
    with opened(write=True), Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(say(N_("Computing results")), total=service.count())
        for visit, held in service.rebuild(at=datetime.now(UTC)):
            checked += 1
            differing += [] if held else [f"{visit.id}  {visit.visited_on.isoformat()}  {visit.facility.name}"]
            bar.update(task, completed=checked)
    click.echo(plural("{number} result was computed again.", "{number} results were computed again.", checked))
    if differing:
        click.echo(say(N_("These stored results are not what their answers give:")), err=True)
        click.echo("\n".join(differing), err=True)
        raise SystemExit(1)
    click.echo(say(N_("All of them are as stored.")))
