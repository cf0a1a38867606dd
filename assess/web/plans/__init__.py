"""Improvement plans: the director's home, the actions of all facilities, the plan of one."""

from flask import Blueprint

bp = Blueprint("plans", __name__, url_prefix="/plans")

from assess.web.plans import mine, pages  # noqa: E402, F401  their views join `bp`
