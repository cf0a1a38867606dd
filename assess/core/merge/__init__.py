"""Operations and what they add up to (reliability P10-P13, P17).

Every change of a visit is an operation with an id of its own that names the operation it was based on. From the set of
operations, in whatever order and however often each arrived, `state` tells the value of every field, or the values
that stand side by side until a person chooses. Clocks play no part, and no value is dropped that nobody replaced.
"""

from assess.core.merge.operation import (
    EVIDENCE,
    EXIT,
    INPUTS,
    PROFILE,
    PSEUDO,
    REMOVED,
    Operation,
    as_json,
    canonical,
    sha256,
)
from assess.core.merge.readings import digest, entries, inputs_of, profile_of
from assess.core.merge.state import Current, Key, State, base_of, conflicts, history, state
from assess.core.merge.validation import FIELDS, NOTE_LIMIT, validate_operation

__all__ = [
    "EVIDENCE",
    "EXIT",
    "FIELDS",
    "INPUTS",
    "NOTE_LIMIT",
    "PROFILE",
    "PSEUDO",
    "REMOVED",
    "Current",
    "Key",
    "Operation",
    "State",
    "as_json",
    "base_of",
    "canonical",
    "conflicts",
    "digest",
    "entries",
    "history",
    "inputs_of",
    "profile_of",
    "sha256",
    "state",
    "validate_operation",
]
