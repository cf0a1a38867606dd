"""Taking in what devices recorded: a batch of operations in, a receipt for each out."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.api.batches import committed, read_batch, receipts_json
from assess.api.onsite import rules
from assess.api.operations import author_of, read_operation
from assess.core.merge import Operation
from assess.core.shown import shown
from assess.http.clock import day_of, now
from assess.http.language import language, wording
from assess.http.permissions import me
from assess.http.refused import Refused
from assess.http.signed_in import signed_in
from assess.models import Visit
from assess.services import sync, visits
from assess.services.focus import instrument_of
from assess.services.onsite import checkouts, epoch, manifests, sending

bp = Blueprint("sync", __name__, url_prefix="/sync")
rules.guard(bp)


@bp.post("/visits/<uuid:visit_id>/operations")
@signed_in
def receive(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Receipts in the order of the batch; nothing is acknowledged before it is committed.

    With `?criterion=CODE` the answer also says how that criterion stands now.
    """
    raws = read_batch()
    mine = (None, str(me().id))
    if any(author_of(raw) not in mine for raw in raws):
        message = _("These changes were made by somebody else. They stay on the device: ask that person to sign in.")
        raise Refused(403, "other_author", message)
    return jsonify(committed(lambda: _take_in(visit_id, raws)))


def _take_in(visit_id: uuid.UUID, raws: list[Any]) -> dict[str, Any]:
    user, at, from_device, offset = me(), now(), rules.is_device(), rules.clock_offset()
    visit, delivery = sending.admit(visit_id, user, from_device=from_device, clock_offset=offset)
    device = rules.device() if from_device else None
    batch = [read_operation(raw, visit_id, None if device else user.id) for raw in raws]
    readable = [one for one in batch if isinstance(one, Operation)]
    if device and not delivery.hold:
        sending.begin(visit, readable, by=user, at=at, clock_offset=offset, day_of=day_of)
    taken = sync.receive(visit, readable, by=user, at=at, delivery=delivery)
    receipts = receipts_json(batch, taken)
    answer = {"receipts": receipts, "seq": sending.last_seq(visit, taken), "epoch": epoch.current()}
    if device:
        device.clock_offset = offset
        settled = len({receipt["id"] for receipt in receipts})
        checkouts.note(visit_id, device, rules.announced(), receipts=settled, at=at)
        manifests.reconsider(visit, at=at)
    else:
        answer["answer"] = _answer(visit, request.args.get("criterion", ""))
    return {**answer, "status": visit.status}


def _answer(visit: Visit, code: str) -> dict[str, Any]:
    """How far the visit is, and how the criterion that the page shows stands now."""
    known = code in instrument_of(visit).criteria
    now = visits.standing_near(visit, code, for_=me()) if known else visits.standing_of(visit, for_=me())
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
