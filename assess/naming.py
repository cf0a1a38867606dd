"""What the codes of a visit are called in words, for pages and API alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from assess.core.entry import NA, NE, NOTE_LENGTH
from assess.core.instrument import Criterion
from assess.core.measure import Measured
from assess.core.merge import EVIDENCE, EXIT, INPUTS, PROFILE, PSEUDO
from assess.core.rules import N_
from assess.core.shown import MINUS
from assess.wording import Wording

KINDS = {
    "full": N_("Full visit"),
    "focused": N_("Focused visit"),
    "follow_up": N_("Follow-up visit"),
    "urgent": N_("Urgent visit"),
    "self_assessment": N_("Self-assessment"),
    "calibration": N_("Calibration visit"),
}
STATUSES = {
    "planned": N_("Planned"),
    "fieldwork": N_("In fieldwork"),
    "fieldwork_closed": N_("Fieldwork closed"),
    "quality_review": N_("In review"),
    "reply_open": N_("Open for the facility's reply"),
    "reply_resolved": N_("Reply resolved"),
    "final": N_("Final"),
    "published": N_("Published"),
    "cancelled": N_("Cancelled"),
    "void": N_("Void"),
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
NA_REASONS = {
    "population_absent": N_("No such population in the facility"),
    "service_not_offered": N_("The service is not offered"),
    "not_permitted_by_type": N_("Not permitted for this type of facility"),
    "no_event_in_period": N_("No such event in the period"),
    "other": N_("Other reason"),
}
LEVELS = {
    "0": N_("Not met"),
    "1": N_("Partly met, with risk"),
    "2": N_("Mostly met"),
    "3": N_("Fully met, with evidence"),
    NA: N_("Not applicable"),
    NE: N_("Not assessed"),
}
FIELDS = {
    "level": N_("Level"),
    "note": N_("Note"),
    "methods": N_("How it was verified"),
    "na_reason": N_("Why it does not apply"),
    "na_text": N_("Why it does not apply, in words"),
    "approved": N_("Approval of “not applicable”"),
    "lowered": N_("Reason for lowering the measured level"),
}
COUNTS = {
    "capacity": N_("Authorised places"),
    "girls_0": N_("Girls under 1 year"),
    "girls_1_5": N_("Girls aged 1 to 5"),
    "girls_6_11": N_("Girls aged 6 to 11"),
    "girls_12_17": N_("Girls aged 12 to 17"),
    "boys_0": N_("Boys under 1 year"),
    "boys_1_5": N_("Boys aged 1 to 5"),
    "boys_6_11": N_("Boys aged 6 to 11"),
    "boys_12_17": N_("Boys aged 12 to 17"),
    "unaccompanied": N_("Unaccompanied, of them"),
    "disability": N_("With a disability, of them"),
    "staff_morning": N_("Carers in the morning"),
    "staff_afternoon": N_("Carers in the afternoon"),
    "staff_night": N_("Carers at night"),
}
#: Milliseconds by which the clock of a device may differ without anybody being told.
CLOCK_TOLERANCE = 300_000
SHIFTS = (N_("Morning"), N_("Afternoon"), N_("Night"))

#: What the rules say about an answer, as a sentence with its way out.
STANDING = {
    "unanswered": N_("No answer yet."),
    "conflict": N_("There are two answers. The lead of the visit chooses between them."),
    "second_method_missing": N_("Counts as 2 until a second way of verifying is recorded."),
    "note_missing": N_("Levels 0 and 1 need a note of at least {n} characters: write what you found."),
    "evidence_missing": N_("A critical criterion needs evidence: mark how you verified it or write a note."),
    "na_reason_missing": N_("Choose why it does not apply."),
    "na_text_missing": N_("Write in a sentence why it does not apply."),
    "na_not_approved": N_(
        "“Not applicable” on a critical criterion waits for approval; until then it counts as unanswered."
    ),
    "ne_reason_missing": N_("Write in the note why it could not be assessed."),
    "measure_differs": N_(
        "The level recorded is not the measured one, which counts. Choose that one, or lower it by one and say why."
    ),
    "lowered": N_("The measured level was lowered by one, with a reason."),
    "small_sample": N_("The sample is small: fewer than five cases."),
    "child_words_only": N_("Only the words of children support this level. Verify it in another way too."),
}
#: Why an operation waits in quarantine.
HELD = {
    "closed": N_("It came after fieldwork was closed."),
    "not_in_team": N_("Its author is not in the team of this visit."),
    "other_domain": N_("It belongs to a domain of another member of the team."),
    "not_lead": N_("Only the lead or the authority records this."),
    "right_lost": N_("Its author may not score any more."),
    "out_of_scope": N_("The facility is outside where its author may score."),
    "account_closed": N_("The account of its author is closed."),
    "device_revoked": N_("The device was reported lost."),
    "handed_over": N_("It was handed over without a session."),
    "device_unknown": N_("The device was never given this visit."),
    "id_reuse": N_("Another change came under the same id before."),
}

#: What became of an operation in quarantine.
HELD_STATES = {
    "waiting": N_("Waits for a decision"),
    "applied": N_("Recorded as its author's"),
    "proposed": N_("Proposed as an amendment"),
    "dismissed": N_("Left out"),
}
EXIT_FIELDS = {
    "team_name": N_("For the team"),
    "team_agrees": N_("The team agrees"),
    "facility_name": N_("For the facility"),
    "facility_role": N_("Position in the facility"),
    "facility_agrees": N_("The facility agrees"),
    "remarks": N_("Remarks"),
}


def held(w: Wording, reason: str) -> str:
    """What the author of an operation in quarantine is told."""
    return f"{w(HELD[reason])} {w('It is kept, and a coordinator decides.')}"


def standing(w: Wording, codes: Collection[str]) -> list[str]:
    """The sentences for gaps and marks of a criterion, each once, in the order given."""
    return [w(STANDING[code], n=NOTE_LENGTH) for code in dict.fromkeys(codes)]


def level(w: Wording, value: object) -> str:
    """ "2: Mostly met", "Not applicable", or "Unanswered"."""
    if value is None:
        return w("Unanswered")
    words = w(LEVELS[str(value)])
    return f"{value}: {words}" if isinstance(value, int) else words


def place(w: Wording, code: str) -> str:
    """What a criterion or pseudo criterion is called in a list."""
    named = {
        PROFILE: N_("Profile of the visit"),
        INPUTS: N_("Measured numbers"),
        EXIT: N_("Exit meeting"),
        EVIDENCE: N_("Evidence"),
    }
    return w(named[code]) if code in named else code


def field(w: Wording, criterion: str, name: str, inputs: Mapping[str, str]) -> str:
    """What a field is called; `inputs` are the labels of the numbers by id."""
    if criterion == INPUTS:
        return inputs.get(name, name)
    if criterion == EVIDENCE:
        return w("Piece {id}", id=name[-6:])
    known = {PROFILE: COUNTS, EXIT: EXIT_FIELDS}.get(criterion, FIELDS)
    return w(known[name]) if name in known else name


def value(w: Wording, criterion: str, name: str, given: Any) -> str:
    """A recorded value as a person reads it; "—" for a field that was emptied."""
    if given is None or given == "" or given == [] or given is False:
        return "—"
    if name == "level" and criterion not in PSEUDO:
        return level(w, given)
    if criterion == EVIDENCE:
        return w("Removed")
    if given is True and criterion == EXIT:
        return w("Yes")
    if name == "methods":
        return ", ".join(w(METHODS.get(one, one)) for one in given)
    if name == "na_reason":
        return w(NA_REASONS.get(given, given))
    if name == "approved":
        return w("Approved")
    if isinstance(given, list | tuple):
        return " · ".join("—" if one is None else str(one) for one in given)
    return str(given)


def device(w: Wording, name: str, labels: Mapping[str, str] | None = None) -> str:
    """Where an operation was made; `labels` are what registered devices call themselves, by id."""
    kind = name.split(":")[0]
    known = {
        "desk": w("Form"),
        "server": w("Copied by the service"),
        "amendment": w("Amendment"),
        "demo": w("Demonstration"),
    }
    if kind in known:
        return known[kind]
    label = (labels or {}).get(name)
    return f"{label} · {name[-6:]}" if label else w("Device {id}", id=name[-6:])


def clock(w: Wording, offset: int | None) -> str:
    """By how much the clock of a device was wrong, when that is worth saying: from five minutes on (P13)."""
    if offset is None or abs(offset) <= CLOCK_TOLERANCE:
        return ""
    minutes = abs(offset) // 60_000
    if offset > 0:
        return w("Its clock was {minutes} minutes ahead.", minutes=minutes)
    return w("Its clock was {minutes} minutes behind.", minutes=minutes)


def measured(w: Wording, criterion: Criterion, found: Measured | None, language: str) -> str:
    """What the numbers of a measured criterion give, in a sentence; empty for any other."""
    measure = criterion.measure
    if measure is None or found is None:
        return ""
    if found.level is None:
        labels = {one.id: one.label[language] for one in measure.inputs}
        return w("Still to enter: {names}.", names=", ".join(labels[id] for id in found.missing))
    if found.level == NA:
        return w("The numbers say that there is nobody or nothing to measure: not applicable.")
    if found.value is None:
        return w("Measured: nobody or nothing there for those who need it. {level}.", level=level(w, found.level))
    value = f"{_cut(found.value)} {measure.unit[language]}"
    if found.worst_index is None:
        return w("Measured: {value}. {level}.", value=value, level=level(w, found.level))
    if measure.per == "shift" and found.worst_index < len(SHIFTS):
        place = w(SHIFTS[found.worst_index]).lower()
        return w("Worst shift ({place}): {value}. {level}.", place=place, value=value, level=level(w, found.level))
    return w(
        "Worst place (number {place}): {value}. {level}.",
        place=found.worst_index + 1,
        value=value,
        level=level(w, found.level),
    )


def _cut(number: Fraction) -> str:
    """With two decimals at most, cut like every score (R3): 3.5, 9, 0.12."""
    hundredths = int(abs(number) * 100)
    digits = f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
    return f"{MINUS}{digits}" if number < 0 and hundredths else digits


def descriptors(criterion: Criterion, language: str) -> dict[int, str]:
    """The criterion's own words for each level, when it has them."""
    return {number: words[language] for number, words in criterion.levels}
