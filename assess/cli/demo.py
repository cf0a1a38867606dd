"""`assess demo`: a fictitious country of any size in a database of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click

from assess.cli.speech import SpokenCommand, option, say
from assess.core.rules import N_, RuleBroken


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Make a fictitious country in the demo database; the same seed gives the same one.\n\n"
        "Example: assess demo --facilities 1000 --visits 3 --seed 7"
    ),
)
@option("--facilities", default=480, show_default=True, type=int, help=N_("How many facilities."))
@option("--visits", default=3, show_default=True, type=int, help=N_("At most how many visits each."))
@option("--seed", default=2023, show_default=True, type=int, help=N_("What the country is made from."))
@option("--on", default=None, help=N_("The day that counts as today, as 2026-11-22."))
def demo(facilities: int, visits: int, seed: int, on: str | None) -> None:
    from assess.cli.application import application, checked_settings
    from assess.cli.run import prepare
    from assess.demo import check_size

    check_size(facilities, visits)  # before anything is made
    today = _day(on)
    with application(checked_settings(demo=True)):
        prepare()
        fill_with_progress(facilities, visits, seed, today)
    click.echo(say(N_("Done. See it with: assess run --demo")))


def fill_with_progress(facilities: int, visits: int, seed: int, today: date | None = None) -> None:
    """Fill the database of the application context with a bar that tells how far it is; all or nothing."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assess.demo import fill
    from assess.models import db
    from assess.models.database import writing

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    lock = writing.set(True)
    try:
        with Progress(*columns) as bar:
            task = bar.add_task(say(N_("Making the demo country")), total=facilities)
            for progress in fill(facilities, visits, seed, today=today or _day(None), at=datetime.now(UTC)):
                bar.update(task, completed=progress.done)
        db.session.commit()
    finally:
        db.session.rollback()
        writing.reset(lock)
        db.session.remove()


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(ZoneInfo("America/Mexico_City")).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken(N_("“{text}” is not a day. Write it as 2026-11-22."), text=text) from error
