"""The long fault runs, one after the other, and a table of what they saw: `make chaos`, hours.

.venv/bin/python tools/chaos.py                 every run as long as the promises ask
.venv/bin/python tools/chaos.py --only kill     those with "kill" in their name
.venv/bin/python tools/chaos.py --share 0.02    the same runs, each a fiftieth as long: to see that they all work
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """`setting` is the environment variable that says how long; `full` its value in the long run."""

    name: str
    promise: str
    path: str
    setting: str
    full: int
    shorter: Callable[[float], int]


def _fewer(full: int, least: int) -> Callable[[float], int]:
    return lambda share: max(least, round(full * share))


def _coarser(most: int) -> Callable[[float], int]:
    """Cutting at every byte: a smaller share takes larger steps."""
    return lambda share: max(1, min(most, round(1 / share)))


RUNS = (
    Run(
        "browser killed while typing",
        "P1",
        "tests/browser/onsite/test_kills.py",
        "ASSESS_BROWSER_KILLS",
        500,
        _fewer(500, 2),
    ),
    Run(
        "server killed while syncing",
        "P19",
        "tests/durability/test_killed_server.py",
        "ASSESS_TEST_KILLS",
        200,
        _fewer(200, 3),
    ),
    Run("batch cut at every byte", "P11", "tests/field/test_cuts.py", "ASSESS_CUT_STEP", 1, _coarser(97)),
    Run(
        "upload cut", "P15", "tests/uploads/test_cuts.py", "ASSESS_UPLOAD_CUT_STEP", 97, lambda share: round(97 / share)
    ),
    Run(
        "upload killed at every step",
        "P15",
        "tests/uploads/test_kills.py",
        "ASSESS_KILL_EVERY_STEP",
        1,
        lambda _share: 1,
    ),
    Run("photos over a bad link", "P15", "tests/uploads/test_bad_link.py", "ASSESS_LINK_PHOTOS", 300, _fewer(300, 1)),
    Run(
        "deliveries repeated in parallel",
        "P10",
        "tests/api/onsite/test_parallel.py",
        "ASSESS_DELIVERIES",
        100_000,
        _fewer(100_000, 600),
    ),
    Run(
        "devices, tabs and clocks",
        "P12",
        "tests/core/merge/test_machine.py",
        "ASSESS_EXAMPLES",
        50_000,
        _fewer(50_000, 100),
    ),
    Run("damaged pictures", "P26", "tests/imaging/test_limits.py", "ASSESS_FUZZ_FILES", 10_000, _fewer(10_000, 100)),
)
#: Minutes of the run with everything at once (P17).
EVERYTHING = 30


def _pytest(run: Run, share: float) -> tuple[bool, str]:
    value = run.shorter(share) if share < 1 else run.full
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--show-capture=no", run.path]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {run.setting: str(value)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-1000:])
    closing = re.findall(r"^\d+ \w+.*$", done.stdout, re.MULTILINE)
    return done.returncode == 0, f"{run.setting}={value}: {closing[-1] if closing else 'no tests'}"


def _everything(share: float) -> tuple[bool, str]:
    minutes = max(0.2, EVERYTHING * share)
    command = [sys.executable, "-m", "tests.field.chaos", "--minutes", str(minutes)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr[-2000:])
    return done.returncode == 0, f"{minutes:g} minutes"


def _chosen(only: str) -> Iterator[tuple[str, str, Callable[[float], tuple[bool, str]]]]:
    for run in RUNS:
        if only in run.name:
            yield run.name, run.promise, lambda share, run=run: _pytest(run, share)  # type: ignore[misc]
    if only in "everything at once":
        yield "everything at once", "P17", _everything


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORDS")
    parser.add_argument("--share", type=float, default=1.0, help="of the full length, more than 0 and at most 1")
    options = parser.parse_args()
    if not 0 < options.share <= 1:
        parser.error("--share is more than 0 and at most 1")
    rows, held = [], True
    for name, promise, work in _chosen(options.only):
        begun = time.monotonic()
        ok, told = work(options.share)
        held = held and ok
        rows.append(f"{promise:5}{name:34}{'held' if ok else 'BROKEN':8}{time.monotonic() - begun:>8.0f} s  {told}")
        print(rows[-1], flush=True)
    print("\n".join(["", *rows]))
    sys.exit(not held)


if __name__ == "__main__":
    main()
