"""Headers that keep a page to itself, the write lock of requests that change something, and the rate limit."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from flask.wrappers import Response
from flask_talisman import Talisman

from assess.http.limits import limiter
from assess.http.transactions import asked_to_read_first
from assess.models.database import writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    limiter.init_app(app)
    app.after_request(_keep_policy)  # the first to be registered runs last
    Talisman(  # one per application: it keeps what it was told, and another's https must not be ours
        app,
        force_https=settings.https,
        strict_transport_security=settings.https,
        strict_transport_security_max_age=63_072_000,
        session_cookie_secure=settings.https,
        content_security_policy=CONTENT_SECURITY_POLICY,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "(self)", "geolocation": "(self)", "microphone": "()"},
    )
    app.before_request(_lock_for_writing)
    app.teardown_request(_unlock)
    app.after_request(_keep_private)


def _keep_policy(response: Response) -> Response:
    """A view that shows what strangers sent has a stricter policy than pages."""
    if policy := g.get("content_security_policy"):
        response.headers["Content-Security-Policy"] = policy
    return response


def _lock_for_writing() -> None:
    """A request that changes something takes SQLite's write lock at its first statement (P19)."""
    if request.method not in SAFE_METHODS and not asked_to_read_first(current_app):
        g.write_lock = writing.set(True)


def _unlock(_error: BaseException | None) -> None:
    lock = g.pop("write_lock", None)
    if lock is not None:
        writing.reset(lock)


def _keep_private(response: Response) -> Response:
    """Pages hold people's data: no cache keeps them, no other site opens them."""
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
