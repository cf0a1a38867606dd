"""The steps that people take: agree, assign, start, report, check, extend, reopen, cancel."""

from __future__ import annotations

from datetime import date, datetime

from assess.access import can
from assess.core.rules import N_, RuleBroken
from assess.models import Action, User
from assess.services.plans.events import add_event

TEXT_LIMIT = 2000

#: What the person has to write with a step; it stays in the record of the action.
NEEDS_TEXT = {
    "report_done": N_("Write what was done and where the evidence is."),
    "verify": N_("Write what you checked and what you found."),
    "extend": N_("Write why this action needs more time."),
    "reopen": N_("Write why this action is opened again."),
    "cancel": N_("Write why this action is cancelled."),
}


def take_step(
    action: Action,
    verb: str,
    *,
    revision: int,
    by: User,
    at: datetime,
    today: date,
    text: str = "",
    due_on: date | None = None,
    level: int | None = None,
    who: str | None = None,
    what: str | None = None,
    resources: str | None = None,
    evidence_expected: str | None = None,
) -> None:
    """One step in the life of an action, with the details that come with it.

    RuleBroken when the action has moved on since the page was opened, or the step does not fit. A later date than the
    one proposed is the authority's to grant.
    """
    if revision != action.revision:
        raise RuleBroken(N_("Somebody else changed this action. Check its present state, then send your change again."))
    later = due_on is not None and due_on > action.due_on
    if verb == "agree" and later and not can(by, "action.extend", action):
        raise RuleBroken(N_("Only the authority grants a later date than the one proposed."), field="due_on")
    details = {"who": who, "what": what, "resources": resources, "evidence_expected": evidence_expected}
    for name, value in details.items():
        if value is not None:
            setattr(action, name, written(value, name))
    if verb in ("agree", "start", "report_done") and not action.who:
        raise RuleBroken(N_("Write who is in charge of this action."), field="who")
    if verb in NEEDS_TEXT and not text.strip():
        raise RuleBroken(NEEDS_TEXT[verb], field="text")
    add_event(action, verb, by=by, at=at, today=today, text=written(text, "text"), due_on=due_on, level=level)
    if verb == "agree":
        action.plan.agreed_on = today


def written(value: str, field: str) -> str:
    if len(value) > TEXT_LIMIT:
        raise RuleBroken(N_("Use at most {n} characters here."), field=field, n=TEXT_LIMIT)
    return value.strip()
