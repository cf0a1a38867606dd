"""The small test instrument (the instrument T of the method's vectors), and how tests answer it and read pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assess.services import sync
from assess.services.visits import change
from assess.standards.check import Loaded, read

if TYPE_CHECKING:
    from assess.models import User, Visit

#: V1 of the method: 71.2, B.
BASE = {"P1.1": 3, "P1.2": 2, "P1.3": 3, "P2.1": 2, "P2.2": 1, "Q1.1": 2, "Q1.2": 2, "Q1.3": 3, "Q1.4": 1}
NOTE = "Visto en el recorrido con la persona encargada del turno."


@cache
def small() -> Loaded:
    return read(Path(__file__).parent / "data" / "prueba.yaml")


def answer(visit: Visit, levels: Mapping[str, object], *, by: User, at: datetime) -> None:
    """Record levels with all the evidence that the rules ask for."""
    criteria = small().instrument.criteria
    for code, level in levels.items():
        fields = {"level": level, "note": NOTE, "methods": list(criteria[code].verify)}
        if level == "NA":
            fields |= {"na_reason": "population_absent", "na_text": "No viven aquí."}
        changes = [change(visit, code, name, value, by=by, at=at) for name, value in fields.items()]
        refused = [r for r in sync.receive(visit, changes, by=by, at=at) if r.status == "rejected"]
        assert not refused, refused


def token_of(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, "the page carries no token"
    return found.group(1)
