"""One's devices, and those with visits in one's scope: what they have not brought, and reporting one lost (P4, P33)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.access import can
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Device, db
from assess.services.onsite import checkouts, devices

bp = Blueprint("devices", __name__, url_prefix="/devices")


@dataclass(frozen=True, slots=True)
class Row:
    """A device with the visits of which something has not arrived."""

    device: Device
    name: str
    clock: str
    gaps: tuple[checkouts.Gap, ...]


@bp.get("")
@permission("self.manage")
def index() -> ResponseReturnValue:
    """My devices; for coordinators and the administrator also those of others."""
    user = me()
    others = devices.in_scope(user) if can(user, "device.revoke") else None
    return render_template(
        "devices/index.html",
        own=_rows(devices.of_person(user)),
        others=None if others is None else _rows(others),
    )


def _rows(found: Sequence[Device]) -> list[Row]:
    w, gaps = wording(), checkouts.gaps_of_devices([device.id for device in found])
    return [
        Row(
            device,
            naming.device(w, str(device.id), {str(device.id): device.label}),
            naming.clock(w, device.clock_offset),
            tuple(gaps.get(device.id, ())),
        )
        for device in found
    ]


@bp.post("/<uuid:device_id>/revoke")
@permission("self.manage")
def revoke(device_id: uuid.UUID) -> ResponseReturnValue:
    """The device is lost: it gets nothing any more."""
    device = devices.obtain(device_id, me())
    devices.revoke(device, by=me(), at=now())
    db.session.commit()
    flash(_("The device gets nothing any more. What it still holds is kept for a coordinator if it comes back."), "ok")
    return redirect(url_for("devices.index"))
