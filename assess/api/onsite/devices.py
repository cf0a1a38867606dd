"""Devices, the state of the service, and the visits that a person can take along."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from assess.api.onsite import bp, rules
from assess.api.onsite.bodies import read_body
from assess.api.onsite.schemas import DeviceIn
from assess.http.clock import now
from assess.http.permissions import me, public
from assess.http.signed_in import signed_in
from assess.models import User, Visit, db
from assess.services import visits
from assess.services.onsite import checkouts, devices, epoch, mine
from assess.services.onsite.travelling import instant

BODY_LIMIT = 8 * 1024


@bp.post("/devices")
@signed_in
def register() -> ResponseReturnValue:
    """Make a device known, or known again, and give it the secrets that are its own."""
    asked = read_body(DeviceIn, BODY_LIMIT)
    user = me()
    device = devices.register(uuid.UUID(asked.id), asked.label, by=user, at=now())
    given = devices.secrets_of(device)
    answer = {
        "device": str(device.id),
        "key": base64.b64encode(given.key).decode(),
        "token": given.token,
        "user": person(user),
        "gaps": [_gap(one) for one in checkouts.gaps_of_person(user)],
        **moment(),
    }
    db.session.commit()
    return jsonify(answer)


def person(user: User) -> dict[str, str]:
    return {"id": str(user.id), "name": user.name}


def moment() -> dict[str, str]:
    """Which life of the database answers, and the time by which deadlines count."""
    return {"epoch": epoch.current(), "server_time": instant(now())}


def _gap(gap: checkouts.Gap) -> dict[str, Any]:
    return {
        "device": str(gap.device.id),
        "label": gap.device.label,
        "visit": str(gap.visit.id),
        "facility": gap.visit.facility.name,
        "missing": gap.missing,
        "seen_at": instant(gap.seen_at),
    }


@bp.get("/status")
@public
def status() -> ResponseReturnValue:
    """Whether the service can be reached, and who it takes the asker for."""
    user = person(me()) if current_user.is_authenticated else None
    return jsonify(user=user, protocol=rules.VERSION, **moment())


@bp.get("/visits")
@signed_in
def own_visits() -> ResponseReturnValue:
    """The visits of the person's teams that are planned or in fieldwork."""
    user = me()
    devices.find(rules.device_id(), by=user)
    return jsonify(visits=[_own(visit, user) for visit in mine.visits_of(user)])


def _own(visit: Visit, user: User) -> dict[str, Any]:
    facility, title, member = visit.facility, visit.instrument_version.title, visit.member(user.id)
    progress = visits.standing_of(visit, for_=user).overall()
    place = facility.municipality.name if facility.municipality else ""
    return {
        "id": str(visit.id),
        "facility": facility.name,
        "place": ", ".join(part for part in (place, facility.state.name_es) if part),
        "instrument": {"es": title.es, "en": title.en},
        "planned_on": visit.planned_on.isoformat(),
        "visited_on": visit.visited_on.isoformat(),
        "status": visit.status,
        "part": member.part if member else "assessor",
        "progress": {"done": progress.done, "total": progress.total},
    }
