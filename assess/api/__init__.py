"""The same services over JSON, for the on-site page and for other programs."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from assess.api.onsite import rules

#: One module per group of addresses, each with its blueprint `bp`.
GROUPS = ("sync", "onsite", "evidence", "instruments", "results", "comparison", "openapi")
#: Those that ask for a header of their own instead of the token of a form (docs/sync.md, section 2).
WITHOUT_FORM_TOKEN = ("sync", "onsite", "api_evidence")


def init_app(app: Flask) -> None:
    rules.init_app(app)
    for group in GROUPS:
        app.register_blueprint(import_module(f"assess.api.{group}").bp)
