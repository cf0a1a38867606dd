"""The server's side: what assess/core says of a case, in the shape in which the device answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache

from assess.core.entry import Entry, Inputs
from assess.core.evidence import check_recorded, methods_used
from assess.core.instrument import Criterion, Instrument
from assess.core.measure import level_of
from assess.core.merge import (
    Operation,
    base_of,
    canonical,
    conflicts,
    digest,
    entries,
    sha256,
    state,
    validate_operation,
)
from assess.core.profile import Profile
from assess.core.rules import RuleBroken
from assess.core.scoring import result, vector_json
from assess.models import Visit
from assess.services.visits.standing import Standing

#: What `check_recorded` and `validate_operation` say, by the code that the device has for it.
CODES = {
    "the measured numbers give NA": "measured_na",
    "Write the reason for lowering it": "lowering_needs_reason",
    "It may be lowered by one with a reason": "not_the_measured_level",
    "The name of the device holds characters": "device_not_storable",
    "There is no criterion": "unknown_criterion",
    "The exit meeting has no field": "unknown_exit_field",
    "has no field": "unknown_field",
    "is not measured": "not_measured",
    "does not exist. Choose 0, 1, 2, 3": "no_such_level",
    "must be text": "not_text",
    "Shorten it": "too_long",
    "holds characters that cannot be stored": "not_storable",
    "must be a list": "not_a_list",
    "is not a verification method": "unknown_method",
    "is not a reason for not applicable": "unknown_reason",
    "must be true or false": "not_true_or_false",
    "The profile has no count": "unknown_count",
    "is not a whole number": "not_whole",
    "cannot be {value}. Enter 0 or more": "below_zero",
    "is too many for": "too_many",
    "No measure of this instrument uses": "unknown_input",
    "is one number for the whole visit": "single_number",
    "numbers: one for each shift or room": "places",
    "is not a number": "not_a_number",
    "is no piece of evidence": "no_such_piece",
    "A piece of evidence is there": "not_removed",
}


def code_of(broken: RuleBroken) -> str:
    return next(code for words, code in CODES.items() if words in broken.message)


def plain(value: object) -> object:
    """A record as JSON: every field, fractions as exact text."""
    kind = type(value)
    if kind is Fraction:
        return str(value)
    if kind is tuple or kind is list:
        return [plain(one) for one in value]
    if names := _names(kind):
        return {name: plain(getattr(value, name)) for name in names}
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a record; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def scored(
    instrument: Instrument, answers: Mapping[str, Entry], profile: Profile | None, inputs: Inputs
) -> dict[str, object]:
    """A case of "score"."""
    try:
        found = result(instrument, answers, profile, inputs)
        measured = [
            _measured(criterion, answers.get(code, Entry()), inputs)
            for code, criterion in instrument.criteria.items()
            if criterion.measure
        ]
    except RuleBroken as broken:
        return {"refused": broken.field}
    return {"result": plain(found), "vector": vector_json(found), "measured": measured}


def _measured(criterion: Criterion, entry: Entry, inputs: Inputs) -> dict[str, object]:
    assert criterion.measure
    measured = level_of(criterion.measure, inputs)
    told = {name: plain(getattr(measured, name)) for name in _names(type(measured))}
    refused = None
    try:
        check_recorded(criterion.code, entry, measured)
    except RuleBroken as broken:
        refused = code_of(broken)
    return told | {"methods": sorted(methods_used(criterion, entry, measured)), "refused": refused}


def visited(
    instrument: Instrument, facility_type: str, ops: Sequence[Operation], evidence: Mapping[str, int]
) -> dict[str, object]:
    """A case of "visit". The standing is given its entries, since the evidence of this visit is in no database."""
    fields_ = state(ops)
    once = sorted({op.id: op for op in ops}.values(), key=lambda op: op.id)
    standing = Standing(Visit(facility_type=facility_type), instrument, fields_)
    standing.__dict__["entries"] = entries(fields_, evidence)
    return {
        "state": [
            {
                "criterion": criterion,
                "field": field,
                "value": plain(now.value),
                "heads": [op.id for op in now.heads],
                "conflict": [op.id for op in now.conflict],
                "base": base_of(now)[0],
                "resolves": list(base_of(now)[1]),
            }
            for (criterion, field), now in fields_.items()
        ],
        "conflicts": [f"{criterion} {field}" for criterion, field in conflicts(fields_)],
        "digest": digest(fields_),
        "canonical": [canonical(op).decode() for op in once],
        "sha256": [sha256(op) for op in once],
        "result": plain(standing.result),
        "missing": [[code, list(gaps)] for code, gaps in standing.missing.items()],
        "progress": plain(standing.progress()),
        "overall": plain(standing.overall()),
    }


def refusal(op: Operation, instrument: Instrument) -> str | None:
    """A case of "refusal"."""
    try:
        validate_operation(op, instrument)
    except RuleBroken as broken:
        return code_of(broken)
    return None
