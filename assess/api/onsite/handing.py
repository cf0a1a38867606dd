"""Work that its author cannot send: handed over by the device itself, or carried in by somebody else."""

from __future__ import annotations

import uuid
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import obtain
from assess.api.batches import BATCH_LIMIT, BYTES_LIMIT, committed, read_batch, receipts_json, too_large
from assess.api.onsite import bp
from assess.api.onsite.bodies import read_body
from assess.api.onsite.devices import moment
from assess.api.onsite.schemas import Handover
from assess.api.operations import author_of, read_operation
from assess.core.merge import Operation
from assess.http.clock import now
from assess.http.limits import limiter
from assess.http.permissions import me, public
from assess.http.refused import Refused
from assess.http.signed_in import signed_in
from assess.models import Device, Visit
from assess.services.onsite import handing, manifests, sending


@bp.post("/handover")
@limiter.limit("60 per 5 minutes")
@public
def handover() -> ResponseReturnValue:
    """Keep what a device holds whose person can no longer sign in; all of it waits for a coordinator."""
    asked = read_body(Handover, BYTES_LIMIT)
    if sum(map(len, asked.visits.values())) > BATCH_LIMIT:
        raise Refused(413, "too_large", too_large())
    return jsonify(receipts=committed(lambda: _all_handed_over(asked)))


def _all_handed_over(asked: Handover) -> dict[str, list[dict[str, Any]]]:
    device = handing.by_token(uuid.UUID(asked.device), asked.token)
    return {id: _handed_over(device, uuid.UUID(id), asked.visits[id]) for id in sorted(asked.visits)}


def _handed_over(device: Device, visit_id: uuid.UUID, raws: list[Any]) -> list[dict[str, Any]]:
    author = str(device.user_id)
    if any(author_of(raw) not in (None, author) for raw in raws):
        message = _("These changes were made by somebody else. They stay on the device: ask that person to sign in.")
        raise Refused(403, "other_author", message)
    batch = [read_operation(raw, visit_id, device.user_id) for raw in raws]
    readable = [one for one in batch if isinstance(one, Operation)]
    return receipts_json(batch, handing.hand_over(device, visit_id, readable, at=now()))


@bp.post("/visits/<uuid:visit_id>/carried")
@signed_in
def carried(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Take in a saved copy: operations keep their authors and devices, and who brought them is noted."""
    raws = read_batch()
    return jsonify(committed(lambda: _carried(visit_id, raws)))


def _carried(visit_id: uuid.UUID, raws: list[Any]) -> dict[str, Any]:
    visit, at = obtain(me(), "visit.read", Visit, visit_id), now()
    handing.check_carrier(visit, me())
    batch = [read_operation(raw, visit_id) for raw in raws]
    readable = [one for one in batch if isinstance(one, Operation)]
    taken = handing.carry(visit, readable, by=me(), at=at)
    manifests.reconsider(visit, at=at)
    seq, epoch = sending.last_seq(visit, taken), moment()["epoch"]
    return {"receipts": receipts_json(batch, taken), "seq": seq, "epoch": epoch, "status": visit.status}
