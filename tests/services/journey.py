"""A visit from its plan to its final result through the services, and instruments made from shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from assess.models import Facility, InstrumentVersion, User, Visit, VisitResult
from assess.services import results, standards, sync, visits
from assess.services.focus import instrument_of
from assess.services.visits import change
from assess.standards.check import Loaded, check_bytes, loaded

NOTE = "Visto en el recorrido con la persona encargada del turno."
EVERYWHERE = ["cas_publico", "cas_privado", "albergue_familiar"]
AGES = ["0-1", "1-5", "6-11", "12-17"]


def instant(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 18, tzinfo=UTC)


def words(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


def shaped(shape: list[dict], id: str = "forma", version: str = "1", **facts: object) -> Loaded:
    """An instrument file with the structure that the method's vectors give."""

    def criterion(code: str, weight: int, critical: bool) -> dict:
        return {
            "id": code, "title": words(code), "text": words(f"{code} se cumple."), "verify": ["observation"],
            "critical": critical, "weight": weight, "applies_to": EVERYWHERE, "age_groups": AGES, "source": "Prueba",
            "confidence": "derived",
        }  # fmt: skip

    def standard(id: str, given: dict) -> dict:
        criteria = [criterion(*one) for one in given["criteria"]]
        return {"id": id, "title": words(id), "weight": given["weight"], "criteria": criteria}

    domains = [
        {
            "id": d["id"], "title": words(d["id"]), "weight": d["weight"], "limiting": d["limiting"],
            "standards": [standard(f"{d['id']}-{n}", s) for n, s in enumerate(d["standards"], 1)],
        }
        for d in shape
    ]  # fmt: skip
    document = {
        "schema": 1, "id": id, "version": version, "status": "operationalisation", "title": words("Forma"),
        "citation": "Prueba", "domains": domains, **facts,
    }  # fmt: skip
    return loaded("shape", check_bytes(json.dumps(document).encode()))


def answer(visit: Visit, levels: Mapping[str, object], *, by: User, at: datetime) -> None:
    """Record levels with all the evidence that the rules ask for."""
    criteria = instrument_of(visit).criteria
    for code, level in levels.items():
        fields: dict[str, object] = {"level": level, "note": NOTE, "methods": list(criteria[code].verify)}
        if level == "NA":
            fields |= {"na_reason": "population_absent", "na_text": "No viven aquí."}
        changes = [change(visit, code, name, value, by=by, at=at) for name, value in fields.items()]
        refused = [r for r in sync.receive(visit, changes, by=by, at=at) if r.status == "rejected"]
        assert not refused, refused


def start(
    facility: Facility, version: InstrumentVersion, on: date, *, lead: User, kind: str = "full", focus: tuple = ()
) -> Visit:
    at = instant(on)
    visit = visits.plan_visit(
        facility, version, kind=kind, planned_on=on, announced=True, lead=lead, focus=focus, by=lead, at=at, today=on
    )
    visits.start(visit, visited_on=on, by=lead, at=at, today=on)
    return visit


def close(visit: Visit, *, lead: User) -> None:
    """Up to review, where only the authority's approval is missing."""
    at = instant(visit.visited_on)
    visits.close_fieldwork(visit, by=lead, at=at)
    visits.send_to_review(visit, by=lead, at=at)


def approve(visit: Visit, *, by: User, on: date | None = None) -> VisitResult:
    on = on or visit.visited_on
    return results.finalise(visit, by=by, at=instant(on), today=on)


def final(
    facility: Facility, levels: Mapping[str, object], on: date, *, lead: User, by: User, version=None, kind="full"
) -> Visit:
    """A whole visit on one day."""
    visit = start(facility, version or standards.newest("prueba"), on, lead=lead, kind=kind)
    answer(visit, levels, by=lead, at=instant(on))
    close(visit, lead=lead)
    approve(visit, by=by)
    return visit
