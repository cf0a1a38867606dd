"""The language that the command line speaks, and click commands whose help is translated when it is shown."""

from __future__ import annotations

import os
from typing import Any

import click

from assess.wording import Wording

LANGUAGES = ("es", "en")
_chosen: list[str] = []


def set_language(language: str) -> None:
    """Speak `language` from here on."""
    _chosen[:] = [language]


def language() -> str:
    """What `--lang` said, else the language of the system (LC_ALL, LC_MESSAGES, LANG), else Spanish."""
    if _chosen:
        return _chosen[0]
    system = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if system.lower().startswith("en") else "es"


def say(message: str, **params: object) -> str:
    """The sentence of a catalogue id, in the language of this run."""
    return Wording(language())(message, **params)


def plural(one: str, many: str, number: int, **params: object) -> str:
    """As `say`, in the form that fits the number; `{number}` is filled."""
    return Wording(language()).plural(one, many, number, **params)


class _Spoken(click.Command):
    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        plain, self.help = self.help, say(self.help or "")
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = plain

    def get_short_help_str(self, limit: int = 45) -> str:
        return say(self.help or "").split("\n")[0]


class SpokenCommand(_Spoken):
    """A command whose help is a catalogue id."""


class SpokenGroup(_Spoken, click.Group):
    """A group whose help, and by default that of its commands, is a catalogue id."""

    command_class = SpokenCommand


class SpokenOption(click.Option):
    """An option whose help is a catalogue id."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        plain, self.help = self.help, say(self.help or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = plain


def option(*names: str, **settings: Any) -> Any:
    """`click.option` with translated help."""
    return click.option(*names, cls=SpokenOption, **settings)
