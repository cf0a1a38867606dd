"""The life of a visit: plan, start, close, review, end (R9)."""

from assess.services.visits.changes import SERVER_DEVICE, change
from assess.services.visits.planning import candidates, change_plan, plan_visit, set_team
from assess.services.visits.standing import missing, open_conflicts, provisional, require_complete
from assess.services.visits.steps import (
    close_fieldwork,
    end,
    follow_up_codes,
    require_team,
    return_to_fieldwork,
    send_to_review,
    start,
)

__all__ = [
    "SERVER_DEVICE",
    "candidates",
    "change",
    "change_plan",
    "close_fieldwork",
    "end",
    "follow_up_codes",
    "missing",
    "open_conflicts",
    "plan_visit",
    "provisional",
    "require_complete",
    "require_team",
    "return_to_fieldwork",
    "send_to_review",
    "set_team",
    "start",
]
