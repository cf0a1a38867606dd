"""Who may record what in a visit, now."""

from __future__ import annotations

from assess.access import can
from assess.core import visit as life
from assess.core.instrument import Instrument
from assess.core.merge import EVIDENCE, PROFILE
from assess.core.merge import Operation as Change
from assess.core.rules import N_, RuleBroken
from assess.models import User, Visit

#: What stays open for longer than the answers, or earlier (R9).
_IS_OPEN = {PROFILE: life.profile_open, EVIDENCE: life.evidence_open}
CLOSED, NOT_IN_TEAM, OTHER_DOMAIN, NOT_LEAD = "closed", "not_in_team", "other_domain", "not_lead"


class NotAllowed(RuleBroken):
    """Its author may not record this now, though there is nothing wrong with it. `reason` is one of those above."""

    def __init__(self, message: str, *, reason: str, field: str | None = None, **params: object) -> None:
        self.reason = reason
        super().__init__(message, field=field, **params)


def check_writable(visit: Visit, change: Change, instrument: Instrument, by: User) -> None:
    """NotAllowed unless this person may record this change in this visit now."""
    if not _IS_OPEN.get(change.criterion, life.answers_open)(visit.status):
        closed = N_("The answers of this visit are closed. Propose an amendment to correct one.")
        if change.criterion == EVIDENCE:
            closed = N_("The evidence of this visit is closed, since its review has begun. Ask its lead.")
        raise NotAllowed(closed, reason=CLOSED, field=change.criterion)
    if change.field == "approved" and can(by, "visit.approve_na", visit):
        return
    member = visit.member(by.id)
    if member is None or member.part == "reviewer":
        raise NotAllowed(
            N_("Only the team of this visit records answers. Ask its lead to add you."),
            reason=NOT_IN_TEAM,
        )
    domain = instrument.domain_of.get(change.criterion)
    if member.domains and domain is not None and domain.id not in member.domains and member.part != "lead":
        raise NotAllowed(
            N_("{code} belongs to a domain of another member of the team. Ask the lead to assign it to you."),
            reason=OTHER_DOMAIN,
            field=change.criterion,
            code=change.criterion,
        )
    if change.field == "approved":
        raise NotAllowed(
            N_("Only the lead or the authority approves “not applicable” on a critical criterion."),
            reason=NOT_LEAD,
        )
