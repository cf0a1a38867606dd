"""Whether a visit has arrived whole."""

from __future__ import annotations

import uuid
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from assess.access import obtain
from assess.api.onsite import bp, rules
from assess.api.onsite.bodies import read_body
from assess.api.onsite.schemas import ManifestIn
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me
from assess.http.signed_in import signed_in
from assess.models import Visit, db
from assess.services import sync
from assess.services.onsite import checkouts, manifests, packs

BODY_LIMIT = 1024 * 1024


@bp.post("/visits/<uuid:visit_id>/manifest")
@signed_in
def declare(visit_id: uuid.UUID) -> ResponseReturnValue:
    """What the device says the visit consists of; the answer is the server's word on it."""
    asked, at = read_body(ManifestIn, BODY_LIMIT), now()
    visit = obtain(me(), "visit.score", Visit, visit_id)
    packs.require_member(visit, me())
    device = rules.device()
    checkouts.note(visit_id, device, rules.announced(), at=at)
    sync.lock(visit)
    sent = manifests.Sent(asked.digest, asked.operations, asked.evidence, asked.instrument_sha256, asked.close)
    word = manifests.receive(visit, device, sent, at=at)
    answer = manifest_json(word.manifest.state, word.missing) | {"status": visit.status}
    if word.refusal is not None:
        answer["refusal"] = wording().broken(word.refusal)
    db.session.commit()
    return jsonify(answer)


def manifest_json(state: str, missing: manifests.Missing) -> dict[str, Any]:
    told = {"operations": missing.operations, "evidence": missing.evidence, "digest": missing.digest}
    return {"state": state, "missing": told}
