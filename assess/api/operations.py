"""Reading operations as they travel: every fault is told of its own operation, never of the whole batch."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assess.core.merge import Operation
from assess.core.rules import N_, RuleBroken

KEYS = frozenset({"id", "criterion", "field", "value", "base", "device", "author", "at", "resolves"})
REQUIRED = KEYS - {"author", "base", "resolves"}
#: As the columns hold them.
NAME_LIMIT, DEVICE_LIMIT = 40, 60
#: More people than a team has may have answered one field; whoever settles it has to name all of them.
RESOLVES_LIMIT = 200
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Unread:
    """An operation that could not be read, under whatever it calls itself."""

    id: str | None
    broken: RuleBroken


def author_of(raw: Any) -> str | None:
    """Who made an element of a batch, as it says itself; None when it says nothing."""
    author = raw.get("author") if isinstance(raw, dict) else None
    return author if isinstance(author, str) else None


def read_operation(raw: Any, visit_id: uuid.UUID, author: uuid.UUID | None = None) -> Operation | Unread:
    """The operation that an element of the batch spells, or why it cannot be read.

    `author` is who made it when it does not say so itself; without one it has to.
    """
    try:
        return _operation(raw, visit_id, author)
    except RuleBroken as broken:
        id = raw.get("id") if isinstance(raw, dict) else None
        return Unread(id[:NAME_LIMIT] if isinstance(id, str) else None, broken)


def _operation(raw: Any, visit_id: uuid.UUID, author: uuid.UUID | None) -> Operation:
    if not isinstance(raw, dict):
        raise RuleBroken(N_("An operation must be an object with the keys {keys}."), keys=", ".join(sorted(REQUIRED)))
    if unknown := set(raw) - KEYS:
        raise RuleBroken(N_("An operation has no key {keys}. Leave it out."), keys=_listed(unknown))
    required = REQUIRED | {"author"} if author is None else REQUIRED
    if absent := required - set(raw):
        raise RuleBroken(N_("The operation lacks {keys}. Send it complete."), keys=_listed(absent))
    resolves = raw.get("resolves") or []
    if not isinstance(resolves, list) or len(resolves) > RESOLVES_LIMIT:
        message = N_("{name} must be a list of at most {limit} ids.")
        raise RuleBroken(message, name="resolves", limit=RESOLVES_LIMIT)
    return Operation(
        id=_uuid(raw["id"], "id"),
        visit=str(visit_id),
        criterion=_text(raw["criterion"], "criterion", NAME_LIMIT),
        field=_text(raw["field"], "field", NAME_LIMIT),
        value=raw["value"],
        base=None if raw.get("base") is None else _uuid(raw["base"], "base"),
        device=_text(raw["device"], "device", DEVICE_LIMIT),
        author=_uuid(raw["author"], "author") if "author" in raw else str(author),
        claimed_at=_instant(raw["at"]),
        resolves=tuple(_uuid(one, "resolves") for one in resolves),
    )


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(_shown(name) for name in names))


def _shown(value: object) -> str:
    """Short enough for a sentence, and always printable as UTF-8."""
    return str(value).encode(errors="replace").decode()[:NAME_LIMIT]


def _uuid(value: Any, name: str) -> str:
    """An id in its one canonical spelling, so that the same id is always the same text."""
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value
    raise RuleBroken(
        N_("{name}: {value} is not a UUID in lower case with hyphens. Make a new one and send it again."),
        name=name,
        value=_shown(value),
    )


def _text(value: Any, name: str, limit: int) -> str:
    if isinstance(value, str) and 0 < len(value) <= limit:
        return value
    raise RuleBroken(N_("{name} must be a text of 1 to {limit} characters."), name=name, limit=limit)


def _instant(value: Any) -> datetime:
    """What the device's clock claimed. It decides nothing, so any year that can be written is taken."""
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
            if at.tzinfo is not None:
                return at.astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # told below, together with an instant without time zone
    raise RuleBroken(N_("at: {value} is not an instant. Write it like 2026-11-22T16:42:10.250Z."), value=_shown(value))
