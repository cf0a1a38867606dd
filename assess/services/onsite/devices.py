"""Devices: one person's store in one browser, the secrets that open it, and what happens when one is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import lazyload

from assess.access import Hidden, scope, visible
from assess.core.rules import N_, RuleBroken
from assess.models import Checkout, Device, User, Visit, db
from assess.services import audit
from assess.services.onsite.barred import Barred

LABEL_LIMIT = 120
#: How stale `seen_at` may be: a request that changes nothing else should not cost a write.
TOUCH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a device is given. `key` (32 bytes) opens its store, `token` hands its work over without a session."""

    key: bytes
    token: str


def secrets_of(device: Device) -> Secrets:
    """The same at every call: both follow from the server's key and the device's salt, and neither is stored."""
    return Secrets(_derived(device, b"key"), _derived(device, b"token").hex())


def _derived(device: Device, purpose: bytes) -> bytes:
    server = bytes(db.session.connection().get_execution_options()["device_key"])
    return hmac.new(server, b":".join((purpose, device.id.bytes, device.salt.encode())), hashlib.sha256).digest()


def is_token(device: Device | None, token: str) -> bool:
    """Whether `token` is that of the device; takes the same time for an unknown one."""
    known = secrets_of(device).token if device else secrets.token_hex(32)
    return hmac.compare_digest(known.encode(), token.encode(errors="replace")) and device is not None


def register(id: uuid.UUID, label: str, *, by: User, at: datetime) -> Device:
    """The device, known from now on as this person's. Barred when it is somebody else's, or was reported lost."""
    device = find(id, by=by) or _add(id, by=by, at=at)
    if text := _plain(label):
        device.label = text
    device.seen_at = at
    db.session.flush()
    return device


def meet(id: uuid.UUID, *, by: User, at: datetime) -> Device:
    """The device of a request, registered when it is new. Barred as `register`."""
    device = find(id, by=by) or _add(id, by=by, at=at)
    if at - device.seen_at > TOUCH:
        device.seen_at = at
    return device


def find(id: uuid.UUID, *, by: User) -> Device | None:
    """The device, None while nobody has registered it. Barred when this person may not work with it."""
    device = db.session.get(Device, id, options=[lazyload(Device.user)])
    if device is not None:
        if device.user_id != by.id:
            raise Barred(
                N_("This device belongs to somebody else. Prepare it again under your name."), code="other_device"
            )
        if device.revoked_at is not None:
            raise Barred(
                N_("This device was reported lost, so it gets nothing any more. Hand over what it still holds."),
                code="device_revoked",
            )
    return device


def _add(id: uuid.UUID, *, by: User, at: datetime) -> Device:
    """A new device; the one that another request has added at the same moment when there is one."""
    device = Device(id=id, user_id=by.id, label="", salt=secrets.token_hex(16), created_at=at, seen_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(device)
    except IntegrityError:
        return find(id, by=by) or _add(id, by=by, at=at)
    audit.record("device.register", by=by, at=at, thing=device)
    return device


def _plain(label: str) -> str:
    """The label without what a list cannot show, at most as long as its column."""
    return "".join(letter if letter.isprintable() else " " for letter in label).strip()[:LABEL_LIMIT]


def of_person(user: User) -> list[Device]:
    """A person's devices, the latest seen first."""
    query = select(Device).where(Device.user_id == user.id).order_by(Device.seen_at.desc(), Device.id)
    return list(db.session.scalars(query))


def labels(names: Collection[str]) -> dict[str, str]:
    """What registered devices call themselves, by the name that their operations carry; those without are left out."""
    ids = [id for name in names if (id := _uuid(name))]
    query = select(Device.id, Device.label).where(Device.id.in_(ids), Device.label != "")
    return {str(id): label for id, label in db.session.execute(query)} if ids else {}


def _uuid(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def in_scope(user: User) -> list[Device]:
    """The devices that hold a visit where this person reports devices lost, the latest seen first."""
    query = select(Device).order_by(Device.seen_at.desc(), Device.id)
    return list(db.session.scalars(query.where(Device.user_id != user.id, _reached(user))))


def obtain(id: uuid.UUID, user: User) -> Device:
    """One's own device, or one of those in scope. Raises Hidden."""
    query = select(Device).where(Device.id == id, or_(Device.user_id == user.id, _reached(user)))
    found: Device | None = db.session.scalar(query)
    if found is None:
        raise Hidden
    return found


def _reached(user: User) -> ColumnElement[bool]:
    if scope(user, "device.revoke").everywhere:
        return true()
    there = select(Checkout.device_id).join(Visit, Visit.id == Checkout.visit_id)
    return Device.id.in_(there.where(visible(user, "device.revoke", Visit)))


def revoke(device: Device, *, by: User, at: datetime) -> None:
    """A lost device gets nothing any more; what it still hands over waits in quarantine (P33)."""
    if device.revoked_at is not None:
        raise RuleBroken(N_("This device was reported lost already."))
    device.revoked_at, device.revoked_by_id = at, by.id
    db.session.flush()
    audit.record("device.revoke", by=by, at=at, thing=device)
