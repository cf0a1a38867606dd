"""`assess facilities …`: the registry from tables."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assess.cli.speech import SpokenGroup, option, plural, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.importers.facilities import Outcome
    from assess.importers.table import Table


@click.group(
    cls=SpokenGroup,
    help=N_("Bring facilities in from tables.\n\nExample: assess facilities import centros.csv --dry-run"),
)
def facilities() -> None:
    """Holds the command below."""


@facilities.command(
    "import",
    help=N_(
        "Add and change the facilities of a table, all of its rows or none.\n\n"
        "Example: assess facilities import centros.xlsx --map name=Denominación --dry-run"
    ),
)
@click.argument("file", metavar="FILE.csv|xlsx", type=click.Path(path_type=Path))
@option("--map", "corrections", metavar="NAME=COLUMN", multiple=True, help=N_("Which column holds a field."))
@option("--dry-run", is_flag=True, help=N_("Only tell what would happen."))
@option("--json", "as_json", is_flag=True, help=N_("Print JSON for a program to read."))
def import_(file: Path, corrections: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    from assess.cli.application import opened
    from assess.importers import facilities as importer
    from assess.importers.kept import open_table

    with tempfile.TemporaryDirectory() as folder, opened(write=not dry_run):
        table = open_table(file, Path(folder) / "table.csv")
        mapping = importer.mapping_from(table, _corrections(corrections))
        at = datetime.now(UTC)
        if dry_run:
            outcome = importer.examine(table, mapping, by=None, at=at)
        else:
            with file.open("rb") as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            outcome = importer.apply(table, mapping, sha256=sha256, by=None, at=at)
    if as_json:
        click.echo(json.dumps(_as_data(outcome, table, dry_run), ensure_ascii=False, indent=2))
    else:
        _tell(outcome, table, dry_run)
    if outcome.faulty:
        raise SystemExit(1)


def _corrections(pairs: tuple[str, ...]) -> dict[str, str]:
    """field -> heading from NAME=COLUMN; RuleBroken for what is no such pair or names no field."""
    from assess.services.facilities import FIELDS

    found = {}
    for pair in pairs:
        name, equals, heading = pair.partition("=")
        if not equals or name not in FIELDS:
            raise RuleBroken(
                N_("“{pair}” is not NAME=COLUMN. NAME is one of: {names}."), pair=pair, names=", ".join(FIELDS)
            )
        found[name] = heading
    return found


def _as_data(outcome: Outcome, table: Table, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "encoding": table.encoding,
        "rows": outcome.rows,
        "added": outcome.added,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "faulty": outcome.faulty,
        "faults": [
            {
                "row": fault.line,
                "column": fault.heading,
                "field": fault.broken.field,
                "message": say(fault.broken.message, **fault.broken.params),
            }
            for fault in outcome.faults
        ],
    }


def _tell(outcome: Outcome, table: Table, dry_run: bool) -> None:
    if table.is_guessed:
        click.echo(
            say(N_("The file was read as Windows-1252. Check the accents: {texts}"), texts=", ".join(table.samples()))
        )
    for fault in outcome.faults:
        sentence = say(fault.broken.message, **fault.broken.params)
        column = f", {fault.heading}" if fault.heading else ""
        click.echo(say(N_("Row {row}{column}: {sentence}"), row=fault.line, column=column, sentence=sentence), err=True)
    if outcome.faulty:
        click.echo(
            plural(
                "{number} row cannot be imported, so none is.",
                "{number} rows cannot be imported, so none is.",
                outcome.faulty,
            ),
            err=True,
        )
        return
    would = N_("Would be added: {added}. Would be changed: {changed}. Already so: {unchanged}.")
    done = N_("Added: {added}. Changed: {changed}. Already so: {unchanged}.")
    counts = {"added": outcome.added, "changed": outcome.changed, "unchanged": outcome.unchanged}
    click.echo(say(would if dry_run else done, **counts))
