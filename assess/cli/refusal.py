"""The one place where what goes wrong in a command becomes a sentence on standard error and exit code 1."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import click

from assess.cli.speech import say
from assess.core.rules import N_, RuleBroken


class Refused(Exception):
    """Carries the sentence that the person reads."""


class Refusing(click.Group):
    """A group that ends with exit code 1 and one sentence, whatever happens below it; never with a traceback."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, standalone_mode: bool = True, **more: Any
    ) -> Any:
        run: partial[Any] = partial(super().main, args, prog_name, standalone_mode=False, **more)
        if not standalone_mode:
            return run()
        try:
            with _told():
                sys.exit(run() or 0)
        except Refused as refused:
            click.echo(str(refused), err=True)
            sys.exit(1)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except RuleBroken as broken:
        raise Refused(say(broken.message, **broken.params)) from broken
    except click.ClickException as error:
        raise Refused(_usage(error)) from error
    except (click.Abort, KeyboardInterrupt) as error:
        raise Refused(say(N_("Stopped before the end."))) from error
    except OSError as error:
        raise Refused(_file(error)) from error
    except Exception as error:
        from assess.storage import Unavailable  # loaded by then where it is raised

        if isinstance(error, Unavailable):
            away = N_("The store of evidence does not answer: {problem}. Try again later.")
            raise Refused(say(away, problem=error)) from error
        if os.environ.get("ASSESS_DEBUG"):
            raise
        # The last resort: a fault of ours is told in a sentence too.
        ours = N_("Something went wrong inside Assess ({kind}). Run it again with ASSESS_DEBUG=1 and report it.")
        raise Refused(say(ours, kind=type(error).__name__)) from error


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "assess"
    if isinstance(error, click.NoSuchOption):
        return say(N_("There is no option {name}. See: {command} --help"), name=error.option_name, command=command)
    if isinstance(error, click.MissingParameter) and error.param:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.human_readable_name
        return say(N_("{name} is missing. See: {command} --help"), name=name, command=command)
    return say(N_("{problem} See: {command} --help"), problem=error.format_message(), command=command)


def _file(error: OSError) -> str:
    """A sentence for a file or folder that cannot be used; an empty one when the reader of a pipe has left."""
    name = error.filename or ""
    if error.errno == errno.EPIPE:
        return ""
    if isinstance(error, FileNotFoundError):
        return say(N_("There is no file or folder {name}. Check the name."), name=name)
    if isinstance(error, PermissionError):
        return say(N_("{name} may not be opened. Check its permissions."), name=name)
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        return say(N_("{name} is not a file. Check the name."), name=name)
    return say(N_("{name} could not be used: {problem}."), name=name, problem=error.strerror or error)
