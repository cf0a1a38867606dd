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
    from assess.services.scoring import score_files
    from assess.standards.check import read

    given = read_answers(answers)
    loaded = read(instrument).instrument
    found: Any = score_files(loaded, given)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(table(loaded, found)))


def read_answers(path: Path) -> object:
    """What the JSON file holds. Raises RuleBroken where it is too large, not JSON, or answers a code twice."""
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise RuleBroken(N_("{path} is larger than 1 MB. Check that it is the file of answers."), path=path)
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = N_("{path}:{line}:{column}: this is not JSON. Check quotes, commas and braces here.")
        raise RuleBroken(message, path=path, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:  # bytes that are no text, numbers and nesting without end
        raise RuleBroken(N_("{path} is not a JSON file of answers in UTF-8. Save it as such."), path=path) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, value in pairs:
        if code in found:
            raise RuleBroken(N_("{code} is answered twice. Keep one of the two answers."), field=code, code=code)
        found[code] = value
    return found


def table(instrument: Instrument, found: dict[str, Any]) -> list[str]:
    """The result as aligned lines: one per domain, then the whole in sentences."""
    titles = {domain.id: domain.title[language()] for domain in instrument.domains}
    head = (say(N_("Domain")), say(N_("Score")), say(N_("Rating")), say(N_("Coverage %")), "")
    rows = [
        (id, one["score"] or "–", one["rating"], one["coverage"], titles[id]) for id, one in found["domains"].items()
    ]
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(4)]
    lines = ["  ".join([*(row[at].ljust(widths[at]) for at in range(4)), row[4]]).rstrip() for row in (head, *rows)]
    return [*lines, "", _whole(found["overall"])]


def _whole(overall: dict[str, Any]) -> str:
    if overall["score"] is None:
        return say(N_("Nothing was scored: the rating is NR."))
    message = N_("Whole: {score} ({exact}), letter by score {letter_by_score}, rating {rating}, coverage {coverage} %.")
    sentences = [say(message, **overall)]
    if overall["capped_by"]:
        sentences.append(say(N_("Capped by: {rules}."), rules=", ".join(overall["capped_by"])))
    if overall["at_most"]:
        sentences.append(say(N_("At most {letter}."), letter=overall["at_most"]))
    return " ".join(sentences)
