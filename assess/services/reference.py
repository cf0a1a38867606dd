"""The tables that every installation shares: states, municipalities, facility types. Brought in line at start."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from assess import geo, reference
from assess.models import AuditHead, FacilityType, Municipality, State, db


def load() -> int:
    """Add what the bundled catalogues hold and the database lacks; returns how many rows were added.

    What an administrator has added or renamed since stays as it is.
    """
    states = [
        {
            "code": s.code,
            "iso": s.iso,
            "abbr": s.abbr,
            "name_es": s.name["es"],
            "name_en": s.name["en"],
            "official_es": s.official["es"],
            "official_en": s.official["en"],
        }
        for s in geo.states()
    ]
    towns = [
        {"code": m.code, "state_code": m.state_code, "name": m.name}
        for state in geo.states()
        for m in geo.municipalities(state.code)
    ]
    types = [
        {"code": t.code, "name_es": t.name["es"], "name_en": t.name["en"], "type_group": t.group, "position": n}
        for n, t in enumerate(reference.facility_types())
    ]
    added = _add(State, states) + _add(Municipality, towns) + _add(FacilityType, types)
    if db.session.get(AuditHead, 1) is None:
        db.session.add(AuditHead(id=1))
    db.session.flush()
    return added


def _add(model: Any, rows: list[dict[str, Any]]) -> int:
    known = set(db.session.scalars(select(model.code)))
    fresh = [row for row in rows if row["code"] not in known]
    if fresh:
        db.session.execute(insert(model.__table__), fresh)
    return len(fresh)
