"""The words of the printed documents: sentences from the catalogues, dates, and the names of codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from babel.dates import format_date

from assess.core.rules import N_
from assess.wording import Wording

K = TypeVar("K")

RATINGS = {
    "A": N_("Strong"),
    "B": N_("Good"),
    "C": N_("Requires improvement"),
    "D": N_("Inadequate"),
    "NR": N_("Not rated"),
}
LEVELS: dict[int | str | None, str] = {
    0: N_("Not met"),
    1: N_("Partly met, with risk"),
    2: N_("Mostly met"),
    3: N_("Fully met, with evidence"),
    "NA": N_("Not applicable"),
    "NE": N_("Not assessed"),
    None: N_("Unanswered"),
}
KINDS = {
    "full": N_("Full visit"),
    "focused": N_("Focused visit"),
    "follow_up": N_("Follow-up visit"),
    "urgent": N_("Urgent visit"),
    "self_assessment": N_("Self-assessment"),
    "calibration": N_("Calibration visit"),
}
PRIORITIES = {
    "immediate": N_("Immediate"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}
STATES = {
    "proposed": N_("Proposed"),
    "agreed": N_("Agreed"),
    "in_progress": N_("In progress"),
    "reported_done": N_("Reported"),
    "verified": N_("Verified"),
    "partial": N_("Partial"),
    "not_done": N_("Not done"),
    "regressed": N_("Regressed"),
    "cancelled": N_("Cancelled"),
}
METHODS = {
    "document": N_("Document"),
    "observation": N_("Observation"),
    "staff_interview": N_("Staff interview"),
    "child_interview": N_("Interview with children or adolescents"),
    "family_interview": N_("Family interview"),
    "record_sample": N_("Sample of files"),
    "measurement": N_("Measurement"),
}
MARKS = {
    "second_method_missing": N_("Second verification method missing: counts as 2"),
    "note_missing": N_("Note missing"),
    "evidence_missing": N_("Evidence missing"),
    "na_reason_missing": N_("Reason for “not applicable” missing"),
    "na_not_approved": N_("“Not applicable” without a supervisor's approval"),
    "lowered": N_("Measured level lowered by one by the assessor"),
    "small_sample": N_("Small sample"),
}
NA_REASONS = {
    "population_absent": N_("No such population in the facility"),
    "service_not_offered": N_("The service is not offered"),
    "not_permitted_by_type": N_("Not permitted for this type of facility"),
    "no_event_in_period": N_("No such event in the period"),
    "other": N_("Other reason"),
}


class Words(Wording):
    """A `Wording` that also writes dates and names codes."""

    def day(self, when: date) -> str:
        """A date that does not break over two lines: "11 nov 2026"."""
        return format_date(when, "d MMM y", locale=self.locale).replace(" ", "\u00a0")

    def month(self, when: date) -> str:
        return format_date(when, "MMM yy", locale=self.locale)

    def name(self, table: Mapping[K, str], code: K) -> str:
        """The name of a code; a code we do not know is shown as it is, so that nothing disappears."""
        return self(table[code]) if code in table else str(code).replace("_", " ")
