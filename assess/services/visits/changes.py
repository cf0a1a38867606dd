"""Operations that the server makes itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from assess.core.merge import Operation as Change
from assess.models import User, Visit, new_id
from assess.services.sync.alone import SERVER_DEVICE

__all__ = ["SERVER_DEVICE", "change"]


def change(
    visit: Visit,
    criterion: str,
    field: str,
    value: object,
    *,
    by: User,
    at: datetime,
    base: str | None = None,
    device: str = SERVER_DEVICE,
    resolves: Sequence[str] = (),
    id: uuid.UUID | None = None,
) -> Change:
    """An operation made on the server, for the desk form and for copies."""
    return Change(
        id=str(id or new_id()),
        visit=str(visit.id),
        criterion=criterion,
        field=field,
        value=value,  # type: ignore[arg-type]
        base=base,
        device=device,
        author=str(by.id),
        claimed_at=at,
        resolves=tuple(resolves),
    )
