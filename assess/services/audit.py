"""The audit chain: who did what, in the transaction of the deed (P34)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, or_, select

from assess.models import AuditEntry, AuditHead, User, db

#: Set by the web layer, so that an entry and a log line can be brought together.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def _key() -> bytes:
    """Bound to the engine by the factory; a chain without a key would prove nothing."""
    return bytes(db.session.connection().get_execution_options()["audit_key"])


def key_name() -> str:
    """What tells two keys apart without giving either away: a backup says with which one its chain was sealed."""
    return hashlib.sha256(b"name:" + _key()).hexdigest()[:16]


def _canonical(entry: AuditEntry) -> bytes:
    seen = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id],
        "state": entry.state_code,
        "details": entry.details,
        "request": entry.request_id,
    }
    return json.dumps(seen, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _hash(entry: AuditEntry, key: bytes) -> str:
    return hmac.new(key, _canonical(entry) + entry.previous_hash.encode(), hashlib.sha256).hexdigest()


def record(action: str, *, by: User | None, at: datetime, thing: Any = None, **details: Any) -> AuditEntry:
    """Add one entry to the chain. `details` hold codes and numbers only: no free text, no names, no secrets.

    The head row is locked until the caller commits, so parallel writers queue and the chain never forks; a head that
    the session has read before it got the lock is read anew.
    """
    locked = select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    head = db.session.execute(locked).scalar_one()
    entry = AuditEntry(
        seq=head.seq + 1,
        at=at,
        actor_id=by.id if by else None,
        action=action,
        object_type=type(thing).__tablename__ if thing is not None else "",
        object_id=str(thing.id) if thing is not None else "",
        state_code=getattr(thing, "state_code", None),
        details=details,
        request_id=request_id.get(),
        previous_hash=head.hash,
    )
    entry.hash = _hash(entry, _key())
    head.seq, head.hash = entry.seq, entry.hash
    db.session.add(entry)
    db.session.flush()
    return entry


def faults() -> Iterator[str]:
    """Walk the whole chain and name each entry that does not fit: gaps, edits, a wrong end."""
    key, expected, before = _key(), 1, "0" * 64
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).yield_per(1000):
        if entry.seq != expected:
            yield f"{expected}-{entry.seq - 1}"
        if entry.previous_hash != before or entry.hash != _hash(entry, key):
            yield str(entry.seq)
        expected, before = entry.seq + 1, entry.hash
    head = db.session.get(AuditHead, 1)
    if head is None or (head.seq, head.hash) != (expected - 1, before):
        yield "end"


def search(
    action: str = "", *, actor: str = "", since: datetime | None = None, until: datetime | None = None
) -> Select[tuple[AuditEntry]]:
    """Entries, newest first: `action` or its beginning, `actor` part of a name or address.

    `since` is within, `until` is not.
    """
    query = select(AuditEntry).order_by(AuditEntry.seq.desc())
    if action:
        query = query.where(AuditEntry.action.startswith(action, autoescape=True))
    if actor:
        named = or_(*(column.icontains(actor, autoescape=True) for column in (User.name, User.email)))
        query = query.where(AuditEntry.actor_id.in_(select(User.id).where(named)))
    if since:
        query = query.where(AuditEntry.at >= since)
    return query.where(AuditEntry.at < until) if until else query


def length() -> int:
    """How many entries the chain has."""
    head = db.session.get(AuditHead, 1)
    return head.seq if head else 0
