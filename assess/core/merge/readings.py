"""What scoring and receipts read from a state: entries, the profile, measure inputs, and the digest of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction

from assess.core.entry import Entry, Inputs
from assess.core.merge.operation import INPUTS, PROFILE, PSEUDO, Value, json_bytes
from assess.core.merge.state import State
from assess.core.profile import Profile


def entries(fields: State, evidence: Mapping[str, int] | None = None) -> dict[str, Entry]:
    """One entry for each criterion with an operation; `evidence` counts the evidence of each code.

    A field in conflict has no agreed value and reads as if it were empty: a level in conflict is unanswered (P12).
    """
    counts = evidence or {}
    recorded: dict[str, dict[str, Value]] = {}
    for (criterion, field), current in fields.items():
        if criterion not in PSEUDO:
            recorded.setdefault(criterion, {})[field] = current.value
    return {code: _entry(values, counts.get(code, 0)) for code, values in recorded.items()}


def _entry(values: Mapping[str, Value], evidence: int) -> Entry:
    level, methods, reason = values.get("level"), values.get("methods"), values.get("na_reason")
    return Entry(
        value=level if isinstance(level, int | str) else None,
        note=_text(values.get("note")),
        methods=tuple(str(m) for m in methods) if isinstance(methods, list | tuple) else (),
        evidence=evidence,
        na_reason=reason if isinstance(reason, str) else None,
        na_text=_text(values.get("na_text")),
        approved=values.get("approved") is True,
        lowered=_text(values.get("lowered")),
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def profile_of(fields: State, facility_type: str) -> Profile:
    """The visit's copy of the profile; counts not recorded or in conflict are None."""
    counts = {field: c.value for (criterion, field), c in fields.items() if criterion == PROFILE}
    return Profile(facility_type, **{name: value for name, value in counts.items() if isinstance(value, int)})


def inputs_of(fields: State) -> Inputs:
    """The numbers of the measures by input id; a list (shifts, rooms) only once every place has its number."""
    inputs: Inputs = {}
    for (criterion, field), current in fields.items():
        value = current.value
        if criterion != INPUTS or value is None:
            continue
        if not isinstance(value, list | tuple):
            inputs[field] = Fraction(value)
        elif None not in value:
            inputs[field] = tuple(Fraction(place) for place in value if place is not None)
    return inputs


def digest(fields: State) -> str:
    """Hexadecimal SHA-256 by which device and server see that they agree on a visit (P17).

    It is taken of the canonical JSON of `[[criterion, field, [[operation id, value], …]], …]`, sorted by criterion
    and field, the heads of a field by id. Neither the order of arrival nor `seq` enters.
    """
    rows = [
        [criterion, field, [[op.id, list(op.value) if isinstance(op.value, tuple) else op.value] for op in now.heads]]
        for (criterion, field), now in sorted(fields.items())
    ]
    return hashlib.sha256(json_bytes(rows)).hexdigest()
