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
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert, text  # noqa: E402

from assess import create_app, geo, schema  # noqa: E402
from assess.core.shown import shown  # noqa: E402
from assess.models import User, db, new_id  # noqa: E402
from assess.models.database import writing  # noqa: E402
from assess.services import accounts, comparisons, reference, standards  # noqa: E402
from assess.services.comparisons import counts  # noqa: E402
from assess.settings import Settings  # noqa: E402
from tests.instruments import token_of  # noqa: E402

INSTRUMENT = "guia-2023"
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)
PASSWORD = "un faro entre la niebla"
PAGE_LIMIT = 100.0
ADDRESSES = (("page", "/comparison"), ("CSV", "/comparison/states.csv"), ("state", "/comparison/15"))
ROUNDS = 9
BATCH = 2000
TYPES = ("cas_privado", "cas_privado", "cas_publico", "albergue_familiar", "espacio_habilitado")
STATES = ("agreed", "in_progress", "reported_done", "verified", "verified", "not_done")
RESULT = {
    "specification": "SS-1.0", "band": "B", "capped_by": [], "at_most": None, "answered": 136, "in_scope": 136,
    "coverage": Fraction(1), "low": None, "low_rating": "B", "high": None, "high_rating": "B", "critical_one": [],
    "profile": {}, "inputs": {}, "limited_scope": [], "sha256": "",
}  # fmt: skip


