"""`assess scorecard`: a scorecard, a plan or an empty checklist as a PDF file."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from assess.cli.application import checked_settings, opened
from assess.cli.speech import LANGUAGES, SpokenCommand, option, say
from assess.cli.speech import language as spoken
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.models import Visit

KINDS = ("summary", "full", "plan", "blank")
MEXICO = ZoneInfo("America/Mexico_City")


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Write the scorecard of a visit, its plan, or an empty checklist (of a visit or an instrument) as a PDF.\n\n"
        "Example: assess scorecard 01a2…-77cc -o resultado.pdf --lang es --kind full"
    ),
)
@click.argument("visit", metavar="VISIT")
@option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help=N_("File to write."))
@option("--lang", "language", type=click.Choice(LANGUAGES), default=None, help=N_("Language of the document."))
@option(
    "--kind",
    type=click.Choice(KINDS),
    default="summary",
    show_default=True,
    help=N_("Summary and plan, all criteria, the plan alone, or an empty checklist."),
)
@option("--size", type=click.Choice(("A4", "Letter")), default="A4", show_default=True, help=N_("Paper."))
def scorecard(visit: str, output: Path, language: str | None, kind: str, size: str) -> None:
    with opened():
        make = _blank if kind == "blank" else _report
        content = make(visit, language or spoken(), kind, size)
    output.write_bytes(content)
    click.echo(say(N_("{path} is written."), path=output))


def _report(name: str, language: str, kind: str, size: str) -> bytes:
    from assess import pdf
    from assess.services import scorecards

    visit = _visit(name)
    if visit is None:
        raise RuleBroken(N_("There is no visit {id}. Its id is in the address of its page."), id=name)
    on = datetime.now(MEXICO).date()
    report = scorecards.build(visit, on=on, demo=checked_settings().demo, full=kind == "full")
    return pdf.render(report, language, kind, size)


def _blank(name: str, language: str, kind: str, size: str) -> bytes:
    from assess import pdf
    from assess.services import scorecards, standards
    from assess.services.focus import instrument_of

    demo = checked_settings().demo
    if visit := _visit(name):
        facility = scorecards.facts_of(visit.facility)
        return pdf.render_blank(instrument_of(visit), language, size, facility=facility, demo=demo)
    instrument_id, _, version = name.partition("@")
    return pdf.render_blank(standards.get(instrument_id, version or None), language, size, demo=demo)


def _visit(name: str) -> Visit | None:
    """The visit with that id; None when there is none, or the name is no id at all."""
    from assess.models import Visit, db

    try:
        return db.session.get(Visit, uuid.UUID(name))
    except ValueError:
        return None
