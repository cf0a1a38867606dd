"""Geometry of every picture on the pages: from numbers to shapes. templates/macros/charts.html draws them.

Standard library only. Each function returns a `Drawing`: shapes with a style-sheet class, no colour and no words of its
own. Texts that people read (scores cut to one decimal, month names, titles) are arguments, already in the reader's
language. Scores and shares run from 0 to 100 and may be Fraction, int or float. Every difference that a colour shows is
also shown by a shape, a pattern or a letter, so that the drawings survive a photocopier.
"""

from assess.charts.bars import Count, distribution_bar, domain_bar, interval_bar
from assess.charts.funnel import FunnelPoint, funnel
from assess.charts.scale import score_scale
from assess.charts.shapes import Circle, Drawing, Line, Path, Rect, Shape, Text
from assess.charts.states import SHARE_CUTS, StateOutline, Tile, share_class, state_map, tile_grid
from assess.charts.trend import TrendMark, trend

__all__ = [
    "SHARE_CUTS",
    "Circle",
    "Count",
    "Drawing",
    "FunnelPoint",
    "Line",
    "Path",
    "Rect",
    "Shape",
    "StateOutline",
    "Text",
    "Tile",
    "TrendMark",
    "distribution_bar",
    "domain_bar",
    "funnel",
    "interval_bar",
    "score_scale",
    "share_class",
    "state_map",
    "tile_grid",
    "trend",
]
