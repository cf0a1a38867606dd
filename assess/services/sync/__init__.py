"""Taking in operations: the one way in which anything about a visit's answers changes (DESIGN section 4).

The desk form and the on-site page both end here. Receiving is idempotent by operation id (P10); every operation gets
a receipt of its own, so one bad operation never blocks the others (P7); two values for one field are both kept (P12).
"""

from assess.services.sync.delivery import AT_THE_DESK, Delivery
from assess.services.sync.reading import change_of, fields_of, find, state_from_operations, state_of
from assess.services.sync.receiving import (
    APPLIED,
    CONFLICT,
    DUPLICATE,
    QUARANTINED,
    REJECTED,
    Receipt,
    lock,
    receive,
)
from assess.services.sync.rights import NotAllowed, check_writable
from assess.services.sync.writing import rebuild_answers

__all__ = [
    "APPLIED",
    "AT_THE_DESK",
    "CONFLICT",
    "DUPLICATE",
    "QUARANTINED",
    "REJECTED",
    "Delivery",
    "NotAllowed",
    "Receipt",
    "change_of",
    "check_writable",
    "fields_of",
    "find",
    "lock",
    "rebuild_answers",
    "receive",
    "state_from_operations",
    "state_of",
]
