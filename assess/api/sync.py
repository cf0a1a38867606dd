"""Taking in what devices recorded: a batch of operations in, a receipt for each out."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.access import obtain
from assess.api.operations import Unread, read_operation
from assess.core.merge import Operation
from assess.core.shown import shown
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.models import Visit, db
from assess.services import sync, visits
from assess.services.focus import instrument_of

bp = Blueprint("sync", __name__, url_prefix="/sync")

BATCH_LIMIT = 200
BYTES_LIMIT = 256 * 1024
#: Numbers with more digits are kept as text, which no field takes: nothing is computed with them.
DIGITS = 15


class Unreadable(Exception):
    """The batch as a whole cannot be read; `code` is the HTTP status."""

    def __init__(self, code: int, message: str) -> None:
        self.code, self.message = code, message


@bp.post("/visits/<uuid:visit_id>/operations")
@permission("visit.score")
def receive(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Receipts in the order of the batch; nothing is acknowledged before it is committed.

    With `?criterion=CODE` the answer also says how that criterion stands now.
    """
    user = me()
    visit = obtain(user, "visit.score", Visit, visit_id, find=sync.find)
    try:
        batch = [read_operation(raw, visit, user) for raw in _batch()]
    except Unreadable as fault:
        db.session.rollback()
        return jsonify(error=fault.code, message=fault.message, retryable=False), fault.code
    readable = [one for one in batch if isinstance(one, Operation)]
    taken = iter(sync.receive(visit, readable, by=user, at=datetime.now(UTC)))
    receipts = [_refusal(one) if isinstance(one, Unread) else _receipt(next(taken)) for one in batch]
    answer = _answer(visit, request.args.get("criterion", ""))
    db.session.commit()
    return jsonify(receipts=receipts, answer=answer)


def _batch() -> list[Any]:
    """The raw operations. Raises Unreadable."""
    if not request.is_json:
        raise Unreadable(415, _("Send JSON with the content type application/json."))
    if request.content_length is None or request.content_length > BYTES_LIMIT:
        raise _too_large()
    try:
        body = json.loads(request.get_data(), parse_int=lambda digits: int(digits) if len(digits) <= DIGITS else digits)
    except (ValueError, RecursionError):
        raise Unreadable(400, _("This is not readable JSON. Send the batch again.")) from None
    if not isinstance(body, dict) or set(body) != {"operations"} or not isinstance(body["operations"], list):
        raise Unreadable(400, _("The batch must be an object with the one key “operations”, a list."))
    if len(body["operations"]) > BATCH_LIMIT:
        raise _too_large()
    operations: list[Any] = body["operations"]
    return operations


def _too_large() -> Unreadable:
    message = _(
        "Send at most %(operations)d operations and %(size)d kB at a time; split the batch.",
        operations=BATCH_LIMIT,
        size=BYTES_LIMIT // 1024,
    )
    return Unreadable(413, message)


def _receipt(receipt: sync.Receipt) -> dict[str, Any]:
    reason = wording().broken(receipt.broken) if receipt.broken else ""
    sha256 = receipt.sha256 or None
    return {"id": receipt.id, "status": receipt.status, "reason": reason, "sha256": sha256, "seq": receipt.seq}


def _refusal(unread: Unread) -> dict[str, Any]:
    reason = wording().broken(unread.broken)
    return {"id": unread.id, "status": sync.REJECTED, "reason": reason, "sha256": None, "seq": None}


def _answer(visit: Visit, code: str) -> dict[str, Any]:
    """How far the visit is, and how the criterion that the page shows stands now."""
    known = code in instrument_of(visit).criteria
    now = visits.standing_near(visit, code) if known else visits.standing_of(visit)
    if code not in now.found:
        return {"progress": _progress(now.overall())}
    found, w = now.found[code], wording()
    marks = naming.standing(w, (*now.missing.get(code, ()), *found.marks))
    measured = naming.measured(w, now.instrument.criteria[code], now.measured(code), language())
    progress = _progress(now.progress_in(now.instrument.domain_of[code]))
    return {
        "progress": {**progress, "standing": " ".join(marks), "measured": measured},
        "level": found.level,
        "marks": marks,
        "measured": _measured(now, code),
    }


def _measured(now: visits.Standing, code: str) -> dict[str, Any] | None:
    measured = now.measured(code)
    if measured is None:
        return None
    return {"level": measured.level, "value": None if measured.value is None else shown(measured.value)}


def _progress(one: visits.Progress) -> dict[str, Any]:
    done, total, domain = one.done, one.total, one.title[language()]
    label = _("%(domain)s: %(done)d of %(total)d criteria answered", domain=domain, done=done, total=total)
    short = _("%(done)d of %(total)d", done=done, total=total)
    return {"done": done, "total": total, "missing": one.missing, "label": label, "short": short}
