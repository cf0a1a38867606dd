"""The life of a visit: plan, start, close, review, end (R9)."""

from assess.services.visits.calibration import Comparison, compare, unfinished
from assess.services.visits.changes import SERVER_DEVICE, change
from assess.services.visits.conflicts import settle
from assess.services.visits.earlier import Finding, finding, findings
from assess.services.visits.planning import (
    assign_domains,
    candidates,
    change_plan,
    plan_visit,
    set_team,
    used_last,
    versions_for,
)
from assess.services.visits.standing import (
    Progress,
    Standing,
    missing,
    open_conflicts,
    provisional,
    require_complete,
    standing_near,
    standing_of,
)
from assess.services.visits.steps import (
    close_fieldwork,
    copy_profile,
    end,
    follow_up_codes,
    require_team,
    return_to_fieldwork,
    send_to_review,
    start,
)

__all__ = [
    "SERVER_DEVICE",
    "Comparison",
    "Finding",
    "Progress",
    "Standing",
    "assign_domains",
    "candidates",
    "change",
    "change_plan",
    "close_fieldwork",
    "compare",
    "copy_profile",
    "end",
    "finding",
    "findings",
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
    "settle",
    "standing_near",
    "standing_of",
    "start",
    "unfinished",
    "used_last",
    "versions_for",
]
