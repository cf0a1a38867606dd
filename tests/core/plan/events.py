"""Events for the tests of the plan: what happened, by days since the proposal."""

from __future__ import annotations

from datetime import date, timedelta

from assess.core.plan import ActionState, Event, action_state

START = date(2026, 1, 5)


def day(number: int) -> date:
    return START + timedelta(days=number)


def happened(verb: str, on: int, due: int | None = None, **facts) -> Event:
    return Event(verb, day(on), due_on=None if due is None else day(due), **facts)


PROPOSED = happened("propose", 0, 90)


def live(*events: Event, baseline: int = 1, target: int = 3) -> ActionState:
    """The state after a proposal due on day 90 and `events`."""
    return action_state([PROPOSED, *events], baseline=baseline, target=target)
