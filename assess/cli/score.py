"""`assess score`: a score from an instrument file and plain answers, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assess.cli.speech import SpokenCommand, language, option, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.core.instrument import Instrument
    from assess.core.result import Result

#: Answers to a thousand criteria fit in a twentieth of this.
MAX_BYTES = 1_000_000


@click.command(
    cls=SpokenCommand,
    help=N_(
        'Score answers ({"CODE": 0 to 3, "NA" or null}) with an instrument file; the evidence rules do not apply.\n\n'
        "Example: assess score standards/guia-2023-2026-11.yaml answers.json --json"
    ),
)
@click.argument("instrument", metavar="INSTRUMENT.yaml", type=click.Path(path_type=Path))
@click.argument("answers", metavar="ANSWERS.json", type=click.Path(path_type=Path))
@option("--json", "as_json", is_flag=True, help=N_("Print the result in the shape of the method's test vectors."))
def score(instrument: Path, answers: Path, as_json: bool) -> None:
    from assess.core.scoring import plain_entries, result, vector_json
    from assess.standards.check import read

    given = read_answers(answers)
    loaded = read(instrument).instrument
    found = result(loaded, plain_entries(given))
    if as_json:
        click.echo(json.dumps(vector_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(table(loaded, found)))


def read_answers(path: Path) -> dict[str, Any]:
    """The object of an answers file. Raises RuleBroken for anything that is not one JSON object of codes."""
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise RuleBroken(N_("{path} is larger than 1 MB. Check that it is the file of answers."), path=path)
    try:
        answers = json.loads(raw, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = N_("{path}:{line}:{column}: this is not JSON. Check quotes, commas and braces here.")
        raise RuleBroken(message, path=path, line=error.lineno, column=error.colno) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise RuleBroken(N_("{path} is not JSON text in UTF-8. Save it as such."), path=path) from error
    if not isinstance(answers, dict):
        message = N_('{path}: the answers have to be one object of codes, for example {{"A-1": 3, "A-2": "NA"}}.')
        raise RuleBroken(message, path=path)
    for code, value in answers.items():
        if isinstance(value, dict | list):
            raise RuleBroken(N_('{code}: write 0, 1, 2, 3, "NA" or null as its answer.'), code=code)
    return answers


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, value in pairs:
        if code in found:
            raise RuleBroken(N_("{code} is answered twice. Keep one of the two answers."), field=code, code=code)
        found[code] = value
    return found


def table(instrument: Instrument, found: Result) -> list[str]:
    """The result as aligned lines: one per domain, then the whole."""
    from assess.core.shown import percent_shown, shown

    titles = {domain.id: domain.title[language()] for domain in instrument.domains}
    rows = [
        (
            one.id,
            "–" if one.score is None else shown(one.score),
            one.rating,
            percent_shown(one.coverage),
            titles[one.id],
        )
        for one in found.domains
    ]
    head = (say(N_("Domain")), say(N_("Score")), say(N_("Rating")), say(N_("Coverage %")), "")
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(4)]
    lines = ["  ".join([*(row[at].ljust(widths[at]) for at in range(4)), row[4]]).rstrip() for row in (head, *rows)]
    return [*lines, "", _whole(found)]


def _whole(found: Result) -> str:
    from assess.core.shown import percent_shown, shown

    if found.score is None:
        return say(N_("Nothing was scored: the rating is NR."))
    sentence = say(
        N_("Whole: {score} ({exact}), letter by score {band}, rating {rating}, coverage {coverage} %."),
        score=shown(found.score),
        exact=found.score,
        band=found.band,
        rating=found.rating,
        coverage=percent_shown(found.coverage or found.score * 0),
    )
    if found.capped_by:
        sentence += " " + say(N_("Capped by: {rules}."), rules=", ".join(found.capped_by))
    if found.at_most:
        sentence += " " + say(N_("At most {letter}."), letter=found.at_most)
    return sentence
