"""The first page of each role, and the language switch."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from assess.access import can
from assess.http.language import LANGUAGES
from assess.http.permissions import me, permission, public
from assess.models import db

bp = Blueprint("home", __name__)


def inside(target: str | None) -> str | None:
    """The address when it is one of our own pages, else None: nobody is sent elsewhere by a link."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


@bp.get("/")
@permission("self.manage")
def index() -> ResponseReturnValue:
    """Send people to where their work is."""
    user = me()
    for endpoint, right in START:
        if can(user, right):
            return redirect(url_for(endpoint))
    return redirect(url_for("instruments.index"))


#: The first place whose permission a person holds is where they start.
START = (
    ("plans.mine", "action.report_done"),
    ("comparison.index", "visit.finalise"),
    ("visits.index", "visit.read"),
    ("accounts.index", "account.manage"),
    ("comparison.index", "comparison.read"),
    ("facilities.index", "facility.read"),
)


@bp.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Keep the chosen language for this browser, and for the person when signed in."""
    chosen = request.form.get("language", "")
    if chosen in dict(LANGUAGES):
        session["language"] = chosen
        if current_user.is_authenticated:
            current_user.user.language = chosen
            db.session.commit()
    return redirect(inside(request.form.get("next")) or url_for("home.index"))
