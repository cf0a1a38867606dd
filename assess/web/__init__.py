"""Page groups: they load, ask, call one verb, commit and redirect."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_wtf import CSRFProtect

from assess.http import identity, language
from assess.web import assets, compression, errors, filters, logs, navigation, security

csrf = CSRFProtect()

#: One module per page group, each with its blueprint `bp`.
PAGE_GROUPS = (
    "health",
    "home",
    "onsite",
    "auth",
    "facilities",
    "visits",
    "evidence",
    "results",
    "plans",
    "actions",
    "instruments",
    "accounts",
    "devices",
    "audit",
    "comparison",
)


def init_app(app: Flask) -> None:
    """Put everything web on the application."""
    csrf.init_app(app)
    for part in (logs, security, identity, language, filters, assets, compression, navigation, errors):
        part.init_app(app)
    for group in PAGE_GROUPS:
        app.register_blueprint(import_module(f"assess.web.{group}").bp)
