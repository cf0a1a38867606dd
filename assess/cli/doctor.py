"""`assess doctor`: what is well and what is not, each with the way out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import click

from assess.cli.application import application, checked_settings
from assess.cli.speech import SpokenCommand, say
from assess.core.rules import N_

#: Less free space than this on the instance folder's disk is told.
LEAST_FREE = 500 * 1024 * 1024


@click.command(
    cls=SpokenCommand,
    help=N_("Examine configuration, database, disk, standards and audit chain.\n\nExample: assess doctor"),
)
def doctor() -> None:
    settings = checked_settings()
    with application(settings):
        found = list(_examine())
    free = shutil.disk_usage(settings.instance).free
    found.append((free >= LEAST_FREE, N_("Disk: {mb} MB free"), N_("Make room on the disk."), {"mb": free // 2**20}))
    for well, what, way_out, params in found:
        mark = say(N_("well")) if well else say(N_("NOT WELL"))
        click.echo(f"{mark:<10} {say(what, **params)}" + ("" if well else f". {say(way_out)}"))
    if not all(well for well, *_rest in found):
        raise SystemExit(1)


def _examine() -> Iterator[tuple[bool, str, str, dict[str, object]]]:
    from assess import schema
    from assess.models import db

    current, head = schema.current(), schema.head()
    yield current == head, N_("Schema: {current}"), N_("Start with: assess run"), {"current": current}
    if current != head:
        return
    if schema.database_file():
        with db.engine.connect() as connection:
            answer = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        yield answer == "ok", N_("Database file: {answer}"), N_("Restore the last backup."), {"answer": answer}
    yield from _contents()


def _contents() -> Iterator[tuple[bool, str, str, dict[str, object]]]:
    from assess.services import audit, standards

    broken = next(audit.faults(), None)
    yield (
        broken is None,
        N_("Audit chain: {n} entries"),
        N_("It was altered. See where with: assess audit verify"),
        {"n": audit.length()},
    )
    versions = standards.versions()
    yield bool(versions), N_("Instruments: {n}"), N_("Load them with: assess run"), {"n": len(versions)}
