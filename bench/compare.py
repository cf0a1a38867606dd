"""What a comparison of the states costs, and what it would cost from domain results or raw answers.

    .venv/bin/python bench/compare.py [--sizes 10000 100000] [--raw 2000] [--actions 12]

Makes countries in temporary SQLite databases, each facility with one final visit, its current row and its plan. The
service is called as the command line calls it, the page and the CSV are asked for over WSGI by a signed-in national
authority; "kept" is the same question again before anything has changed. The last table works out the same means from
the tables that the current rows stand for, on a country of --raw facilities (writing the answers of 10,000 takes
minutes), and checks that they agree.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from assess import create_app  # noqa: E402
from assess.models import db  # noqa: E402
from assess.services import comparisons, standards  # noqa: E402
from assess.services.comparisons import counts  # noqa: E402
from assess.settings import Settings  # noqa: E402
from bench.country import INSTRUMENT, PASSWORD, TODAY, fill  # noqa: E402
from tests.instruments import token_of  # noqa: E402

PAGE_LIMIT = 100.0
ADDRESSES = (("page", "/comparison"), ("CSV", "/comparison/states.csv"), ("state", "/comparison/15"))
ROUNDS = 9


def milliseconds(work: Callable[[], object], *, anew: bool = True) -> tuple[float, float, float, float]:
    """First, best and median of several rounds by the clock, and the best of this process's own work.

    Other work on the machine can only slow a round down, and the last figure least.
    """
    rounds, works = [], []
    for _ in range(ROUNDS):
        if anew:
            forget()
        start, worked = perf_counter(), process_time()
        work()
        rounds.append((perf_counter() - start) * 1000)
        works.append((process_time() - worked) * 1000)
    return rounds[0], min(rounds), sorted(rounds)[ROUNDS // 2], min(works)


def forget() -> None:
    """As after any change: nothing that was counted before is kept."""
    counts._tallies.cache_clear()


def service() -> Any:
    found = comparisons.compare(comparisons.Filters(INSTRUMENT), by=None, on=TODAY)
    db.session.rollback()
    return found


def signed_in(app: Any) -> Any:
    browser = app.test_client()
    token = token_of(browser.get("/sign-in").get_data(as_text=True))
    answer = browser.post("/sign-in", data={"email": "nacional@example.org", "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 302, answer.status_code
    return browser


def answered(browser: Any, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    answer.get_data()


def from_domain_results() -> dict[str, tuple[int, float]]:
    """Assessed facilities and mean score by state from exact domain scores: text, so they are added up here."""
    query = text(
        "SELECT f.state_code, r.id, d.score FROM facility f JOIN visit v ON v.facility_id = f.id"
        " JOIN visit_result r ON r.visit_id = v.id AND r.revision = v.revision"
        " JOIN domain_result d ON d.result_id = r.id"
        " WHERE f.closed_on IS NULL AND v.kind = 'full' AND v.status = 'final' AND v.visited_on BETWEEN :since AND :on"
    )
    sums: dict[tuple[str, str], list[Fraction]] = {}
    for state, result, score in db.session.execute(query, WINDOW):
        sums.setdefault((state, result), []).append(Fraction(score))
    return _by_state({key: float(sum(scores) / len(scores)) for key, scores in sums.items()})


def from_answers() -> dict[str, tuple[int, float]]:
    """The same from the answers, grouped by the database; each domain is known by the codes that it holds."""
    instrument = standards.get(INSTRUMENT)
    domain = " ".join(
        f"WHEN a.criterion IN ({_quoted(c.code for c in d.criteria)}) THEN '{d.id}'" for d in instrument.domains
    )
    query = text(
        f"SELECT f.state_code, v.id, CASE {domain} END, AVG(100.0 * CAST(a.entry AS REAL) / 3)"
        " FROM facility f JOIN visit v ON v.facility_id = f.id JOIN answer a ON a.visit_id = v.id"
        " WHERE f.closed_on IS NULL AND v.kind = 'full' AND v.status = 'final' AND v.visited_on BETWEEN :since AND :on"
        " GROUP BY 1, 2, 3"
    )
    sums: dict[tuple[str, str], list[float]] = {}
    for state, visit, _domain, mean in db.session.execute(query, WINDOW):
        sums.setdefault((state, visit), []).append(mean)
    return _by_state({key: sum(means) / len(means) for key, means in sums.items()})


def _quoted(codes: Iterator[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _by_state(scores: dict[tuple[str, str], float]) -> dict[str, tuple[int, float]]:
    found: dict[str, list[float]] = {}
    for (state, _one), score in scores.items():
        found.setdefault(state, []).append(score)
    return {state: (len(values), sum(values) / len(values)) for state, values in found.items()}


WINDOW = {"since": "2024-11-20", "on": TODAY.isoformat()}


def agrees(found: dict[str, tuple[int, float]]) -> None:
    """Every road leads to the same numbers, or the comparison of their cost means nothing."""
    for row in service().rows:
        number, mean = found.get(row.code, (0, 0.0))
        assert number == row.assessed, (row.code, number, row.assessed)
        assert row.mean is None or abs(row.mean - mean) < 0.001, (row.code, row.mean, mean)


def measure_country(facilities: int, actions: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder), secret_key="b" * 40, testing=True))
        with app.app_context():
            start = perf_counter()
            fill(facilities, actions)
            print(f"{facilities:,} facilities made in {perf_counter() - start:.0f} s", file=sys.stderr)
            found = [("service", *milliseconds(service)), ("service, kept", *milliseconds(service, anew=False))]
            db.session.remove()
            browser = signed_in(app)
            for name, address in (
                ("page", "/comparison"),
                ("CSV", "/comparison/states.csv"),
                ("state", "/comparison/15"),
            ):
                for anew in (True, False):
                    took = milliseconds(lambda address=address: answered(browser, address), anew=anew)
                    found.append((name if anew else f"{name}, kept", *took))
            db.engine.dispose()
    return [
        f"{facilities:>10,}  {name:<14}" + "".join(f"  {took:>9.1f}" for took in took_all) for name, *took_all in found
    ]


def measure_sources(facilities: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder), secret_key="b" * 40, testing=True))
        with app.app_context():
            fill(facilities, 0, with_answers=True)
            agrees(from_domain_results())
            agrees(from_answers())
            roads = {"current rows": service, "domain results": from_domain_results, "raw answers": from_answers}
            times = {name: milliseconds(road)[2] for name, road in roads.items()}
            db.session.remove()
            db.engine.dispose()
    best = times["current rows"]
    return [f"{facilities:>10,}  {name:<15}  {took:>9.1f}  {took / best:>7.1f} x" for name, took in times.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000], help="facilities")
    parser.add_argument("--raw", type=int, default=2000, help="facilities of the country with answers")
    parser.add_argument("--actions", type=int, default=12, help="actions of each plan")
    options = parser.parse_args()
    print(f"milliseconds; limit for the page at 10,000 facilities: {PAGE_LIMIT:.0f}; {options.actions} actions each")
    print(f"{'facilities':>10}  {'what':<14}  {'first':>9}  {'best':>9}  {'median':>9}  {'cpu':>9}")
    for size in options.sizes:
        print(*measure_country(size, options.actions), sep="\n")
    if options.raw:
        print(f"\n{'facilities':>10}  {'counted from':<15}  {'median':>9}  {'ratio':>9}")
        print(*measure_sources(options.raw), sep="\n")


if __name__ == "__main__":
    main()
