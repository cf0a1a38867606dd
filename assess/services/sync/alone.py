"""Calibration visits: each assessor scores alone, so that values of two people never stand against each other (R13)."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Row

from assess.core.merge import PROFILE
from assess.models import Operation, User, Visit

CALIBRATION = "calibration"
#: Copied by the service for everybody, such as the profile.
SERVER_DEVICE = "server"


def is_alone(visit: Visit) -> bool:
    """Whether each assessor scores this visit without seeing the others."""
    return visit.kind == CALIBRATION


def sees(visit: Visit, change: Operation | Row[Any], user_id: uuid.UUID) -> bool:
    """Whether this person sees a stored operation: their own, and what the service copied for everybody."""
    copied = change.device == SERVER_DEVICE and change.criterion == PROFILE
    return copied or change.author_id == user_id or not is_alone(visit)


def viewpoint(visit: Visit, user: User | None) -> uuid.UUID:
    """Whose answers this person is shown in a calibration visit: their own, or the lead's when they score nothing."""
    member = visit.member(user.id) if user else None
    if user is not None and member is not None and member.part != "reviewer":
        return user.id
    return next((m.user_id for m in visit.members if m.part == "lead"), visit.created_by_id)
