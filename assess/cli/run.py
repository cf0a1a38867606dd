"""`assess run`: migrate, load the standards, make the demo if asked, and serve."""

from __future__ import annotations

import errno
import gc
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from assess.cli.speech import SpokenCommand, option, plural, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from flask import Flask

    from assess.settings import Settings

#: The demo that `--demo` makes: large enough for every state to have something to show, made in well under a minute.
FACILITIES, VISITS, SEED = 480, 3, 2023


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Bring the database up to date, load the standards and serve.\n\n"
        "With --demo: a database of its own with a fictitious country.\n\nExample: assess run --demo --port 8000"
    ),
)
@option("--demo", is_flag=True, help=N_("Serve the marked demo country, made at the first start."))
@option("--host", default="127.0.0.1", show_default=True, help=N_("Address to listen on."))
@option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=N_("Port to listen on."))
@option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help=N_("Requests served at once."))
def run(demo: bool, host: str, port: int, threads: int) -> None:
    _refuse_taken(host, port)
    from assess import create_app
    from assess.cli.application import checked_settings

    app = create_app(checked_settings(demo=demo))
    with app.app_context():
        prepare()
        if demo:
            make_demo()
        _tell(app, host, port)
    serve(app, host, port, threads)


def _refuse_taken(host: str, port: int) -> None:
    """RuleBroken when nobody can listen there, or somebody does: better now than after the work of starting."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = N_(
                "Assess cannot listen on {host}, port {port}: {problem}. Choose others with --host and --port."
            )
            if error.errno == errno.EADDRINUSE:
                message = N_("Port {port} on {host} is taken. Stop what listens there or choose another with --port.")
            raise RuleBroken(message, port=port, host=host, problem=error.strerror or error) from error


def prepare() -> None:
    """Schema, reference data and bundled standards, each only as far as it is missing."""
    from assess import schema
    from assess.models import db
    from assess.models.database import rebuilding, writing
    from assess.services import backups, reference, standards

    before = schema.current()
    schema.refuse_unknown(before)
    if before != schema.head():
        if before:
            _save_before_upgrade(before)
        click.echo(say(N_("Bringing the database up to date …")))
        with rebuilding() as connection:
            schema.make(connection, "head")
            if before:
                backups.upgraded(before, schema.head() or "", at=datetime.now(UTC))
    lock = writing.set(True)
    try:
        reference.load()
        if added := standards.load_bundled(by=None, at=datetime.now(UTC)):
            click.echo(plural("{number} instrument loaded.", "{number} instruments loaded.", len(added)))
        db.session.commit()
    finally:
        writing.reset(lock)
        db.session.remove()


def _save_before_upgrade(revision: str) -> None:
    """A backup of the database as it is, opened by this server's own key: the way back until the upgrade has proved
    itself (P21). Files of evidence are not touched by an upgrade and stay out of it."""
    from flask import current_app

    from assess.cli.backup import written
    from assess.services import backups

    settings: Settings = current_app.extensions["settings"]
    folder = settings.instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = "demo" if settings.demo else "assess"
    file = folder / f"{name}-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    click.echo(say(N_("Saving the database of schema {revision} first …"), revision=revision))
    written(settings, file, settings.secret(), lock=backups.SERVER_KEY, evidence=False)
    click.echo(say(N_("To go back: assess restore {file} --as-it-was, in an empty place."), file=file))


def make_demo() -> None:
    """The demo country, unless it is there already."""
    from assess.cli.demo import fill_with_progress
    from assess.demo import already_filled

    if not already_filled():
        fill_with_progress(FACILITIES, VISITS, SEED)


def _tell(app: Flask, host: str, port: int) -> None:
    from sqlalchemy import select

    from assess.demo.people import PASSWORD, PEOPLE
    from assess.models import User, db

    click.echo()
    click.secho(say(N_("Assess is at {address}"), address=f"http://{host}:{port}"), bold=True)
    if app.extensions["settings"].demo:
        click.echo(say(N_("Everything in it is fictitious. Sign in with the password: {password}"), password=PASSWORD))
        width = max(len(p.email) for p in PEOPLE)
        for person in PEOPLE:
            click.echo(f"  {person.email.ljust(width)}  {say(person.task)}")
    elif db.session.scalar(select(User.id).limit(1)) is None:
        click.echo(say(N_("There is no account yet. Make the first: assess user add NAME@EXAMPLE.ORG --role admin")))
    click.echo(say(N_("Press Ctrl+C to stop.")))
    db.session.remove()
    db.engine.dispose()  # no connection crosses the fork below


def serve(app: Flask, host: str, port: int, threads: int) -> None:
    """One process with threads: what SQLite likes best. Returns when it is told to stop."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": 1,
                "worker_class": "gthread",
                "threads": threads,
                "preload_app": True,
                "loglevel": os.environ.get("ASSESS_LOG_LEVEL", "warning"),
                "control_socket_disable": True,
                "proc_name": "assess",
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    gc.freeze()  # what is loaded stays: to look through it for garbage takes some tenth of a second each time
    Server().run()
