"""All nine standards ready to score: from the JSON that the database keeps (the limit is 400 ms), and from their YAML.

`python bench/load_standards.py` prints a table; the ratio is to the limit of 400 ms.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from assess.standards.build import build, from_content
from assess.standards.bundled import files, known
from assess.standards.check import read

LIMIT = 400.0


def timed(work: Callable[[], object], runs: int) -> float:
    """Median time of `runs` runs, in milliseconds."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - started))
    return statistics.median(found)


def main() -> None:
    loaded = [read(path) for path in files()]
    contents = [one.content for one in loaded]
    criteria = sum(len(one.instrument.criteria) for one in loaded)
    rows = [
        ("stored JSON to instruments", timed(lambda: [build(from_content(content)) for content in contents], 15)),
        ("second start: hashes against the index", timed(known, 15)),
        ("first start: YAML read, checked, built", timed(lambda: [read(path) for path in files()], 3)),
    ]
    print(f"{len(loaded)} instruments, {criteria} criteria, {sum(map(len, contents)) / 1000:.0f} kB of JSON")
    for name, milliseconds in rows:
        print(f"{name:<42}{milliseconds:>9.1f} ms{milliseconds / LIMIT:>8.2f} x 400 ms")


if __name__ == "__main__":
    main()
