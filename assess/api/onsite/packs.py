"""A visit for a device to take along, and what the others have recorded since."""

from __future__ import annotations

import json
import uuid
from functools import lru_cache
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import obtain
from assess.api.onsite import bp, rules
from assess.api.onsite.devices import moment
from assess.api.onsite.manifests import manifest_json
from assess.core.merge import digest
from assess.core.visit import Status
from assess.exporters.pack_instrument import instrument_json
from assess.http.clock import now
from assess.http.compressed import compressed
from assess.http.permissions import me
from assess.http.refused import Refused
from assess.http.signed_in import signed_in
from assess.http.transactions import changing
from assess.models import Visit, db
from assess.services import standards, visits
from assess.services.focus import narrowed
from assess.services.onsite import checkouts, devices, manifests, packs, states, travelling

#: Operations in one answer.
AT_ONCE = 1_000


@bp.get("/visits/<uuid:visit_id>/pack")
@compressed
@signed_in
def pack(visit_id: uuid.UUID) -> ResponseReturnValue:
    """All that the device needs to work on the visit without a network."""
    id, announced = rules.device_id(), rules.announced()
    visit, at = obtain(me(), "visit.score", Visit, visit_id), now()
    devices.find(id, by=me())
    packs.require_member(visit, me())
    instrument = _instrument(visit.instrument_version_id, frozenset(visit.focus))
    if visit.status == Status.PLANNED:
        with changing():
            visit = db.session.get_one(Visit, visit_id)
            visits.copy_profile(visit, by=me(), at=at)  # who lives there decides what applies, and nobody can ask later
            content = _content(visit)
            content |= _issue(visit, id, announced)
    else:
        content = _content(visit)
        with changing():
            content |= _issue(db.session.get_one(Visit, visit_id), id, announced)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(f'{text[:-1]},"instrument":{instrument}}}', mimetype="application/json")


def _content(visit: Visit) -> dict[str, Any]:
    content = packs.build(visit, states.read(visit, for_=me()), for_=me())
    return content | {"evidence": with_addresses(visit.id, content["evidence"])}


def _issue(visit: Visit, device_id: uuid.UUID, announced: checkouts.Announced | None) -> dict[str, Any]:
    """Note that the device holds the pack from now on."""
    at = now()
    device = devices.meet(device_id, by=me(), at=at)
    device.clock_offset = rules.clock_offset()
    checkouts.note(visit.id, device, announced, at=at)
    checkout = checkouts.issue(visit, device, at=at)
    times = {"issued_at": travelling.instant(checkout.issued_at), "expires_at": travelling.instant(checkout.expires_at)}
    return {"protocol": rules.VERSION, **times, **moment()}


@lru_cache(maxsize=64)
def _instrument(version_id: uuid.UUID, focus: frozenset[str]) -> str:
    """The part of a version that a visit looks at, written out once: a version is never changed."""
    whole = standards.get_version(version_id)
    seen = narrowed(whole, focus) if focus else whole
    return json.dumps(instrument_json(seen), ensure_ascii=False, separators=(",", ":"))


def with_addresses(visit_id: uuid.UUID, pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each piece with where its picture is, made by hand: a visit has hundreds."""
    base = f"/visits/{visit_id}/evidence/"
    return [
        {**piece, "href": f"{base}{piece['id']}", "thumbnail": f"{base}{piece['id']}/thumbnail" if small else None}
        for piece in pieces
        for small in (piece.pop("has_thumbnail"),)
    ]


@bp.get("/visits/<uuid:visit_id>/changes")
@compressed
@signed_in
def changes(visit_id: uuid.UUID) -> ResponseReturnValue:
    """What was recorded after `?since=`, in the order of `seq`, and where the visit stands now."""
    id, announced, since = rules.device_id(), rules.announced(), _since()
    visit, user, at = obtain(me(), "visit.score", Visit, visit_id), me(), now()
    packs.require_member(visit, user)
    known = devices.find(id, by=user)
    checkout = checkouts.require_fresh(checkouts.find(visit_id, known) if known else None, at=at)
    reading = states.read(visit, for_=user)
    new = [change for change in reading.changes.values() if (change.seq or 0) > since]
    sent = new[:AT_ONCE]
    manifest = manifests.find(visit_id, checkout.device)
    answer = {
        "operations": [travelling.operation_json(change) for change in sent],
        "seq": reading.seq if len(sent) == len(new) else sent[-1].seq,
        "more": len(sent) < len(new),
        "digest": digest(reading.state),
        "status": visit.status,
        "team": travelling.team_json(visit),
        "evidence": with_addresses(visit_id, travelling.evidence_json(travelling.evidence_of(visit, user))),
        "manifest": manifest_json(manifest.state, manifests.missing(manifest, visit, user)) if manifest else None,
        "expires_at": travelling.instant(checkout.expires_at),
        "epoch": moment()["epoch"],
    }
    with changing():
        checkouts.note(visit_id, devices.meet(id, by=me(), at=at), announced, at=at)
    return jsonify(answer)


def _since() -> int:
    text = request.args.get("since", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refused(400, "unreadable", _("A number of the order is a whole number such as 0 or 512."))
    return int(text)
