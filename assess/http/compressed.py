"""Which answers travel compressed: those that hold no token of a form, which compression could give away (BREACH)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]


def compressed(view: View) -> View:
    """The answers of this view are compressed where the client takes that."""
    view.compressed = True  # type: ignore[attr-defined]
    return view
