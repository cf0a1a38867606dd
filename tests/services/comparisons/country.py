"""A country made of current rows: facilities whose latest result is given, without visits to walk through."""

from __future__ import annotations

from datetime import date

from assess.models import Action, Facility, FacilityCurrent, Plan, User, Visit, db, new_id
from assess.services import audit, comparisons, standards
from assess.services.comparisons import Filters
from tests.conftest import NOON, TODAY

PRUEBA = "prueba"
#: One domain, one critical criterion.
SHAPE = [{"id": "P", "weight": 1, "limiting": False, "standards": [{"weight": 1, "criteria": [("P1", 1, True)]}]}]


class Country:
    """Adds to the database of the test; `lead` signs the visits."""

    def __init__(self, lead: User) -> None:
        self.lead = lead

    def register(self, state: str, **facts: object) -> Facility:
        """An open private centre of medium size."""
        name = str(facts.get("name", f"Casa Ejemplo {new_id().hex[-6:]}"))
        values = {
            "name": name, "search_name": name.casefold(), "type_code": "cas_privado", "sector": "private",
            "size": "medium", "created_at": NOON, "updated_at": NOON,
        } | facts  # fmt: skip
        facility = Facility(state_code=state, **values)
        db.session.add(facility)
        self.done()
        return facility

    def done(self) -> None:
        """What every service does with a change: write it and tell the audit chain."""
        db.session.flush()
        audit.record("facility.change", by=None, at=NOON)

    def assess(
        self, state: str, *, on: date = TODAY, instrument: str = PRUEBA, facts: dict | None = None, **row: object
    ) -> Facility:
        """A registered facility with a final full visit and its current row; `row` changes what the row says."""
        facility, version = self.register(state, **(facts or {})), standards.newest(instrument)
        visit = Visit(
            facility_id=facility.id, state_code=state, instrument_version_id=version.id, kind="full", status="final",
            planned_on=on, visited_on=on, facility_type=facility.type_code, created_by_id=self.lead.id,
            created_at=NOON, final_at=NOON, revision=1,
        )  # fmt: skip
        db.session.add(visit)
        db.session.flush()
        values = {
            "rating": "B", "score_e4": 700_000, "shown": "70.0", "critical_failures": 0, "critical_missing": 0,
            "domains": {"P": [800_000, "B"], "Q": [600_000, "C"]}, "instrument_id": instrument, "visited_on": on,
        } | row  # fmt: skip
        copied = {name: getattr(facility, name) for name in ("state_code", "type_code", "sector", "size")}
        db.session.add(FacilityCurrent(facility_id=facility.id, visit_id=visit.id, **copied, **values))
        self.done()
        return facility

    def states(self, numbers: dict[str, tuple[int, int]], **facts: object) -> None:
        """{"05": (18, 24)}: so many without critical failure of so many assessed."""
        for code, (clear, assessed) in numbers.items():
            for n in range(assessed):
                self.assess(code, critical_failures=int(n >= clear), **facts)

    def act(self, facility: Facility, *actions: tuple[str, date, int], instrument: str = PRUEBA) -> None:
        """A plan with actions: state, due day, extensions."""
        plan = Plan(id=new_id(), facility_id=facility.id, instrument_id=instrument, created_at=NOON)
        visit = db.session.query(Visit).filter_by(facility_id=facility.id).first()
        db.session.add(plan)
        for number, (state, due_on, extensions) in enumerate(actions, 1):
            db.session.add(
                Action(
                    plan_id=plan.id, facility_id=facility.id, state_code=facility.state_code, number=number,
                    criterion="P1.1", visit_id=visit.id, baseline=1, target=3, priority="low", state=state,
                    due_on=due_on, extensions=extensions, created_at=NOON,
                )
            )  # fmt: skip
        self.done()


def compare(by=None, on: date = TODAY, **filters):
    return comparisons.compare(Filters(PRUEBA, **filters), by=by, on=on)


def row(found, code: str):
    return comparisons.state_row(found, code)
