"""A made country for benchmarks: one final visit, current row and plan for each facility, written in bulk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import insert, text

from assess import geo, schema
from assess.core.shown import shown
from assess.models import User, db, new_id
from assess.models.database import writing
from assess.services import accounts, reference, standards

INSTRUMENT = "guia-2023"
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)
PASSWORD = "un faro entre la niebla"
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
