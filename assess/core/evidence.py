"""What an entry counts for, and what it still needs, under the evidence rules (method R1, R2 and R7).

Decisions where the method leaves room:

- An evidence entry is any verification method used, a note, a file or a measurement.
- The numbers of a measured criterion count as the method "measurement" where the criterion lists it.
- When all inputs of a measured criterion are present, the computed level is the level, whatever was recorded,
  NA and NE included. What was recorded counts instead only if it is exactly one lower and says why. Anything else is
  refused when it is saved (`check_recorded`); should inputs change afterwards, the computed level counts and the mark
  "measure_differs" keeps the visit from closing until somebody looks. A missing input leaves the recorded value.
- An NA that the inputs themselves give (0 / 0) is not the assessor's and needs neither reason nor approval.
"""

from __future__ import annotations

from assess.core.entry import NA, NA_REASONS, NE, NOTE_LENGTH, Entry
from assess.core.instrument import LEVELS, VERIFICATION_METHODS, Criterion
from assess.core.measure import Measured
from assess.core.result import CriterionResult
from assess.core.rules import N_, RuleBroken

UNANSWERED = "unanswered"
EMPTY = Entry()
_METHODS = frozenset(VERIFICATION_METHODS)
_CHILDREN_ALONE = frozenset({"child_interview"})
#: Marks that keep the fieldwork of a visit from closing; the others only inform.
BLOCKING = (
    UNANSWERED,
    "note_missing",
    "evidence_missing",
    "na_reason_missing",
    "na_text_missing",
    "na_not_approved",
    "ne_reason_missing",
    "measure_differs",
)


def counted(criterion: Criterion, entry: Entry | None, measured: Measured | None = None) -> CriterionResult:
    """The level that counts and the marks. Raises RuleBroken for a value outside 0-3, NA, NE and None.

    `measured` is what the visit's inputs give for a criterion with a measure, None for any other.
    """
    value, level, marks = judged(criterion, entry or EMPTY, measured)
    return CriterionResult(criterion.code, value, level, tuple(marks))


def judged(
    criterion: Criterion, entry: Entry, measured: Measured | None
) -> tuple[int | str | None, int | None, list[str]]:
    """As `counted`: the value, the level that counts, and the marks."""
    check_value(criterion.code, entry.value)
    value, marks = _settled(entry, measured)
    if isinstance(value, int):
        return value, value if entry.plain else _level(criterion, entry, measured, value, marks), marks
    if not (entry.plain or _computed(measured)):
        if value == NA:
            marks += _na_marks(criterion, entry)
        elif value == NE and not entry.note.strip():
            marks.append("ne_reason_missing")
    return value, None, marks


def check_value(code: str, value: object) -> None:
    """Refuse what is not a level, "NA", "NE" or None."""
    if (type(value) is int and value in LEVELS) or value in (None, NA, NE):
        return
    message = N_("{code}: {value} is not a level. Use 0, 1, 2 or 3, NA if it does not apply, or leave it empty.")
    raise RuleBroken(message, field=code, code=code, value=repr(value)[:40])


def _computed(measured: Measured | None) -> bool:
    return measured is not None and measured.level is not None


def _settled(entry: Entry, measured: Measured | None) -> tuple[int | str | None, list[str]]:
    """The value that stands between what was recorded and what was measured, with the marks of that (R7)."""
    if measured is None or measured.level is None:
        return entry.value, []
    marks = ["small_sample"] if measured.small_sample else []
    if entry.value in (None, measured.level):
        return measured.level, marks
    if _may_stand(entry, measured):
        return entry.value, [*marks, "lowered"]
    return measured.level, [*marks, "measure_differs"]


def _may_stand(entry: Entry, measured: Measured) -> bool:
    lower = isinstance(measured.level, int) and entry.value == measured.level - 1
    return lower and bool(entry.lowered.strip())


def check_recorded(code: str, entry: Entry, measured: Measured) -> None:
    """Refuse to save a value that the measure does not allow: it may be lowered by one with a reason, never raised."""
    check_value(code, entry.value)
    if not _computed(measured) or entry.value in (None, measured.level) or _may_stand(entry, measured):
        return
    if measured.level == NA:
        message = N_(
            "{code}: the measured numbers give NA (nobody or nothing to measure). Correct the numbers instead."
        )
    elif isinstance(measured.level, int) and entry.value == measured.level - 1:
        message = N_("{code}: the measured level is {measured}. Write the reason for lowering it to {value}.")
    else:
        message = N_(
            "{code}: the measured level is {measured}. It may be lowered by one with a reason and never raised; "
            "{value} cannot be recorded. Correct the numbers if they are wrong."
        )
    raise RuleBroken(message, field=code, code=code, measured=measured.level, value=entry.value)


def methods_used(criterion: Criterion, entry: Entry, measured: Measured | None = None) -> frozenset[str]:
    """The different verification methods behind a level; complete inputs are a measurement."""
    used = _METHODS.intersection(entry.methods)
    return used | {"measurement"} if _computed(measured) and "measurement" in criterion.verify else used


def _level(criterion: Criterion, entry: Entry, measured: Measured | None, value: int, marks: list[str]) -> int:
    """The level that a value counts for; what the evidence lacks is added to `marks` (R1)."""
    level = value
    used = methods_used(criterion, entry, measured)
    if value == 3 and len(used) < 2 <= len(set(criterion.verify)):
        level = 2
        marks.append("second_method_missing")
    if value < 2 and len(entry.note.strip()) < NOTE_LENGTH:
        marks.append("note_missing")
    if criterion.critical and not (used or entry.note.strip() or entry.evidence or _computed(measured)):
        marks.append("evidence_missing")
    if used == _CHILDREN_ALONE:
        marks.append("child_words_only")
    return level


def _na_marks(criterion: Criterion, entry: Entry) -> list[str]:
    missing = {
        "na_reason_missing": entry.na_reason not in NA_REASONS,
        "na_text_missing": not entry.na_text.strip(),
        "na_not_approved": criterion.critical and not entry.approved,
    }
    return [mark for mark, is_missing in missing.items() if is_missing]


def missing_for_close(criterion: Criterion, entry: Entry | None, measured: Measured | None = None) -> tuple[str, ...]:
    """What is still needed before fieldwork may close (R9): codes of `BLOCKING`, empty when nothing is."""
    found = counted(criterion, entry, measured)
    unanswered = (UNANSWERED,) if found.value is None else ()
    return unanswered + tuple(mark for mark in found.marks if mark in BLOCKING)
