"""Assess: quality assessment of residential care for children."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from assess.settings import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The application; the web is imported here and not with the package, so that `assess.core` stays light."""
    from assess.app import create_app as create

    return create(settings)
