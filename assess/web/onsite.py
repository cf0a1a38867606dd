"""The on-site page: what works in a shelter without a network. It holds no data, so anybody may open it, also signed
out: what a device has of a visit is in the device, encrypted (P41)."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, make_response, render_template, send_from_directory
from flask.typing import ResponseReturnValue

from assess import paths
from assess.http.compressed import compressed
from assess.http.permissions import public
from assess.web import assets

bp = Blueprint("onsite_page", __name__, url_prefix="/onsite")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """The visits of this device."""
    return _shell()


@bp.get("/visits/<uuid:visit_id>")
@public
def visit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """One of them. The page is the same: its script looks at the address."""
    return _shell()


@bp.get("/sw.js")
@compressed
@public
def worker() -> ResponseReturnValue:
    """The service worker, here because it may serve no address above its own."""
    return _built("sw.js")


@bp.get("/app.webmanifest")
@compressed
@public
def manifest() -> ResponseReturnValue:
    """What the system shows of the installed page."""
    return _built("onsite.webmanifest")


def _shell() -> Response:
    response = make_response(render_template("onsite/shell.html", onsite=assets.onsite()))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _built(name: str) -> Response:
    """Looked for anew each time: a browser has to learn of a new version."""
    response = send_from_directory(paths.STATIC / "dist", name)
    response.headers["Cache-Control"] = "no-cache"
    return response
