"""The scorecard of a visit on screen and on paper, and the empty checklist to print."""

from flask import Blueprint

bp = Blueprint("results", __name__, url_prefix="/results")

from assess.web.results import pages, pictures  # noqa: E402, F401  their views and filters join `bp`
