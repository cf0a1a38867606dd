"""Rows of operations and answers, as `services.sync` would have written them one by one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import Any

from assess.core.entry import Entry
from assess.core.merge import PROFILE, Operation, sha256
from assess.core.profile import COUNTS, Profile
from assess.demo.world import make_id

DEVICE = "demo"


def recorded(
    visit_id: uuid.UUID, entries: dict[str, Entry], profile: Profile, author: uuid.UUID, at: datetime, random: Random
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The operations that record these answers and this profile, and the answers they add up to."""
    operations: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    counts = {name: getattr(profile, name) for name in (*COUNTS, "capacity")}
    groups = [(PROFILE, {k: v for k, v in counts.items() if v is not None})]
    groups += [(code, _fields(entry)) for code, entry in entries.items()]
    for minute, (criterion, fields) in enumerate(groups):
        when = at + timedelta(minutes=minute)
        heads: dict[str, Any] = {}
        for name, value in fields.items():
            row = _operation(visit_id, criterion, name, value, author, when, random)
            operations.append(row)
            heads[name] = [
                {"id": str(row["id"]), "value": value, "by": str(author), "at": when.isoformat(), "device": DEVICE}
            ]
        level = fields.get("level")
        entry = None if level is None else str(level)
        answers.append({"visit_id": visit_id, "criterion": criterion, "fields": heads, "entry": entry})
    return operations, answers


def _fields(entry: Entry) -> dict[str, Any]:
    values = {
        "level": entry.value,
        "note": entry.note,
        "methods": list(entry.methods),
        "na_reason": entry.na_reason,
        "na_text": entry.na_text,
    }
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _operation(
    visit_id: uuid.UUID, criterion: str, field: str, value: Any, author: uuid.UUID, at: datetime, random: Random
) -> dict[str, Any]:
    id = make_id(random, at)
    core = Operation(str(id), str(visit_id), criterion, field, value, None, DEVICE, str(author), at)
    return {
        "id": id, "visit_id": visit_id, "criterion": criterion, "field": field, "value": value, "base": None,
        "resolves": [], "device": DEVICE, "author_id": author, "claimed_at": at, "received_at": at,
        "sha256": sha256(core),
    }  # fmt: skip
