"""The life of an action: its state is what its events add up to, and only an assessor verifies (method R10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assess.core.calendar import add_months
from assess.core.rules import N_, RuleBroken

STATES = (
    "proposed",
    "agreed",
    "in_progress",
    "reported_done",
    "verified",
    "partial",
    "not_done",
    "regressed",
    "cancelled",
)
#: Something is still to be done or to be checked.
OPEN = frozenset(STATES) - {"verified", "cancelled"}
DUE_YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an action.

    `level` is what an assessor found ("verify", and "reopen" when known): 0-3, or "NE", "NA" or None when it could
    not be checked. `due_on` is the new date ("propose", "extend", "reopen", and "agree" when negotiated). `text` is the
    reason or remark, `by` an id of the person, `full_visit` whether it happened at a full visit.
    """

    verb: str
    on: date
    by: str = ""
    level: int | str | None = None
    due_on: date | None = None
    text: str = ""
    full_visit: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One verb. `target` None leaves the state as it is. `refusal` is said when the action is in another state."""

    verb: str
    sources: frozenset[str]
    target: str | None
    refusal: str
    needs_reason: bool = False
    takes_date: bool = False
    needs_date: bool = False

    @property
    def permission(self) -> str:
        return f"action.{self.verb}"


#: Every step after "propose", by its verb. Where "verify" leads is for `judge` to say.
STEPS = {
    step.verb: step
    for step in (
        Step(
            "agree",
            frozenset({"proposed"}),
            "agreed",
            N_("Only a proposed action can be agreed. Reload the plan to see where it stands."),
            takes_date=True,
        ),
        Step(
            "assign",
            OPEN - {"reported_done"},
            None,
            N_("Nobody can be put in charge of an action that is reported, verified or cancelled. Reopen it first."),
        ),
        Step(
            "start",
            frozenset({"agreed"}),
            "in_progress",
            N_("Only an agreed action can be started. Agree it first."),
        ),
        Step(
            "report_done",
            frozenset({"agreed", "in_progress"}),
            "reported_done",
            N_("Only an action that is agreed or in progress can be reported done. Reload the plan."),
        ),
        Step(
            "verify",
            frozenset(STATES) - {"cancelled"},
            None,
            N_("A cancelled action is not checked any more. Propose a new one for this criterion."),
        ),
        Step(
            "extend",
            frozenset({"agreed", "in_progress", "partial", "not_done"}),
            None,
            N_("This action cannot get a new date now. Reload the plan to see where it stands."),
            takes_date=True,
            needs_date=True,
        ),
        Step(
            "reopen",
            frozenset({"verified", "regressed"}),
            "in_progress",
            N_("Only an action that was verified or has regressed can be reopened. Reload the plan."),
            takes_date=True,
            needs_date=True,
        ),
        Step(
            "cancel",
            OPEN,
            "cancelled",
            N_("A verified or cancelled action cannot be cancelled. Reload the plan to see where it stands."),
            needs_reason=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ActionState:
    """What the events add up to.

    `baseline` is the level that the present round started from: the finding, or what was found when it was reopened.
    `outcome` is the last judgement ("verified", "partial", "not_done", "regressed"; None before the first), `level`
    the last level known. `first_due_on` is the date of the round as agreed: extensions do not move it and hide no
    delay. `verified_on` is None unless the action is verified now; `was_verified` remembers it in this round and
    `ever_verified` in any. `recurring` counts the times it came back, `regressions` the times it fell.
    """

    state: str
    baseline: int
    target: int
    due_on: date
    first_due_on: date
    started_on: date
    level: int
    outcome: str | None = None
    agreed_on: date | None = None
    reported_by: str = ""
    verified_on: date | None = None
    was_verified: bool = False
    ever_verified: bool = False
    below_at_full_visit: bool = False
    extensions: int = 0
    recurring: int = 0
    regressions: int = 0
    reason: str = ""


def permission_of(verb: str) -> str:
    """The permission that `assess.access` is asked for before `verb`, for example "action.verify"."""
    return f"action.{verb}"


def allowed_verbs(state: str) -> tuple[str, ...]:
    """The steps that start from `state`."""
    return tuple(verb for verb, step in STEPS.items() if state in step.sources)


def judge(level: int | str | None, baseline: int, target: int, was_verified: bool) -> str:
    """The outcome of a check: "verified", "partial", "not_done", "regressed", or "unchanged" without a level (NE, NA).

    Where both fit, regressed wins over not_done.
    """
    if not isinstance(level, int):
        return "unchanged"
    if level >= target:
        return "verified"
    if level < baseline or was_verified:
        return "regressed"
    return "partial" if level > baseline else "not_done"


def action_state(events: Iterable[Event], *, baseline: int, target: int) -> ActionState:
    """Fold the events of an action, in order; the first is "propose". Raises RuleBroken at the first impossible one."""
    current: ActionState | None = None
    for event in events:
        current = apply(current, event) if current else _proposed(event, baseline, target)
    if current is None:
        raise RuleBroken(N_("An action begins with its proposal. Propose it first."))
    return current


def _proposed(event: Event, baseline: int, target: int) -> ActionState:
    if event.verb != "propose" or event.due_on is None:
        raise RuleBroken(N_("An action begins with its proposal. Propose it first."))
    if not 0 <= baseline < target <= 3:
        raise RuleBroken(
            N_("The target must be above the level found ({baseline}) and at most 3. Choose another target."),
            field="target",
            baseline=baseline,
        )
    due = event.due_on
    return ActionState("proposed", baseline, target, due, due, event.on, baseline, below_at_full_visit=event.full_visit)


def apply(current: ActionState, event: Event) -> ActionState:
    """The state after `event`. Raises RuleBroken, and changes nothing, when the event cannot happen now."""
    step = STEPS.get(event.verb)
    if step is None:
        raise RuleBroken(
            N_("There is no step called {verb}. The steps are: {steps}."), verb=event.verb, steps=", ".join(STEPS)
        )
    if current.state not in step.sources:
        raise RuleBroken(step.refusal, field="state")
    if step.needs_reason and not event.text.strip():
        raise RuleBroken(N_("Write the reason: it stays in the record of the action."), field="text")
    _check_date(current, event, step)
    if event.verb == "verify":
        return _verified(current, event)
    if event.verb == "reopen":
        return _reopened(current, event)
    return _moved(current, event, step)


def _check_date(current: ActionState, event: Event, step: Step) -> None:
    """A new date lies after today, and after the present one unless a check has just put that behind."""
    if event.due_on is None:
        if step.needs_date:
            raise RuleBroken(N_("Enter the new date for this action."), field="due_on")
        return
    if not step.takes_date:
        raise RuleBroken(N_("This step sets no date. Leave the date empty, or extend the action."), field="due_on")
    postponed = event.verb == "extend" and current.state in ("agreed", "in_progress")
    earliest = max(event.on, current.due_on) if postponed else event.on
    latest = add_months(event.on, 12 * DUE_YEARS_AHEAD)
    if not earliest < event.due_on <= latest:
        raise RuleBroken(
            N_("The date {date} does not fit. Enter a date after {earliest} and up to {latest}."),
            field="due_on",
            date=event.due_on.isoformat(),
            earliest=earliest.isoformat(),
            latest=latest.isoformat(),
        )


def _moved(current: ActionState, event: Event, step: Step) -> ActionState:
    changed = replace(current, state=step.target or current.state, due_on=event.due_on or current.due_on)
    if event.verb == "agree":
        # Director and authority may settle on another date than the one proposed: that is the date promised.
        return replace(changed, agreed_on=event.on, first_due_on=changed.due_on)
    if event.verb == "report_done":
        return replace(changed, reported_by=event.by)
    if event.verb == "extend":
        state = "in_progress" if current.state in ("partial", "not_done") else current.state
        return replace(changed, state=state, extensions=current.extensions + 1)
    if event.verb == "cancel":
        return replace(changed, reason=event.text)
    return changed


def _verified(current: ActionState, event: Event) -> ActionState:
    """An assessor's check. Without a level the action stays as it was: due and unchecked, not failed."""
    if event.by and event.by == current.reported_by:
        raise RuleBroken(N_("Whoever reported an action done cannot verify it. Ask another assessor to check it."))
    outcome = judge(event.level, current.baseline, current.target, current.was_verified)
    if outcome == "unchanged" or not isinstance(event.level, int):
        return current
    below = outcome != "verified"
    relapsed = below and current.state == "verified"
    twice = below and event.full_visit and current.below_at_full_visit
    return replace(
        current,
        state=outcome,
        outcome=outcome,
        level=event.level,
        reported_by="",
        verified_on=None if below else current.verified_on or event.on,
        was_verified=current.was_verified or not below,
        ever_verified=current.ever_verified or not below,
        below_at_full_visit=below if event.full_visit else current.below_at_full_visit,
        recurring=current.recurring + (relapsed or twice),
        regressions=current.regressions + (outcome == "regressed" != current.state),
    )


def _reopened(current: ActionState, event: Event) -> ActionState:
    """A new round, from the level last found. Coming back after "verified" counts as recurring (once)."""
    level = event.level if isinstance(event.level, int) else current.level
    due = event.due_on or current.due_on
    return replace(
        current,
        state="in_progress",
        baseline=level if level < current.target else current.baseline,
        level=level,
        due_on=due,
        first_due_on=due,
        started_on=event.on,
        outcome=None if current.state == "verified" else current.outcome,
        verified_on=None,
        was_verified=False,
        recurring=current.recurring + (current.state == "verified"),
    )
