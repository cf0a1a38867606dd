"""Comparing the states: the country at a glance, and one state with the facilities that the reader may see."""

from flask import Blueprint

bp = Blueprint("comparison", __name__, url_prefix="/comparison")

from assess.web.comparison import pages  # noqa: E402, F401  its views join `bp`
