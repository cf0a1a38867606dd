"""What became of the findings: the actions of one facility and their events, folded by the same rules as real ones."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from assess.core import plan as method
from assess.core.instrument import Instrument
from assess.core.result import Result
from assess.demo.days import instant
from assess.demo.names import WORK
from assess.demo.world import Place, make_id

if TYPE_CHECKING:
    from assess.demo.visits import Team, Writer


@dataclass
class _Story:
    """One action as it unfolds."""

    id: uuid.UUID
    number: int
    visit_id: uuid.UUID
    proposal: method.Proposal
    created_on: date
    what: str
    who: str
    events: list[method.Event] = field(default_factory=list)
    at_visit: dict[int, uuid.UUID] = field(default_factory=dict)

    @property
    def state(self) -> method.ActionState:
        return method.action_state(self.events, baseline=self.proposal.baseline, target=self.proposal.target)


class PlanStory:
    """Collects the actions of a facility from visit to visit and writes them at the end."""

    def __init__(self, place: Place, instrument: Instrument, team: Team, random: Random) -> None:
        self.place, self.instrument, self.team, self.random = place, instrument, team, random
        self.actions: list[_Story] = []
        self.agreed_on: date | None = None

    def after_visit(self, visit_id: uuid.UUID, found: Result, on: date, final_on: date, write: Writer) -> None:
        """Judge what was open, then propose what is new, and let the facility work on it."""
        levels = {c.code: c.level for c in found.criteria}
        for action in self.actions:
            if action.state.state == "proposed":  # a year without an answer: it is agreed at last, with a new date
                self._note(action, "agree", on, due_on=final_on + timedelta(days=self.random.randint(60, 150)))
            self._judge(action, visit_id, levels.get(action.proposal.code), final_on)
        known = {a.proposal.code for a in self.actions if a.state.state in method.OPEN}
        for proposal in method.proposals(self.instrument, found, final_on, known=known):
            self._propose(proposal, visit_id, final_on)

    def _judge(self, action: _Story, visit_id: uuid.UUID, level: int | None, on: date) -> None:
        state = action.state
        settled = state.state == "verified" and level is not None and level >= action.proposal.target
        if level is None or state.state in ("proposed", "cancelled") or settled:
            return
        action.at_visit[len(action.events)] = visit_id
        action.events.append(method.Event("verify", on, str(self.team.lead), level=level, full_visit=True))
        self._take_up_again(action, on)

    def _take_up_again(self, action: _Story, on: date) -> None:
        """What was not verified gets a new date from the authority within weeks, for most; the work goes on."""
        outcome = action.state.state
        if outcome == "verified" or self.random.random() < 0.15:
            return
        verb = "reopen" if outcome == "regressed" else "extend"
        when = on + timedelta(days=self.random.randint(5, 25))
        self._note(action, verb, when, due_on=when + timedelta(days=self.random.randint(90, 400)))

    def _note(self, action: _Story, verb: str, on: date, *, due_on: date) -> None:
        action.events.append(method.Event(verb, on, str(self.team.authority), due_on=due_on))

    def _propose(self, proposal: method.Proposal, visit_id: uuid.UUID, on: date) -> None:
        what, who = self.random.choice(WORK)
        story = _Story(make_id(self.random, instant(on)), len(self.actions) + 1, visit_id, proposal, on, what, who)
        story.at_visit[0] = visit_id
        lead, director = str(self.team.lead), str(self.team.director)
        story.events.append(method.Event("propose", on, lead, due_on=proposal.due_on, full_visit=True))
        luck = self.random.random()
        steps = ["agree", "start", "report_done"][: 0 if luck < 0.12 else 1 if luck < 0.25 else 2 if luck < 0.6 else 3]
        for n, verb in enumerate(steps, 1):
            text = "Se informa el avance con lista y fotografías del lugar." if verb == "report_done" else ""
            story.events.append(method.Event(verb, on + timedelta(days=4 + 12 * n), director, text=text))
        self.actions.append(story)

    def finish(self, today: date, write: Writer) -> None:
        """Write plan, actions and events; what lies in the future has not happened."""
        if not self.actions:
            return
        for action in self.actions:
            action.events = [e for e in action.events if e.on <= today]
            agreed = [e.on for e in action.events if e.verb == "agree"]
            self.agreed_on = max([*agreed, *([self.agreed_on] if self.agreed_on else [])], default=None)
        began = instant(min(a.created_on for a in self.actions))
        plan_id = make_id(self.random, began)
        write.add("plan", {"id": plan_id, "facility_id": self.place.id, "instrument_id": self.instrument.id,
                           "created_at": began, "agreed_on": self.agreed_on})  # fmt: skip
        for action in self.actions:
            write.add("action", self._row(action, plan_id))
            write.add("action_event", *self._events(action))

    def _row(self, action: _Story, plan_id: uuid.UUID) -> dict[str, Any]:
        state, proposal = action.state, action.proposal
        named = state.state != "proposed"
        return {
            "id": action.id, "plan_id": plan_id, "facility_id": self.place.id, "state_code": self.place.state_code,
            "number": action.number, "criterion": proposal.code, "visit_id": action.visit_id,
            "baseline": proposal.baseline, "target": proposal.target, "priority": proposal.priority,
            "state": state.state, "what": action.what, "who": action.who if named else "", "resources": "",
            "evidence_expected": "", "due_on": state.due_on, "extensions": state.extensions,
            "recurring": state.recurring, "verified_on": state.verified_on, "revision": len(action.events),
            "created_at": instant(action.created_on),
        }  # fmt: skip

    def _events(self, action: _Story) -> list[dict[str, Any]]:
        return [
            {
                "action_id": action.id,
                "verb": e.verb,
                "visit_id": action.at_visit.get(n),
                "level": e.level if isinstance(e.level, int) else None,
                "full_visit": e.full_visit,
                "text": e.text,
                "due_on": e.due_on,
                "happened_on": e.on,
                "by_id": uuid.UUID(e.by) if e.by else None,
                "at": instant(e.on, 13),
            }  # fmt: skip
            for n, e in enumerate(action.events)
        ]
