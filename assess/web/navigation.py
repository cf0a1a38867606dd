"""What the head of every page offers: the places that this person's rights reach."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assess.access import can


def init_app(app: Flask) -> None:
    app.context_processor(lambda: _context(app))


def _context(app: Flask) -> dict[str, Any]:
    signed_in = current_user.is_authenticated
    user = current_user.user if signed_in else None
    return {
        "demo": app.extensions["settings"].demo,
        "user": user,
        "theme": None,
        "may": lambda permission, thing=None: bool(user and can(user, permission, thing)),
        "nav": _entries(app) if signed_in else [],
    }


def _entries(app: Flask) -> list[dict[str, Any]]:
    director = can(current_user.user, "action.report_done")
    first = ("plans.mine", _("My facility")) if director else ("home.index", _("Home"))
    places = (
        (*first, "self.manage"),
        ("comparison.index", _("States"), "comparison.read"),
        ("facilities.index", _("Facilities"), "facility.read"),
        ("visits.index", _("Visits"), "visit.read"),
        ("plans.index", _("Plans"), "plan.read"),
        ("instruments.index", _("Instruments"), "instrument.read"),
        ("accounts.index", _("Accounts"), "account.manage"),
        ("audit.index", _("Audit"), "audit.read"),
    )
    return [
        {"label": label, "url": url_for(endpoint), "current": _is_current(endpoint)}
        for endpoint, label, permission in places
        if endpoint in app.view_functions and can(current_user.user, permission)
    ]


def _is_current(endpoint: str) -> bool:
    """Whether the page asked for belongs to that place; a director's own facility is a place of its own."""
    here = request.endpoint or ""
    if "plans.mine" in (here, endpoint):
        return here == endpoint
    return here.split(".")[0] == endpoint.split(".")[0]
