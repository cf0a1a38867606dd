"""Printed documents: a report record in, the bytes of a PDF out. Reads nothing but what it is given and its fonts."""

from assess.pdf.blank import render_blank
from assess.pdf.scorecard import render

__all__ = ["render", "render_blank"]
