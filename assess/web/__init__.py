"""Page groups: they load, ask, call one verb, commit and redirect. The only Flask-aware code besides the factory."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_wtf import CSRFProtect

from assess.web import assets, errors, filters, identity, language, logs, navigation, permissions, security

csrf = CSRFProtect()

#: One module per page group, each with its blueprint `bp`.
PAGE_GROUPS = (
    "health",
    "home",
    "auth",
)


def init_app(app: Flask) -> None:
    """Put everything web on the application; RuntimeError when a route names no permission."""
    csrf.init_app(app)
    for part in (logs, security, identity, language, filters, assets, navigation, errors):
        part.init_app(app)
    for group in PAGE_GROUPS:
        app.register_blueprint(import_module(f"assess.web.{group}").bp)
    permissions.refuse_unnamed(app)
