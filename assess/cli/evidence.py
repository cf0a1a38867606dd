"""`assess evidence …`: whether the store holds what the database names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assess.cli.application import opened
from assess.cli.speech import SpokenGroup, SpokenOption, plural, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.storage import Storage

One = TypeVar("One")
#: Between two of these the database is free for others.
BATCH = 200


@click.group(
    cls=SpokenGroup, help=N_("Examine the photos and files of visits.\n\nExample: assess evidence check --share 1/7")
)
def evidence() -> None:
    """Holds the command below."""


@evidence.command(
    help=N_(
        "Read files and compare their sums; exit 1 and name those that are missing or damaged. What no visit names is "
        "removed after a day.\n\nExample, every night: assess evidence check --share 1/7"
    )
)
@click.option(
    "--share",
    default="1",
    cls=SpokenOption,
    help=N_("Which part to read, those first that were read longest ago: 1/7 reads everything within a week."),
)
@click.option("--json", "as_json", is_flag=True, cls=SpokenOption, help=N_("Print the result as JSON."))
def check(share: str, as_json: bool) -> None:
    part = _share(share)
    with opened():
        found = _check(part)
    if as_json:
        click.echo(json.dumps(found))
    else:
        _tell(found)
    if found["holes"]:
        raise SystemExit(1)


def _share(text: str) -> Fraction:
    try:
        part = Fraction(text)
    except (ValueError, ZeroDivisionError):
        part = Fraction(0)
    if not 0 < part <= 1:
        raise RuleBroken(N_("{share} is no part of a whole. Write 1/7, or 1 for everything."), share=text[:20])
    return part


def _check(part: Fraction) -> dict[str, Any]:
    from assess.cli.application import checked_settings
    from assess.storage import Storage

    storage = Storage(checked_settings().storage)
    checked, holes = _read(storage, part)
    orphans, size = _clean(storage)
    return {"checked": checked, "holes": holes, "orphans_removed": orphans, "bytes_removed": size}


def _read(storage: Storage, part: Fraction) -> tuple[int, list[dict[str, str]]]:
    from assess.http.clock import now
    from assess.http.transactions import changing
    from assess.models import db
    from assess.services.evidence import checking

    rows = checking.due(part)
    db.session.rollback()
    found = []
    for batch in _batches(iter(rows)):
        holes = list(checking.holes(storage, batch))
        bad = {hole.id for hole in holes}
        found += [
            {"id": str(hole.id), "visit": str(hole.visit_id), "sha256": hole.sha256, "what": hole.what}
            for hole in holes
        ]
        with changing():
            checking.note_verified([row.id for row in batch if row.id not in bad], at=now())
    return len(rows), found


def _clean(storage: Storage) -> tuple[int, int]:
    """How many orphans were removed, and how many bytes they had."""
    from assess.http.clock import now
    from assess.http.transactions import changing
    from assess.models import db
    from assess.services.evidence import checking

    at, removed, size = now(), 0, 0
    with changing():
        checking.forget_stale_uploads(at=at)
    for batch in _batches(checking.old(storage, at=at)):
        orphans = checking.unnamed(batch)
        db.session.rollback()
        for orphan in orphans:
            with changing():
                gone = checking.remove(storage, orphan, at=at)
            removed, size = removed + gone, size + gone * orphan.size
    return removed, size


def _batches(many: Iterator[One]) -> Iterator[Sequence[One]]:
    while batch := list(islice(many, BATCH)):
        yield batch


def _tell(found: dict[str, Any]) -> None:
    for hole in found["holes"]:
        click.echo(
            say(
                N_("{what}: {id} of visit {visit}. Look for it on the device or in a backup."),
                what=say(_WHAT[hole["what"]]),
                id=hole["id"],
                visit=hole["visit"],
            ),
            err=True,
        )
    click.echo(plural("{number} file read.", "{number} files read.", found["checked"]))
    click.echo(plural("{number} leftover removed.", "{number} leftovers removed.", found["orphans_removed"]))


_WHAT = {"missing": N_("Missing file"), "damaged": N_("Damaged file")}
