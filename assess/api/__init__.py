"""The same services over JSON, for the on-site page and for other programs."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

#: One module per group of addresses, each with its blueprint `bp`.
GROUPS = ("sync", "instruments", "results", "comparison", "openapi")


def init_app(app: Flask) -> None:
    for group in GROUPS:
        app.register_blueprint(import_module(f"assess.api.{group}").bp)
