"""The pages of the standards: which instruments there are, what each asks for, and how sure its wording is."""

from flask import Blueprint

bp = Blueprint("instruments", __name__, url_prefix="/instruments")

from assess.web.instruments import loading, pages  # noqa: E402, F401  their views join `bp`