class Country:
    """Rows of a made country; `with_answers` writes results, domain results and answers as well."""

    def __init__(self, facilities: int, actions: int, by: User, with_answers: bool) -> None:
        self.facilities, self.actions, self.by, self.with_answers = facilities, actions, by, with_answers
        self.random = random.Random(7)
        self.version = standards.newest(INSTRUMENT)
        self.instrument = standards.get_version(self.version.id)
        self.critical = {c.code for c in self.instrument.criteria.values() if c.critical}
        self.codes = [s.code for s in geo.states()]
        self.weights = [s.population for s in geo.states()]

    def rows(self) -> Iterator[dict[str, list[dict[str, Any]]]]:
        for start in range(0, self.facilities, BATCH):
            found: dict[str, list[dict[str, Any]]] = {}
            for number in range(start, min(start + BATCH, self.facilities)):
                for table, row in self._facility(number):
                    found.setdefault(table, []).append(row)
            yield found

    def _facility(self, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
        pick, id, visit = self.random, new_id(), new_id()
        state, kind = pick.choices(self.codes, self.weights)[0], pick.choice(TYPES)
        sector = "public" if kind == "cas_publico" else "private"
        size = pick.choice(("small", "medium", "large"))
        yield "facility", {
            "id": id, "name": f"Casa Ejemplo {number}", "search_name": f"casa ejemplo {number}", "type_code": kind,
            "sector": sector, "state_code": state, "director_name": "", "email": "", "telephone": "", "address": "",
            "closed_reason": "", "size": size, "revision": 1, "created_at": NOON, "updated_at": NOON,
        }  # fmt: skip
        on = TODAY - timedelta(days=pick.randint(1, 1000))
        yield "visit", {
            "id": visit, "facility_id": id, "state_code": state, "instrument_version_id": self.version.id,
            "kind": "full", "status": "final", "announced": True, "planned_on": on, "visited_on": on, "focus": [],
            "note": "", "facility_type": kind, "created_by_id": self.by.id, "created_at": NOON, "final_at": NOON,
            "ended_reason": "", "revision": 1,
        }  # fmt: skip
        levels = {code: pick.choices((0, 1, 2, 3), (1, 3, 40, 30))[0] for code in self.instrument.criteria}
        domains = self._domains(levels)
        score = sum(domains.values(), Fraction(0)) / len(domains)
        failures = [code for code in self.critical if levels[code] < 2]
        yield "facility_current", {
            "facility_id": id, "instrument_id": INSTRUMENT, "visit_id": visit, "visited_on": on, "state_code": state,
            "type_code": kind, "sector": sector, "size": size, "rating": "A" if score >= 85 else "B",
            "score_e4": int(score * 10_000), "shown": shown(score), "critical_failures": len(failures),
            "critical_missing": 0, "domains": {d: [int(s * 10_000), "B"] for d, s in domains.items()},
        }  # fmt: skip
        yield from self._plan(id, visit, state)
        if self.with_answers:
            yield from self._results(id, visit, levels, domains, score, failures)

    def _domains(self, levels: dict[str, int]) -> dict[str, Fraction]:
        """Plain means: what is counted here is the cost of counting."""
        parts = {d.id: [levels[c.code] for c in d.criteria] for d in self.instrument.domains}
        return {id: Fraction(100 * sum(part), 3 * len(part)) for id, part in parts.items()}

    def _plan(self, id: Any, visit: Any, state: str) -> Iterator[tuple[str, dict[str, Any]]]:
        plan = new_id()
        yield "plan", {"id": plan, "facility_id": id, "instrument_id": INSTRUMENT, "created_at": NOON}
        for number in range(1, self.actions + 1):
            how = self.random.choice(STATES)
            yield "action", {
                "id": new_id(), "plan_id": plan, "facility_id": id, "state_code": state, "number": number,
                "criterion": "GM-1.1", "visit_id": visit, "baseline": 1, "target": 3, "priority": "low", "state": how,
                "what": "Guardar cada expediente en un mueble con llave.", "who": "Dirección", "resources": "",
                "evidence_expected": "", "due_on": TODAY + timedelta(days=self.random.randint(-400, 300)),
                "extensions": 0, "recurring": 0, "revision": 1, "created_at": NOON,
                "verified_on": TODAY if how == "verified" else None,
            }  # fmt: skip

    def _results(
        self,
        id: Any,
        visit: Any,
        levels: dict[str, int],
        domains: dict[str, Fraction],
        score: Fraction,
        failed: list[str],
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        result = new_id()
        yield "visit_result", RESULT | {
            "id": result, "visit_id": visit, "revision": 1, "facility_id": id, "score": score, "shown": shown(score),
            "instrument_version_id": self.version.id, "rating": "B", "critical_zero": failed, "created_at": NOON,
            "criteria": {code: [level, level, []] for code, level in levels.items()},
        }  # fmt: skip
        for position, (domain, value) in enumerate(domains.items()):
            yield "domain_result", {
                "result_id": result, "domain": domain, "position": position, "score": value, "shown": shown(value),
                "band": "B", "rating": "B", "cap": "A", "limiting": False, "answered": 9, "in_scope": 9, "low": None,
                "high": None, "limited_scope": False, "standards": [],
            }  # fmt: skip
        for code, level in levels.items():
            head = [{"id": str(new_id()), "value": level, "by": str(self.by.id), "at": NOON.isoformat(), "device": "b"}]
            yield "answer", {"visit_id": visit, "criterion": code, "fields": {"level": head}, "entry": str(level)}


def fill(facilities: int, actions: int, *, with_answers: bool = False) -> User:
    """A country in the database of the application context, and the authority that asks."""
    lock = writing.set(True)
    schema.upgrade()
    reference.load()
    standards.load_bundled(by=None, at=NOON)
    user = accounts.add_user("nacional@example.org", "Autoridad", PASSWORD, by=None, at=NOON, temporary=False)
    accounts.grant(user, "national_authority", by=None, at=NOON)
    for rows in Country(facilities, actions, user, with_answers).rows():
        for table, found in rows.items():
            db.session.execute(insert(db.metadata.tables[table]), found)
    db.session.commit()
    writing.reset(lock)
    db.session.execute(text("ANALYZE"))
    return user


def milliseconds(work: Callable[[], object], *, anew: bool = True) -> tuple[float, float, float]:
    """First, best and median of several rounds: other work on the machine can only slow one down."""
    rounds = []
    for _ in range(ROUNDS):
        if anew:
            forget()
        start = perf_counter()
        work()
        rounds.append((perf_counter() - start) * 1000)
    return rounds[0], min(rounds), sorted(rounds)[ROUNDS // 2]


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
    print(f"{'facilities':>10}  {'what':<14}  {'first':>9}  {'best':>9}  {'median':>9}")
    for size in options.sizes:
        print(*measure_country(size, options.actions), sep="\n")
    if options.raw:
        print(f"\n{'facilities':>10}  {'counted from':<15}  {'median':>9}  {'ratio':>9}")
        print(*measure_sources(options.raw), sep="\n")


if __name__ == "__main__":
    main()
