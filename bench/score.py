"""How long one score of the largest bundled instrument takes, against the limit of 1 ms and the reference function.

    .venv/bin/python bench/score.py

Every row scores all 136 criteria of the checklist for residential care. The method's reference function works out the
overall and domain scores alone, in fractions: no bounds, no standards, no evidence rules. It is there for scale.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assess.core.entry import Entry, Inputs  # noqa: E402
from assess.core.instrument import Instrument  # noqa: E402
from assess.core.profile import Profile  # noqa: E402
from assess.core.scoring import plain_entries, result  # noqa: E402
from assess.standards.check import read  # noqa: E402
from tests.core.reference import result as reference  # noqa: E402

INSTRUMENT = ROOT / "standards" / "guia-2023-2026-11.yaml"
LIMIT = 1.0
ROUNDS, REPEATS = 15, 40


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of the best of several rounds: other work on the machine can only slow one down."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        start = process_time()
        for _ in range(REPEATS):
            work()
        rounds.append((process_time() - start) / REPEATS * 1000)
    return min(rounds)


def visited(instrument: Instrument, answers: Mapping[str, int | str | None]) -> dict[str, Entry]:
    """The same answers as a team leaves them: methods, a note, a file."""
    note = "Seen in three rooms and told by two of the staff."
    return {
        code: Entry(value, note, instrument.criteria[code].verify[:2], evidence=1) for code, value in answers.items()
    }


def measurements(instrument: Instrument) -> Inputs:
    """A number for every input, three of them where each shift or room has its own."""
    measures = [c.measure for c in instrument.criteria.values() if c.measure]
    return {
        one.id: Fraction(6) if measure.per == "visit" else (Fraction(6), Fraction(7), Fraction(8))
        for measure in measures
        for one in measure.inputs
    }


def shape(instrument: Instrument) -> list[dict[str, object]]:
    """The instrument as the reference function takes it."""
    return [
        {
            "id": domain.id,
            "weight": domain.weight,
            "limiting": domain.limiting,
            "standards": [
                {"weight": s.weight, "criteria": [(c.code, c.weight, c.critical) for c in s.criteria]}
                for s in domain.standards
            ],
        }
        for domain in instrument.domains
    ]


def main() -> None:
    instrument = read(INSTRUMENT).instrument
    pick = random.Random(1)
    whole = {code: pick.choices((0, 1, 2, 3), (1, 3, 8, 8))[0] for code in instrument.criteria}
    gaps = {code: level for code, level in whole.items() if pick.random() < 0.9}
    profile = Profile("cas_publico", girls_0=1, boys_0=0, girls_6_11=8, boys_6_11=9, girls_12_17=4, boys_12_17=5)
    domains = shape(instrument)
    rows = [
        ("plain answers, complete", lambda: result(instrument, plain_entries(whole)), whole),
        ("plain answers, a tenth missing", lambda: result(instrument, plain_entries(gaps)), gaps),
    ]
    for name, answers in (("a visit, complete", whole), ("a visit, a tenth missing", gaps)):
        entries = visited(instrument, answers)
        rows.append((name, lambda entries=entries: result(instrument, entries, profile), answers))
    entries, inputs = visited(instrument, whole), measurements(instrument)
    rows.append(("a visit with measurements", lambda: result(instrument, entries, profile, inputs), whole))
    print(f"{len(instrument.criteria)} criteria, limit {LIMIT:.1f} ms")
    print(f"{'':32}{'ms':>8}{'of limit':>10}{'reference ms':>14}{'ratio':>8}")
    for name, work, answers in rows:
        ours, theirs = milliseconds(work), milliseconds(lambda answers=answers: reference(domains, answers))
        print(f"{name:32}{ours:8.3f}{ours / LIMIT:9.2f}x{theirs:14.3f}{ours / theirs:7.2f}x")


if __name__ == "__main__":
    main()
