"""What every request of the sync protocol carries, and how many are in work at once (docs/sync.md, section 2).

There is no form token: a header of our own, which another site cannot send without being asked first, the origin of
the page, the content type and the cookie's SameSite take its place (P14).
"""

from __future__ import annotations

import re
import uuid
from threading import BoundedSemaphore

from flask import Blueprint, Flask, current_app, g, request
from flask.wrappers import Response
from flask_babel import gettext as _

from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me
from assess.http.refused import Refused
from assess.models import Device, db
from assess.services.onsite import devices
from assess.services.onsite.barred import Barred
from assess.services.onsite.checkouts import Announced

VERSION = 1
#: Seconds that a client waits at least after "busy".
RETRY_AFTER = 5
COUNT_LIMIT = 1_000_000_000
_CLIENT = re.compile(r"([a-z]{1,20})/([0-9]{1,4})(?:\.[0-9.]{1,20})?")


def init_app(app: Flask) -> None:
    """One bound for all groups of addresses under /sync, and the mark by which a client knows our answers."""
    app.extensions["sync_places"] = BoundedSemaphore(app.extensions["settings"].sync_at_once)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Barred, _barred)
    app.after_request(_mark)


def guard(bp: Blueprint, *, any_version: tuple[str, ...] = ()) -> None:
    """Hold every request to `bp` against the rules; the views named in `any_version` also serve older clients."""

    def check() -> None:
        _take_place()
        _check_client(any_version)
        _check_origin()

    bp.before_request(check)
    bp.teardown_request(_leave_place)


def _take_place() -> None:
    places: BoundedSemaphore = current_app.extensions["sync_places"]
    if not places.acquire(blocking=False):
        raise busy()
    g.sync_place = places


def _leave_place(_error: BaseException | None) -> None:
    if (places := g.pop("sync_place", None)) is not None:
        places.release()


def busy() -> Refused:
    return Refused(
        503,
        "busy",
        _("The service is busy. Nothing was changed and nothing is lost; it is tried again by itself."),
        retryable=True,
        retry_after=RETRY_AFTER,
    )


def _check_client(any_version: tuple[str, ...]) -> None:
    found = _CLIENT.fullmatch(request.headers.get("X-Assess-Client", ""))
    if found is None:
        message = _("This address is for the on-site page. Open the visit there, or on its page here.")
        raise Refused(403, "not_a_client", message)
    if int(found[2]) != VERSION and request.endpoint not in any_version:
        if int(found[2]) < VERSION:
            message = _("This page is older than the service. Reload it; what waits on this device stays.")
            raise Refused(426, "client_too_old", message)
        message = _("This page is newer than the service. What waits on this device stays; try again later.")
        raise Refused(426, "server_too_old", message, retryable=True)


def _check_origin() -> None:
    site, origin = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Origin")
    if site != "same-origin" or (origin is not None and origin != request.host_url.rstrip("/")):
        raise Refused(403, "other_origin", _("This request came from another site, so it was not carried out."))


def is_device() -> bool:
    """Whether the request comes from the on-site page, which has a store; the script of the desk page has none."""
    return request.headers.get("X-Assess-Client", "").startswith("onsite/")


def device_id() -> uuid.UUID:
    """The device that the request names. Refused without one."""
    try:
        return uuid.UUID(request.headers.get("X-Assess-Device", ""))
    except ValueError:
        raise Refused(400, "no_device", _("This request does not say from which device it comes.")) from None


def device() -> Device:
    """The device of this request, registered when it is new. Barred when it is somebody else's, or was lost."""
    return devices.meet(device_id(), by=me(), at=now())


def announced() -> Announced | None:
    """The counters of the device; None when it says nothing."""
    made, settled = request.headers.get("X-Assess-Made"), request.headers.get("X-Assess-Settled")
    if made is None or settled is None:
        return None
    return Announced(_count(made), _count(settled))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= COUNT_LIMIT):
        raise Refused(400, "unreadable", _("A count of changes is a whole number such as 0 or 40."))
    return int(text)


def clock_offset() -> int | None:
    """Milliseconds that the device's clock is ahead of ours (P13); None when it says nothing that can be read."""
    text = request.headers.get("X-Assess-Clock", "")
    if not re.fullmatch("-?[0-9]{1,15}", text):
        return None
    return int(text) - int(now().timestamp() * 1000)


def _refused(refused: Refused) -> tuple[dict[str, object], int, dict[str, str]]:
    db.session.rollback()
    return refused.body(), refused.status, refused.headers()


def _barred(barred: Barred) -> tuple[dict[str, object], int, dict[str, str]]:
    return _refused(Refused(403, barred.code, wording().broken(barred)))


def broken(rule: RuleBroken) -> str:
    return wording().broken(rule)


def _mark(response: Response) -> Response:
    if request.path.startswith("/sync/"):
        response.headers["X-Assess-Server"] = str(VERSION)
    return response
