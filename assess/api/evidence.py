"""Evidence over the network: announce a file, send it in parts, ask where it stands (docs/sync.md section 7)."""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import Annotated, Any, Literal

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import AwareDatetime, Field

from assess import imaging
from assess.access import obtain
from assess.api.onsite import rules
from assess.api.onsite.bodies import read_body
from assess.api.onsite.schemas import Digest, Id
from assess.api.schemas import Body
from assess.core.rules import RuleBroken
from assess.http import arrivals
from assess.http.language import wording
from assess.http.permissions import me
from assess.http.refused import Refused
from assess.http.signed_in import signed_in
from assess.http.transactions import reads_first
from assess.models import Visit
from assess.services import evidence, sync
from assess.storage import Unavailable

bp = Blueprint("api_evidence", __name__, url_prefix="/sync/visits/<uuid:visit_id>/evidence")
rules.guard(bp)
#: Of an announcement.
BODY_LIMIT = 8 * 1024
BYTES = "application/octet-stream"


class EvidenceIn(Body):
    """A file that a device is going to send; `sha256` and `size` are of its bytes as they are there."""

    id: Id
    criterion: str = Field(min_length=1, max_length=40)
    kind: Literal["photo", "file", "signature"]
    sha256: Digest
    size: int
    caption: Annotated[str, Field(max_length=4000)] = ""
    no_person: bool = False
    author: Id
    device: str = Field(min_length=1, max_length=60)
    at: AwareDatetime


class EvidenceStatus(Body):
    """Where a file stands: `offset` while it is on its way, `message` when it was refused."""

    id: str
    status: Literal["receiving", "kept", "refused"]
    offset: int | None = None
    sha256: str | None = None
    size: int | None = None
    message: str | None = None


class OffsetQuery(Body):
    offset: int = Field(ge=0, description="How many bytes of the file come before these")


@bp.post("")
@reads_first
@signed_in
def announce(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Say what is going to come, or ask how far it is. A refusal comes before any byte is sent."""
    visit = obtain(me(), "evidence.add", Visit, visit_id, sync.find)
    told = read_body(EvidenceIn, BODY_LIMIT)
    file = evidence.Announcement(
        id=uuid.UUID(told.id),
        criterion=told.criterion,
        kind=told.kind,
        sha256=told.sha256,
        size=told.size,
        author=uuid.UUID(told.author),
        device=told.device,
        claimed_at=told.at.astimezone(UTC),
        caption=told.caption.strip(),
        no_person=told.no_person,
    )
    return _json(arrivals.announce(visit, file))


@bp.put("/<uuid:evidence_id>")
@reads_first
@signed_in
def receive(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> ResponseReturnValue:
    """Take the bytes at `?offset=`; with the last ones the file is made anew and kept."""
    visit = obtain(me(), "evidence.add", Visit, visit_id, sync.find)
    try:
        return _json(arrivals.take(visit, evidence_id, _offset(), _content()))
    except evidence.WrongOffset as wrong:
        message = _("Go on at byte %(offset)d.", offset=wrong.offset)
        raise Refused(409, "offset", message, retryable=True, offset=wrong.offset) from wrong
    except evidence.Unannounced:
        raise _unannounced() from None
    except RuleBroken as broken:
        raise Refused(422, "refused", wording().broken(broken)) from broken
    except (Unavailable, imaging.Busy) as error:
        arrivals.log.error("%s: %s", type(error).__name__, error)
        raise rules.busy() from error


@bp.get("/<uuid:evidence_id>")
@signed_in
def status(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> ResponseReturnValue:
    """Where a file stands."""
    found = evidence.status_of(obtain(me(), "evidence.add", Visit, visit_id, sync.find), evidence_id)
    if found is None:
        raise _unannounced()
    return _json(found)


def _unannounced() -> Refused:
    return Refused(404, "not_announced", _("This file was not announced, or long ago. Announce it again."))


def _offset() -> int:
    text = request.args.get("offset", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise Refused(400, "unreadable", _("Say at which byte these bytes begin, as in ?offset=0."))
    return int(text)


def _content() -> bytes:
    """The bytes of the request. Refused with 415 and 413; a body that was cut is no body (P11)."""
    if request.mimetype != BYTES:
        raise Refused(415, "unreadable", _("Send the bytes with the content type application/octet-stream."))
    length = request.content_length
    if length is None or length > evidence.CHUNK:
        size = evidence.CHUNK // 1024
        raise Refused(413, "too_large", _("Send at most %(size)d kB at a time; split the file.", size=size))
    content = request.get_data(cache=False)
    if len(content) != length:
        raise Refused(400, "cut", _("The bytes did not arrive whole. Send them again."), retryable=True)
    return content


def _json(found: evidence.Status) -> ResponseReturnValue:
    told: dict[str, Any] = {"id": str(found.id), "status": found.status}
    if found.status == evidence.RECEIVING:
        told["offset"] = found.offset
    if found.status == evidence.KEPT:
        told |= {"sha256": found.sha256, "size": found.size}
    if found.broken:
        told["message"] = wording().broken(found.broken)
    return told
