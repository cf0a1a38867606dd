"""Batches of operations as they travel, and their receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from assess import naming
from assess.api.onsite.bodies import read_json
from assess.api.onsite.rules import busy
from assess.api.operations import Unread
from assess.core.merge import Operation
from assess.http.language import wording
from assess.http.refused import Refused
from assess.models import db
from assess.services import sync

T = TypeVar("T")
TRIES = 3
BATCH_LIMIT = 200
BYTES_LIMIT = 256 * 1024


def read_batch() -> list[Any]:
    """The raw operations of the request. Refused when it is no batch, or too large a one."""
    body = read_json(BYTES_LIMIT, too_large())
    if not isinstance(body, dict) or set(body) != {"operations"} or not isinstance(body["operations"], list):
        message = _("The batch must be an object with the one key “operations”, a list.")
        raise Refused(400, "unreadable", message)
    operations: list[Any] = body["operations"]
    if len(operations) > BATCH_LIMIT:
        raise Refused(413, "too_large", too_large())
    return operations


def too_large() -> str:
    return _(
        "Send at most %(operations)d operations and %(size)d kB at a time; split the batch.",
        operations=BATCH_LIMIT,
        size=BYTES_LIMIT // 1024,
    )


def committed(work: Callable[[], T]) -> T:
    """What `work` gives, once all that it wrote is stored.

    Two requests may bring the same id at the same moment: the one that loses finds it stored when it looks again.
    """
    for _again in range(TRIES):
        try:
            found = work()
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
        else:
            return found
    raise busy()


def receipts_json(batch: Sequence[Operation | Unread], taken: Sequence[sync.Receipt]) -> list[dict[str, Any]]:
    """In the order of the batch; `taken` are those of what could be read."""
    found = iter(taken)
    return [_receipt_json(next(found) if isinstance(one, Operation) else one) for one in batch]


def _receipt_json(receipt: sync.Receipt | Unread) -> dict[str, Any]:
    if isinstance(receipt, Unread):
        reason = wording().broken(receipt.broken)
        return {"id": receipt.id, "status": sync.REJECTED, "reason": reason, "sha256": None, "seq": None}
    reason = ""
    if receipt.held:
        reason = naming.held(wording(), receipt.held)
    elif receipt.broken:
        reason = wording().broken(receipt.broken)
    sha256 = receipt.sha256 or None
    return {"id": receipt.id, "status": receipt.status, "reason": reason, "sha256": sha256, "seq": receipt.seq}
