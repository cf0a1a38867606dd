"""Visits: plan one, fill it in criterion by criterion, close it, approve it, correct it."""

from flask import Blueprint

bp = Blueprint("visits", __name__, url_prefix="/visits")

from assess.web.visits import (  # noqa: E402, F401  their views join `bp`
    amending,
    assigning,
    calibration,
    choosing,
    lists,
    pages,
    planning,
    profile,
    quarantine,
    scoring,
    steps,
)
