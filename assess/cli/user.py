"""`assess user …`: the accounts that an administrator makes from the command line, above all the first one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from assess.cli.application import opened
from assess.cli.speech import SpokenGroup, option, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.models import Facility, User


@click.group(
    cls=SpokenGroup,
    help=N_("Add, disable and reset accounts.\n\nExample: assess user add ana@example.org --role admin"),
)
def user() -> None:
    """Holds the commands below."""


@user.command(
    help=N_(
        "Open an account with one right and print its first password, which must be changed at the first sign-in.\n\n"
        "Example: assess user add ana@example.org --name 'Ana Ejemplo' --role state_authority --state 05"
    )
)
@click.argument("email")
@option("--name", default="", help=N_("The person's name; without it the address."))
@option("--role", required=True, help=N_("assessor, lead_assessor, director, state_authority, national_authority …"))
@option("--state", default=None, help=N_("State of the right: key, abbreviation or name."))
@option("--facility", default=None, help=N_("Folio of the facility of the right."))
def add(email: str, name: str, role: str, state: str | None, facility: str | None) -> None:
    from assess.services import accounts, passwords

    with opened(write=True):
        at, password = datetime.now(UTC), passwords.first()
        person = accounts.add_user(email, name or email, password, by=None, at=at)
        place = _facility(facility)
        accounts.grant(person, role, state_code=_state(state), facility=place, by=None, at=at)
    click.echo(say(N_("Account {email} is open. First password: {password}"), email=email, password=password))


def _state(text: str | None) -> str | None:
    from assess import geo

    if text is None:
        return None
    found = geo.find_state(text)
    if found is None:
        raise RuleBroken(N_("There is no state “{text}”. Use its key (01 to 32), abbreviation or name."), text=text)
    return found.code


def _facility(folio: str | None) -> Facility | None:
    from sqlalchemy import select

    from assess.models import Facility, db

    if folio is None:
        return None
    found = db.session.scalar(select(Facility).where(Facility.folio == folio))
    if found is None:
        raise RuleBroken(N_("There is no facility with folio {folio}."), folio=folio)
    return found


@user.command(help=N_("Close an account and end its sessions.\n\nExample: assess user disable ana@example.org"))
@click.argument("email")
def disable(email: str) -> None:
    from assess.services import accounts

    with opened(write=True):
        accounts.disable(_known(email), by=None, at=datetime.now(UTC))
    click.echo(say(N_("Account {email} is closed."), email=email))


@user.command(
    help=N_("Give an account a new first password and end its sessions.\n\nExample: assess user reset ana@example.org")
)
@click.argument("email")
def reset(email: str) -> None:
    from assess.services import accounts

    with opened(write=True):
        password = accounts.reset_password(_known(email), by=None, at=datetime.now(UTC))
    click.echo(say(N_("New first password of {email}: {password}"), email=email, password=password))


def _known(email: str) -> User:
    from assess.services import accounts

    found = accounts.by_email(email)
    if found is None:
        raise RuleBroken(N_("There is no account for {email}. Check the address."), email=email)
    return found
