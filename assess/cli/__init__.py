"""The command `assess`: a table of subcommands, each imported only when it is called.

To add a command, write `assess/cli/<noun>.py` and name it in COMMANDS. Messages are catalogue ids in `N_("…")`: help is
translated when it is shown, errors are raised as RuleBroken or told with `assess.cli.speech.say`.
"""

from __future__ import annotations

from importlib import import_module

import click

from assess.cli.refusal import Refusing
from assess.cli.speech import LANGUAGES, SpokenGroup, SpokenOption, set_language
from assess.core.rules import N_

#: name -> module:attribute of a click command.
COMMANDS = {
    "run": "assess.cli.run:run",
    "demo": "assess.cli.demo:demo",
    "user": "assess.cli.user:user",
    "audit": "assess.cli.audit:audit",
    "evidence": "assess.cli.evidence:evidence",
    "compare": "assess.cli.compare:compare",
    "scorecard": "assess.cli.scorecard:scorecard",
    "results": "assess.cli.results:results",
    "backup": "assess.cli.backup:backup",
    "restore": "assess.cli.backup:restore",
    "doctor": "assess.cli.doctor:doctor",
    "standards": "assess.cli.standards:standards",
    "score": "assess.cli.score:score",
    "facilities": "assess.cli.facilities:facilities",
}


class _Commands(Refusing, SpokenGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def _choose(ctx: click.Context, parameter: click.Parameter, language: str | None) -> None:
    if language:
        set_language(language)


@click.group(
    cls=_Commands,
    help=N_("Measure and improve the quality of residential care for children.\n\nExample: assess run --demo"),
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_choose,
    cls=SpokenOption,
    help=N_("Language of messages; without it that of the system, else Spanish."),
)
def main() -> None:
    """Only carries the options of every command."""
