"""Every failure is a page of our own in the reader's language, or JSON for a program: what happened, what to do."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, g, has_request_context, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, SQLAlchemyError, TimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from assess import imaging
from assess.access import Forbidden, Hidden
from assess.core.rules import RuleBroken
from assess.http.identity import forget_who, wants_json
from assess.http.language import wording
from assess.models import db
from assess.storage import Unavailable
from assess.web.logs import log

Handler = Callable[[Any], ResponseReturnValue]
#: What a program tells failures apart by (docs/sync.md, section 2).
CODES = {
    400: "unreadable",
    401: "sign_in",
    403: "forbidden",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "unreadable",
    429: "busy",
    503: "busy",
}
#: Seconds to wait at least.
RETRY_AFTER = {429: "60", 503: "5"}
#: The disk is full, fails, or was made read-only because it failed.
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)


def init_app(app: Flask) -> None:
    for kind, handler in HANDLERS.items():
        app.register_error_handler(kind, _surely(handler))
    if not event.contains(db.session, "after_commit", _note_commit):
        event.listen(db.session, "after_commit", _note_commit)


def _surely(handler: Handler) -> Handler:
    """What a page says of a failure to the person who asked may need the database, and fail in its turn."""

    @wraps(handler)
    def told(error: Any) -> ResponseReturnValue:
        try:
            return handler(error)
        except SQLAlchemyError as failed:
            log.error("database", error=str(getattr(failed, "orig", failed)))
            return _answer(503)

    return told


def _note_commit(_session: object) -> None:
    """What fails after this must not claim that nothing was changed."""
    if has_request_context():
        g.stored = True


def _sentences(code: int) -> tuple[str, str]:
    known = {
        400: (_("This request cannot be understood"), _("Go back, check what you entered and try again.")),
        401: (_("Sign in first"), _("Your session has ended. Sign in and repeat the last step.")),
        403: (
            _("You may not do this"),
            _("Your role does not allow it here. Ask the administrator of your authority."),
        ),
        404: (_("There is nothing here"), _("The page does not exist, or it is outside what you may see.")),
        405: (_("This address does not work that way"), _("Go back and use the buttons of the page.")),
        409: (_("Somebody else changed this first"), _("Reload the page to see the current state, then try again.")),
        413: (_("The file is too large"), _("The limit is 15 MB. Reduce it or split it and try again.")),
        415: (_("This kind of content is not accepted"), _("Send JSON with the content type application/json.")),
        429: (_("Too many attempts"), _("Wait a few minutes and try again.")),
        503: (_("The service is busy"), _("Nothing was changed. Try again in a moment.")),
    }
    return known.get(
        code,
        (
            _("Something failed on our side"),
            _("Nothing was changed. Try again; if it happens again, tell the administrator the number below."),
        ),
    )


def _answer(code: int, error: HTTPException | None = None) -> ResponseReturnValue:
    _undo()
    if code >= 500:
        forget_who()  # the page must not ask again what has just failed
    title, text = _sentences(code)
    if code >= 500 and g.get("stored"):
        text = _("What you sent may be stored already. Look before you send it again.")
    headers = {"Retry-After": RETRY_AFTER[code]} if code in RETRY_AFTER else {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if wants_json():
        return jsonify(_told(code, title, text)), code, headers
    return _page(code, title, text, headers)


def _page(code: int, title: str, text: str, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    page = render_template("error.html", code=code, title=title, text=text, incident=g.get("request_id", ""))
    return page, code, headers or {}


def _undo() -> None:
    """Give up what was begun; a connection that is past that is thrown away."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session().invalidate()


def _told(code: int, title: str, text: str) -> dict[str, Any]:
    """A failure for a program."""
    no_visit = code == 404 and request.path.startswith("/sync/visits/")
    told: dict[str, Any] = {
        "error": code,
        "code": "no_visit" if no_visit else CODES.get(code, "failed" if code >= 500 else "not_possible"),
        "title": title,
        "message": f"{title}. {text}",
        "retryable": code in (429, 503),
    }
    if code >= 500:
        told["incident"] = g.get("request_id", "")
    return told


def _other_host(_error: SecurityError) -> ResponseReturnValue:
    """A request for a host that is not ours: no address of ours can be told, so there is no page either."""
    title, text = _sentences(400)
    return f"{title}. {text}\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    _undo()
    title, text = _("The form had expired"), _("Go back, reload the page and send it again; copy long texts first.")
    if wants_json():
        return jsonify(error=400, code="csrf", title=title, message=text, retryable=True), 400
    return _page(400, title, text)


def _rule_broken(error: RuleBroken) -> ResponseReturnValue:
    """A rule that no form caught: its own sentence is the page."""
    _undo()
    text = wording().broken(error)
    if wants_json():
        return jsonify(error=422, code="not_possible", message=text, field=error.field, retryable=False), 422
    return _page(422, _("This is not possible now"), text)


def _busy(error: OperationalError | TimeoutError) -> ResponseReturnValue:
    """The database is locked, full or away, or all its connections are taken."""
    log.error("database", error=str(getattr(error, "orig", error)))
    return _answer(503)


def _no_disk(error: OSError) -> ResponseReturnValue:
    """A full or failing disk is said to be busy, since trying again later helps (P20); anything else is a fault."""
    if error.errno not in DISK:
        return _last_resort(error)
    log.error("disk", error=str(error))
    return _answer(503)


def _no_storage(error: Unavailable | imaging.Busy) -> ResponseReturnValue:
    """The store of evidence is full or down, or too many files wait to be read: nothing was half done."""
    log.error("evidence", error=str(error))
    return _answer(503)


def _last_resort(error: Exception) -> ResponseReturnValue:
    """The only handler of unforeseen errors: rolled back, logged with its number, told without a trace (P38)."""
    log.error("failure", id=g.get("request_id", ""), exc_info=error)
    return _answer(500)


HANDLERS: dict[type[Exception], Handler] = {
    Hidden: lambda _e: _answer(404),
    Forbidden: lambda _e: _answer(403),
    CSRFError: _stale_form,
    SecurityError: _other_host,
    RuleBroken: _rule_broken,
    OperationalError: _busy,
    TimeoutError: _busy,
    OSError: _no_disk,
    Unavailable: _no_storage,
    imaging.Busy: _no_storage,
    HTTPException: lambda e: _answer(e.code or 500, e) if not e.response else e,
    Exception: _last_resort,
}
