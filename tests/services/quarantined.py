"""Deciding about everything that waits in a visit."""

from __future__ import annotations

from typing import Any

from assess.services.onsite import quarantine
from tests.conftest import NOON


def decided(verb: Any, visit: Any, *, by: Any, **more: Any) -> None:
    rows = [row for row in quarantine.of_visit(visit) if row.state == quarantine.WAITING]
    verb(visit, quarantine.chosen(visit, [(row.id, row.sha256) for row in rows]), by=by, at=NOON, **more)
