"""Which page of a list the address asks for."""

from __future__ import annotations

from flask import request

#: Beyond it lies nothing that anybody turns to, and no database is asked for an offset it cannot count to.
LAST = 1_000_000


def page_number() -> int:
    """`?page=`, from 1; anything that is not such a number is the first page."""
    page = request.args.get("page", 1, int)
    return page if 1 <= page <= LAST else 1
