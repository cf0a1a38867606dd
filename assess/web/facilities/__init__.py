"""The registry of facilities: find, add, correct, close; profile and papers; import and export."""

from flask import Blueprint

bp = Blueprint("facilities", __name__, url_prefix="/facilities")

from assess.web.facilities import editing, facts, files, importing, pages  # noqa: E402, F401  their views join `bp`
