"""One action of an improvement plan: the finding, what happened, and the step that a person may take now."""

from flask import Blueprint

bp = Blueprint("actions", __name__, url_prefix="/actions")

from assess.web.actions import pages  # noqa: E402, F401  its views join `bp`
