"""Improvement plans: findings become actions, people carry them out, assessors judge them (R10)."""

from assess.services.plans.events import event_of, state_of
from assess.services.plans.find import finding_note, of_facility, open_actions
from assess.services.plans.findings import after_final, propose, propose_by_hand
from assess.services.plans.report import report
from assess.services.plans.steps import TEXT_LIMIT, take_step

__all__ = [
    "TEXT_LIMIT",
    "after_final",
    "event_of",
    "finding_note",
    "of_facility",
    "open_actions",
    "propose",
    "propose_by_hand",
    "report",
    "state_of",
    "take_step",
]
