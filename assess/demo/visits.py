"""The visits of one facility over the years: improvement, relapse, hurried days, and the plan that follows them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from assess.core.instrument import Instrument
from assess.core.scoring import result as score
from assess.demo.answers import entries_of
from assess.demo.days import instant
from assess.demo.plan import PlanStory
from assess.demo.rows import recorded
from assess.demo.world import Place, make_id
from assess.models import DomainScore, Visit, VisitResult
from assess.services import current, results

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Writer:
    """Rows by table, in the order in which they must be inserted."""

    rows: Rows = field(default_factory=dict)

    def add(self, table: str, *rows: dict[str, Any]) -> None:
        self.rows.setdefault(table, []).extend(rows)


@dataclass(frozen=True)
class Team:
    """Who visits and who approves in the demo."""

    lead: uuid.UUID
    authority: uuid.UUID
    director: uuid.UUID


def visit_days(place: Place, number: int, today: date, random: Random) -> list[date]:
    """When a facility was visited: up to `number` times in three years, roughly a year apart; some never were."""
    if place.showcase:
        return [today - timedelta(days=d) for d in (1070, 740, 410, 39)][-max(number, 1) :]
    if number == 0 or random.random() < 0.1:
        return []
    last = random.choice((random.randint(25, 420), random.randint(25, 420), random.randint(421, 1000)))
    gaps = [random.randint(240, 430) for _ in range(number - 1)]
    days = [last]
    for gap in gaps:
        if days[-1] + gap < 1095:
            days.append(days[-1] + gap)
    return [today - timedelta(days=d) for d in reversed(days)]


def tell(
    place: Place, instrument: Instrument, version_id: uuid.UUID, number: int, today: date, team: Team, random: Random
) -> Rows:
    """Every row of a facility's visits, results and plan under one instrument."""
    write, story = Writer(), PlanStory(place, instrument, team, random)
    quality, latest = place.quality, None
    days = visit_days(place, number, today, random)
    for n, on in enumerate(days):
        if n:
            relapse = random.random() < 0.15 and not place.showcase
            quality += random.gauss(-0.3, 0.15) if relapse else random.gauss(0.17, 0.12)
        latest = _visit(place, instrument, version_id, quality, on, on == days[-1], team, random, write, story, today)
    story.finish(today, write)
    if latest is not None:
        write.add("facility_current", latest)
    return write.rows


def _visit(
    place: Place,
    instrument: Instrument,
    version_id: uuid.UUID,
    quality: float,
    on: date,
    last: bool,
    team: Team,
    random: Random,
    write: Writer,
    story: PlanStory,
    today: date,
) -> dict[str, Any]:
    began, final_on = instant(on), min(on + timedelta(days=random.randint(18, 34)), today)
    visit_id = make_id(random, began)
    hurried = random.random() < 0.06 and not place.showcase
    entries = entries_of(place, instrument, quality, random, hurried=hurried, last=last, on=on)
    found = score(instrument, entries, place.profile)
    write.add("visit", visit_row(visit_id, place, version_id, on, instant(final_on, 12), team))
    write.add("visit_member", {"visit_id": visit_id, "user_id": team.lead, "part": "lead", "domains": []})
    operations, answers = recorded(visit_id, entries, place.profile, team.lead, began, random)
    write.add("operation", *operations)
    write.add("answer", *answers)
    stored = VisitResult(
        id=make_id(random, instant(final_on, 12)), visit_id=visit_id, revision=1, facility_id=place.id,
        instrument_version_id=version_id, created_at=instant(final_on, 12),
        **results.columns(found, place.profile, {}),
    )  # fmt: skip
    stored.domains = [DomainScore(**one) for one in results.domain_columns(found)]
    stored.sha256 = results.fingerprint(stored)
    write.add("visit_result", _plain(stored))
    write.add("domain_result", *(_plain(d) | {"result_id": stored.id} for d in stored.domains))
    story.after_visit(visit_id, found, on, final_on, write)
    return current_row(place, instrument.id, visit_id, on, stored)


def _plain(row: Any) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in type(row).__mapper__.column_attrs}


def visit_row(
    visit_id: uuid.UUID, place: Place, version_id: uuid.UUID, on: date, final_at: datetime, team: Team
) -> dict[str, Any]:
    """A final full visit."""
    began = instant(on)
    return {
        "id": visit_id, "facility_id": place.id, "state_code": place.state_code, "instrument_version_id": version_id,
        "kind": "full", "status": "final", "announced": True, "planned_on": on, "visited_on": on, "focus": [],
        "note": "", "facility_type": place.type_code, "created_by_id": team.lead, "created_at": began,
        "started_at": began, "closed_at": began + timedelta(hours=30), "reviewed_at": final_at,
        "reviewed_by_id": team.authority, "final_at": final_at, "final_by_id": team.authority, "ended_reason": "",
        "revision": 1,
    }  # fmt: skip


def current_row(place: Place, instrument_id: str, visit_id: uuid.UUID, on: date, stored: VisitResult) -> dict[str, Any]:
    """As a finalised visit would write it: the same function, given the facts of the visit."""
    facts = SimpleNamespace(
        id=visit_id,
        facility_id=place.id,
        instrument_version=SimpleNamespace(instrument_id=instrument_id),
        visited_on=on,
        state_code=place.state_code,
        facility_type=place.type_code,
        facility=SimpleNamespace(sector=place.sector),
    )
    return current.columns(cast(Visit, facts), stored)
