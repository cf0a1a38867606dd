"""Who is asking: Flask-Login over sessions that live in the database and end at once when revoked (P25)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from assess.models import Session, User, db
from assess.models.database import writing
from assess.services import accounts

login_manager = LoginManager()
#: How stale `seen_at` may be: a page view should not cost a write.
TOUCH = timedelta(minutes=1)


class Identity(UserMixin):
    """The signed-in person and the token of this very session, which is all the cookie holds."""

    def __init__(self, user: User, token: str) -> None:
        self.user, self.token = user, token

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def _load(token: str) -> Identity | None:
    now = datetime.now(UTC)
    session = accounts.session_of(token, at=now)
    if session is None:
        return None
    if now - session.seen_at > TOUCH:
        _touch(session, now)
        session = accounts.session_of(token, at=now)  # it may have been ended from elsewhere meanwhile
    return Identity(session.user, token) if session else None


def _touch(session: Session, now: datetime) -> None:
    """Note the visit in a short transaction of its own, before the request's work begins.

    While somebody else writes for long it is left for the next request: reading a page must not wait for that.
    """
    note = update(Session).where(Session.token_hash == session.token_hash).values(seen_at=now)
    db.session.rollback()
    lock = writing.set(True)
    try:
        db.session.execute(note)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
    finally:
        writing.reset(lock)


@login_manager.unauthorized_handler
def _unauthorized() -> ResponseReturnValue:
    if wants_json():
        message = _("Your session has ended. Sign in and repeat the last step.")
        return jsonify(error=401, code="sign_in", message=message, retryable=False), 401
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.sign_in", next=target))


def forget_who() -> None:
    """From here on nobody is asking: what is told of a failure must not need the database."""
    g._login_user = login_manager.anonymous_user()


def wants_json() -> bool:
    """Whether the asker is a program: an API address, or a request that accepts JSON before HTML."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith(("/api/", "/sync/")) or best == "application/json"


def init_app(app: Flask) -> None:
    login_manager.session_protection = None
    login_manager.init_app(app)
