"""`assess audit …`: the chain of who did what."""

from __future__ import annotations

import click

from assess.cli.application import opened
from assess.cli.speech import SpokenGroup, plural, say
from assess.core.rules import N_


@click.group(cls=SpokenGroup, help=N_("Examine the audit chain.\n\nExample: assess audit verify"))
def audit() -> None:
    """Holds the command below."""


@audit.command(
    help=N_("Walk the whole chain; exit 1 and name the entries when it was altered.\n\nExample: assess audit verify")
)
def verify() -> None:
    from itertools import islice

    from assess.services import audit as service

    with opened():
        faults, length = list(islice(service.faults(), 50)), service.length()
    if faults:
        click.echo(say(N_("The audit chain was altered at: {places}."), places=", ".join(faults)), err=True)
        raise SystemExit(1)
    click.echo(plural("{number} entry, the chain is whole.", "{number} entries, the chain is whole.", length))
