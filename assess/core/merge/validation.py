"""Whether an operation may be stored at all. Each refusal names the criterion and the way out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import TypeGuard

from assess.core.entry import NA, NA_REASONS, NE
from assess.core.instrument import LEVELS, VERIFICATION_METHODS, Instrument
from assess.core.merge.operation import EVIDENCE, EXIT, INPUTS, PROFILE, REMOVED, Operation
from assess.core.profile import COUNTS
from assess.core.rules import N_, RuleBroken

NOTE_LIMIT = 4_000
#: Of a person or a position in the exit meeting.
NAME_LIMIT = 200
COUNT_LIMIT = 99_999
#: Shifts or rooms of one measure input.
PLACES_LIMIT = 100
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SHOWN = 40


def validate_operation(op: Operation, instrument: Instrument) -> None:
    """Raises RuleBroken, with the criterion as its field, when `op` cannot belong to a visit with `instrument`.

    Each operation is judged alone: whether the answers are complete is asked when fieldwork closes (R1, R9).
    """
    if not _storable(op.device):
        raise _refused(op, N_("The name of the device holds characters that cannot be stored. Register it again."))
    if op.criterion == PROFILE:
        _check_profile(op)
    elif op.criterion == INPUTS:
        _check_input(op, instrument)
    elif op.criterion == EXIT:
        _check_exit(op)
    elif op.criterion == EVIDENCE:
        _check_evidence(op)
    elif op.criterion not in instrument.criteria:
        raise RuleBroken(
            N_("There is no criterion {criterion} in {instrument} {version}. Use a code of this instrument."),
            field=_shown(op.criterion),
            criterion=_shown(op.criterion),
            instrument=instrument.id,
            version=instrument.version,
        )
    else:
        _check_answer(op, instrument)


def _check_answer(op: Operation, instrument: Instrument) -> None:
    if op.field not in FIELDS:
        raise _refused(op, N_("{criterion} has no field {name}. The fields are: {choices}."), choices=", ".join(FIELDS))
    FIELDS[op.field](op)
    if op.field == "lowered" and op.value and instrument.criteria[op.criterion].measure is None:
        raise _refused(op, N_("{criterion} is not measured. Record the level that you found instead of lowering it."))


def _check_level(op: Operation) -> None:
    value = op.value
    if value is None or value in (NA, NE) or (_is_count(value) and value in LEVELS):
        return
    raise _refused(op, N_("Level {value} of {criterion} does not exist. Choose 0, 1, 2, 3, NA or NE."))


def _check_text(op: Operation, limit: int = NOTE_LIMIT) -> None:
    if op.value is None:
        return
    if not isinstance(op.value, str):
        raise _refused(op, N_("The {name} of {criterion} must be text. Write it again."))
    if len(op.value) > limit:
        raise _refused(
            op,
            N_("The {name} of {criterion} has {length} characters. Shorten it to {limit} at most."),
            length=len(op.value),
            limit=limit,
        )
    if not _storable(op.value):
        raise _refused(op, N_("The {name} of {criterion} holds characters that cannot be stored. Type it again."))


def _check_methods(op: Operation) -> None:
    if op.value is None:
        return
    if not isinstance(op.value, list | tuple):
        raise _refused(op, N_("The methods of {criterion} must be a list. Mark the methods that you used."))
    for method in op.value:
        if method not in VERIFICATION_METHODS:
            raise _refused(
                op,
                N_("{value} is not a verification method ({criterion}). Choose among: {choices}."),
                value=_shown(method),
                choices=", ".join(VERIFICATION_METHODS),
            )


def _check_reason(op: Operation) -> None:
    if op.value is not None and op.value not in NA_REASONS:
        raise _refused(
            op,
            N_("{value} is not a reason for not applicable ({criterion}). Choose among: {choices}."),
            choices=", ".join(NA_REASONS),
        )


def _check_name(op: Operation) -> None:
    _check_text(op, NAME_LIMIT)


def _check_approved(op: Operation) -> None:
    if not (op.value is None or isinstance(op.value, bool)):
        raise _refused(op, N_("The approval of {criterion} must be true or false. Mark it again."))


#: What may be recorded of a criterion, and the check of each value. None clears a field.
FIELDS: dict[str, Callable[[Operation], None]] = {
    "level": _check_level,
    "note": _check_text,
    "methods": _check_methods,
    "na_reason": _check_reason,
    "na_text": _check_text,
    "approved": _check_approved,
    "lowered": _check_text,
}


#: What is recorded of the exit meeting: who spoke for whom, and whether each side agrees with the findings.
EXIT_FIELDS: dict[str, Callable[[Operation], None]] = {
    "team_name": _check_name,
    "team_agrees": _check_approved,
    "facility_name": _check_name,
    "facility_role": _check_name,
    "facility_agrees": _check_approved,
    "remarks": _check_text,
}


def _check_exit(op: Operation) -> None:
    if op.field not in EXIT_FIELDS:
        choices = ", ".join(EXIT_FIELDS)
        raise _refused(op, N_("The exit meeting has no field {name}. The fields are: {choices}."), choices=choices)
    EXIT_FIELDS[op.field](op)


def _check_evidence(op: Operation) -> None:
    """The field is the id of a piece; whether there is one is not asked, since it may still be on its way."""
    try:
        spelled = str(uuid.UUID(op.field)) == op.field
    except ValueError:
        spelled = False
    if not spelled:
        raise _refused(op, N_("{name} is no piece of evidence. Reload the visit and try again."))
    if op.value not in (None, REMOVED):
        raise _refused(op, N_("A piece of evidence is there or “removed”, nothing else. Reload the visit."))


def _check_profile(op: Operation) -> None:
    if op.field not in ("capacity", *COUNTS):
        choices = ", ".join(("capacity", *COUNTS))
        raise _refused(op, N_("The profile has no count {name}. The counts are: {choices}."), choices=choices)
    if op.value is None:
        return
    if not _is_count(op.value):
        raise _refused(op, N_("{value} is not a whole number ({name}). Enter a count such as 0 or 12."))
    if op.value < 0:
        raise _refused(op, N_("{name} cannot be {value}. Enter 0 or more."))
    if op.value > COUNT_LIMIT:
        raise _refused(op, N_("{value} is too many for {name}. Enter at most {limit}."), limit=COUNT_LIMIT)


def _check_input(op: Operation, instrument: Instrument) -> None:
    measures = [m for c in instrument.criteria.values() if (m := c.measure)]
    uses = [(measure, wanted) for measure in measures for wanted in measure.inputs if wanted.id == op.field]
    if not uses:
        raise _refused(op, N_("No measure of this instrument uses {name}. Reload the visit and enter it again."))
    places = op.value if isinstance(op.value, list | tuple) else (op.value,)
    if places is op.value and all(measure.per == "visit" for measure, _ in uses):
        raise _refused(op, N_("{name} is one number for the whole visit. Enter a single number."))
    if not 1 <= len(places) <= PLACES_LIMIT:
        raise _refused(op, N_("{name} needs 1 to {limit} numbers: one for each shift or room."), limit=PLACES_LIMIT)
    below_zero = any(wanted.below_zero for _, wanted in uses)
    for value in places:
        _check_number(op, value, below_zero)


def _check_number(op: Operation, value: object, below_zero: bool) -> None:
    text = str(value) if _is_count(value) else value
    if text is None:
        return
    if not (isinstance(text, str) and _NUMBER.fullmatch(text)):
        raise _refused(op, N_("{value} is not a number ({name}). Write it like 12 or 12.5."), value=_shown(value))
    if text.startswith("-") and not below_zero:
        raise _refused(op, N_("{name} cannot be {value}. Enter 0 or more."), value=_shown(value))


def _is_count(value: object) -> TypeGuard[int]:
    """A whole number; True is none, although Python counts it as 1."""
    return isinstance(value, int) and not isinstance(value, bool)


def _storable(text: str) -> bool:
    """PostgreSQL has no NUL in text, and half a surrogate pair (JSON can spell one) has no UTF-8."""
    return _UNSTORABLE.search(text) is None


def _shown(value: object) -> str:
    """`value` short enough for a sentence, and always printable as UTF-8."""
    text = str(value).encode(errors="replace").decode()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _refused(op: Operation, message: str, **params: object) -> RuleBroken:
    places = {"criterion": _shown(op.criterion), "name": _shown(op.field), "value": _shown(op.value)} | params
    return RuleBroken(message, field=_shown(op.criterion), **places)
