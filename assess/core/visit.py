"""The life of a visit: its states, the steps between them, what each locks, and when each is due (method R9)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assess.core.calendar import add_months, add_working_days
from assess.core.rules import N_, RuleBroken


class Status(StrEnum):
    """The states of R9, in the order in which a visit passes through them."""

    PLANNED = "planned"
    FIELDWORK = "fieldwork"
    FIELDWORK_CLOSED = "fieldwork_closed"
    QUALITY_REVIEW = "quality_review"
    REPLY_OPEN = "reply_open"
    REPLY_RESOLVED = "reply_resolved"
    FINAL = "final"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    VOID = "void"


KINDS = ("full", "focused", "follow_up", "urgent", "self_assessment", "calibration")
#: R11: only the latest full external visit enters a comparison.
COUNTS_FOR_COMPARISON = frozenset({"full"})

#: The result is stored and official.
WITH_RESULT = frozenset({Status.FINAL, Status.PUBLISHED})
#: Nothing about the visit changes any more, except by an approved amendment.
LOCKED = WITH_RESULT | {Status.CANCELLED, Status.VOID}


@dataclass(frozen=True, slots=True)
class Transition:
    """One step. `permission` is what `assess.access` is asked for; `refusal` is said when the visit is elsewhere."""

    verb: str
    sources: frozenset[Status]
    target: Status
    permission: str
    refusal: str
    needs_reason: bool = False


def _step(verb: str, sources: tuple[Status, ...], target: Status, refusal: str, reason: bool = False) -> Transition:
    return Transition(verb, frozenset(sources), target, f"visit.{verb}", refusal, reason)


#: Up to here the facility has seen nothing: such a visit is cancelled. Afterwards it can only be declared void.
_BEFORE_DRAFT = (Status.PLANNED, Status.FIELDWORK, Status.FIELDWORK_CLOSED, Status.QUALITY_REVIEW)
_AFTER_DRAFT = (Status.REPLY_OPEN, Status.REPLY_RESOLVED, Status.FINAL, Status.PUBLISHED)

#: Every step by its verb. The reply may be waived, so a visit becomes final from review as well as from reply_resolved.
TRANSITIONS = {
    step.verb: step
    for step in (
        _step(
            "start",
            (Status.PLANNED,),
            Status.FIELDWORK,
            N_("Only a planned visit can be started. Reload the page to see where this visit stands now."),
        ),
        _step(
            "close_fieldwork",
            (Status.FIELDWORK,),
            Status.FIELDWORK_CLOSED,
            N_("Only a visit in fieldwork can be closed. Reload the page to see where this visit stands now."),
        ),
        _step(
            "send_to_review",
            (Status.FIELDWORK_CLOSED,),
            Status.QUALITY_REVIEW,
            N_("Only a visit whose fieldwork is closed can go to review. Close its fieldwork first."),
        ),
        _step(
            "return_to_fieldwork",
            (Status.QUALITY_REVIEW,),
            Status.FIELDWORK,
            N_("Only a visit in review can be returned to fieldwork. Reload the page to see where it stands now."),
            reason=True,
        ),
        _step(
            "open_reply",
            (Status.QUALITY_REVIEW,),
            Status.REPLY_OPEN,
            N_("Only a visit in review can be sent to the facility for its reply. Send it to review first."),
        ),
        _step(
            "resolve_reply",
            (Status.REPLY_OPEN,),
            Status.REPLY_RESOLVED,
            N_("There is no open reply to resolve. Reload the page to see where this visit stands now."),
        ),
        _step(
            "finalise",
            (Status.QUALITY_REVIEW, Status.REPLY_RESOLVED),
            Status.FINAL,
            N_("A visit becomes final from review or once the reply is resolved. Finish that step first."),
        ),
        _step(
            "publish",
            (Status.FINAL,),
            Status.PUBLISHED,
            N_("Only a final visit can be published. Make its result final first."),
        ),
        _step(
            "cancel",
            _BEFORE_DRAFT,
            Status.CANCELLED,
            N_("A visit can be cancelled only before its draft is sent. Declare it void instead."),
            reason=True,
        ),
        _step(
            "void",
            _AFTER_DRAFT,
            Status.VOID,
            N_("Only a visit whose draft was sent can be declared void. Cancel it instead."),
            reason=True,
        ),
    )
}


def next_status(status: str, verb: str) -> Status:
    """Where `verb` leads from `status`. Raises RuleBroken when there is no such step or it does not start here."""
    step = TRANSITIONS.get(verb)
    if step is None:
        steps = ", ".join(TRANSITIONS)
        raise RuleBroken(N_("There is no step called {verb}. The steps are: {steps}."), verb=verb, steps=steps)
    if status not in step.sources:
        raise RuleBroken(step.refusal, field="status")
    return step.target


def allowed_verbs(status: str) -> tuple[str, ...]:
    """The steps that start from `status`, in the order of `TRANSITIONS`; empty for cancelled and void."""
    return tuple(verb for verb, step in TRANSITIONS.items() if status in step.sources)


def check_reason(verb: str, reason: str) -> None:
    """Raises RuleBroken when `verb` needs a reason (return_to_fieldwork, cancel, void) and none was written."""
    if TRANSITIONS[verb].needs_reason and not reason.strip():
        raise RuleBroken(N_("Write the reason: it stays in the record of the visit."), field="reason")


def instrument_open(status: str) -> bool:
    """May the instrument version still be chosen? It is fixed when fieldwork starts."""
    return status == Status.PLANNED


def profile_open(status: str) -> bool:
    """May the visit's copy of the profile be filled in? From fieldwork on the facility's own no longer reaches it."""
    return status in (Status.PLANNED, Status.FIELDWORK)


def answers_open(status: str) -> bool:
    """May answers change? Only in fieldwork; later corrections are amendments."""
    return status == Status.FIELDWORK


def evidence_open(status: str) -> bool:
    """May evidence be added? Until review begins."""
    return status in (Status.FIELDWORK, Status.FIELDWORK_CLOSED)


def draft_open(status: str) -> bool:
    """May the text of the draft be edited? Until it is sent to the facility."""
    return status in _BEFORE_DRAFT


def reply_open(status: str) -> bool:
    """May the facility reply?"""
    return status == Status.REPLY_OPEN


def is_locked(status: str) -> bool:
    """Nothing changes any more: final, published, cancelled, void."""
    return status in LOCKED


#: Working days of each step (R9), counted from the end of the one before it; `close_fieldwork` from the day on site,
#: `plan` from the day the result is final.
WORKING_DAYS = {"close_fieldwork": 2, "draft": 15, "reply": 10, "resolve": 10, "publish": 5, "plan": 20}

_DUE_STEP = {
    Status.FIELDWORK: "close_fieldwork",
    Status.FIELDWORK_CLOSED: "draft",
    Status.QUALITY_REVIEW: "draft",
    Status.REPLY_OPEN: "reply",
    Status.REPLY_RESOLVED: "publish",
    Status.FINAL: "publish",
}


def due_step(status: str) -> str | None:
    """The step of `WORKING_DAYS` that a visit in `status` is waiting for; None where nothing is due."""
    return _DUE_STEP.get(Status(status))


def step_due_on(step: str, since: date, holidays: Collection[date] = ()) -> date:
    """The last day for `step` when the one before it ended on `since`."""
    return add_working_days(since, WORKING_DAYS[step], holidays)


def timetable(visited_on: date, holidays: Collection[date] = ()) -> tuple[tuple[str, date], ...]:
    """The last day of each step up to publication if every step takes all its time: 42 working days in all."""
    days, on = [], visited_on
    for step in ("close_fieldwork", "draft", "reply", "resolve", "publish"):
        on = step_due_on(step, on, holidays)
        days.append((step, on))
    return tuple(days)


def next_visit_kind(rating: str) -> str:
    """The kind of visit that `next_visit_by` asks for."""
    return "follow_up" if rating in ("C", "D") else "full"


def next_visit_by(rating: str, visited_on: date) -> date:
    """R9: after D a follow-up within 8 weeks, after C within 6 months, otherwise the yearly full visit."""
    if rating == "D":
        return visited_on + timedelta(weeks=8)
    return add_months(visited_on, 6 if rating == "C" else 12)


def next_full_visit_by(rating: str, visited_on: date) -> date:
    """R9: a full visit at least yearly, after D within 6 months."""
    return add_months(visited_on, 6 if rating == "D" else 12)


EARLIEST = date(2000, 1, 1)
PLANNED_YEARS_AHEAD = 2


def check_visit_date(on: date, today: date, *, started: bool = True, field: str = "visited_on") -> None:
    """Raises RuleBroken naming `field` when `on` cannot be the day of a visit.

    A started visit lies between 2000 and today, a planned one at most two years ahead.
    """
    if on < EARLIEST:
        raise RuleBroken(
            N_("The date {date} is too early. Enter a date from {earliest} on."),
            field=field,
            date=on.isoformat(),
            earliest=EARLIEST.isoformat(),
        )
    if started and on > today:
        raise RuleBroken(
            N_("The date {date} is in the future. Enter the day of the visit, at the latest today ({today})."),
            field=field,
            date=on.isoformat(),
            today=today.isoformat(),
        )
    latest = add_months(today, 12 * PLANNED_YEARS_AHEAD)
    if on > latest:
        raise RuleBroken(
            N_("The date {date} is too far ahead. Enter a date up to {latest}."),
            field=field,
            date=on.isoformat(),
            latest=latest.isoformat(),
        )
