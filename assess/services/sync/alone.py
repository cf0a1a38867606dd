"""Calibration visits: each assessor scores alone, so that values of two people never stand against each other (R13)."""

from __future__ import annotations

import uuid

from assess.models import User, Visit

CALIBRATION = "calibration"
#: Copied by the service for everybody, such as the profile.
SERVER_DEVICE = "server"


def is_alone(visit: Visit) -> bool:
    """Whether each assessor scores this visit without seeing the others."""
    return visit.kind == CALIBRATION


def sees(visit: Visit, author: str, device: str, user_id: uuid.UUID) -> bool:
    """Whether this person sees an operation of that author, made on that device."""
    return not is_alone(visit) or author == str(user_id) or device == SERVER_DEVICE


def viewpoint(visit: Visit, user: User | None) -> uuid.UUID:
    """Whose answers this person is shown in a calibration visit: their own, or the lead's when they score nothing."""
    member = visit.member(user.id) if user else None
    if user is not None and member is not None and member.part != "reviewer":
        return user.id
    return next((m.user_id for m in visit.members if m.part == "lead"), visit.created_by_id)
