"""The right column of page 1: what fails, how it moved, how sure we are. It takes the height it is given."""

from __future__ import annotations

from assess.core.report import CriterionLine, Scorecard, TrendPoint
from assess.pdf.marks import critical_mark, rating_mark
from assess.pdf.page import Sheet
from assess.pdf.scale import BOUNDS
from assess.pdf.styles import ACCENT, FIGURE, GUTTER, HEADING, INK, LABEL, SMALL, TINY, TRACK, WHITE, Type
from assess.pdf.text import Passage, width
from assess.pdf.words import LEVELS

SHOWN_CRITICAL, SHOWN_VISITS = 3, 6
#: Height of the trend without its plot, and of the plot.
TREND_FRAME, PLOT, SMALLEST_PLOT = 59.0, 58.0, 30.0
GAP = 13.0


def side_column(s: Sheet, r: Scorecard, top: float, floor: float) -> None:
    x = s.left + s.columns(8) + GUTTER + 8
    room = s.right - x
    bounds = s.notes.passage(coverage_words(s, r), TINY, room, 4, s.wording("Coverage and bounds"))
    fixed = 22 + bounds.height + TREND_FRAME + 2 * GAP
    y = _criticals(s, r, x, top, room, floor + fixed + SMALLEST_PLOT)
    plot = max(SMALLEST_PLOT, min(PLOT, y - floor - fixed))
    if r.trend and r.trend[-1].change not in (None, r.change):
        text = s.wording("like for like since the visit before: {change}", change=r.trend[-1].change)
        s.say(x, y - GAP - 19, text, LABEL.sized(6.4, 8))
    y = _trend(s, r.trend, x, y - GAP, room, plot)
    _coverage(s, r, bounds, x, y - GAP, room)


# -------------------------------------------------------------------------------------------------- critical criteria
def _criticals(s: Sheet, r: Scorecard, x: float, top: float, room: float, floor: float) -> float:
    """As many failures as stay above `floor`, at most three; the others are listed whole in a note."""
    w, rows = s.wording, r.critical
    s.say(x, top - 9, w("Critical criteria not met"), HEADING)
    y = top - 17
    if not rows:
        none = w("None. Every critical criterion assessed is met or mostly met.")
        return s.write(none if r.answered else w("Nothing was assessed."), SMALL.muted(), x, y, room)
    spare = 11 if len(rows) > 1 else 0
    for n, row in enumerate(rows):
        name = s.notes.passage(row.name[w.language], Type(8.2, 10.2, bold=True), room - 14, 2, row.code)
        level = s.notes.passage(_level_line(s, row), TINY, room - 14, 2, row.code)
        tall = name.height + level.height + 5
        if n and (n == SHOWN_CRITICAL or y - tall - spare < floor):
            return _rest(s, rows[n:], x + 14, y)
        critical_mark(s, x + 4.6, y - 6, 5.4, row.level)
        y = s.put(level, x + 14, s.put(name, x + 14, y)) - 5
    return y


def _level_line(s: Sheet, row: CriterionLine) -> str:
    w = s.wording
    name = w.name(LEVELS, row.level)
    if row.level is not None:
        name = w("level {level}: {name}", level=row.level, name=name)
    return f"{row.code} · {name}"


def _rest(s: Sheet, rows: tuple[CriterionLine, ...], x: float, y: float) -> float:
    w = s.wording
    whole = "\n".join(f"{_level_line(s, c)} · {c.name[w.language]}" for c in rows)
    marker = s.notes.add(whole, w("Critical criteria not met"))
    return s.write(w("and {number} more: {note}", number=len(rows), note=marker), TINY, x, y + 1, s.right - x)


# --------------------------------------------------------------------------------------------------------------- trend
def broken(before: TrendPoint, after: TrendPoint) -> bool:
    """No line may join them: another specification, or too few criteria in common (R8)."""
    return before.specification != after.specification or after.like_for_like is None


def _trend(s: Sheet, visits: tuple[TrendPoint, ...], x: float, top: float, room: float, plot: float) -> float:
    w = s.wording
    s.say(x, top - 9, w("Over time"), HEADING)
    if not visits:
        return s.write(w("No final visit yet."), SMALL.muted(), x, top - 17, room)
    points = visits[-SHOWN_VISITS:]
    if earlier := visits[:-SHOWN_VISITS]:
        whole = "\n".join(f"{w.day(p.visited_on)} · {p.shown or '–'} · {p.rating}" for p in earlier)
        marker = s.notes.add(whole, w("Earlier visits"))
        s.say(s.right, top - 9, w("{number} earlier: {note}", number=len(earlier), note=marker), LABEL, "right")
    y0 = top - 30 - plot
    scores = [float(p.score) for p in points if p.score is not None]
    lowest = min([30.0, *(score // 10 * 10 for score in scores)])
    xs = [x + 11 + (room - 42) * i / max(1, len(points) - 1) for i in range(len(points))]
    ys = [None if p.score is None else y0 + (float(p.score) - lowest) / (100 - lowest) * plot for p in points]
    for bound in BOUNDS:
        y = y0 + (bound - lowest) / (100 - lowest) * plot
        s.rule(x, y, room - 12, 0.4)
        s.say(s.right, y - 2, str(bound), LABEL.sized(6, 8), "right")
    _joints(s, points, xs, ys, y0, plot)
    dates = LABEL.sized(6.4 if len(points) < SHOWN_VISITS else 5.8, 8)
    for i, point in enumerate(points):
        _visit(s, point, xs[i], ys[i], y0, dates, last=i == len(points) - 1)
    return y0 - 29


def _joints(
    s: Sheet, points: tuple[TrendPoint, ...], xs: list[float], ys: list[float | None], y0: float, plot: float
) -> None:
    breaks = []
    for i in range(1, len(points)):
        before, after = ys[i - 1], ys[i]
        if broken(points[i - 1], points[i]):
            breaks.append((xs[i - 1] + xs[i]) / 2)
            _break_mark(s, breaks[-1], y0, plot)
        elif before is not None and after is not None:
            s.setStrokeColor(ACCENT)
            s.setLineWidth(1.3)
            s.line(xs[i - 1], before, xs[i], after)
    if breaks:
        s.say(breaks[-1], y0 + plot + 3, s.wording("not comparable"), LABEL.sized(6, 8), "centre")


def _break_mark(s: Sheet, x: float, y0: float, plot: float) -> None:
    s.saveState()
    s.setStrokeColor(INK)
    s.setLineWidth(0.7)
    s.setDash([1.5, 1.8])
    s.line(x, y0 - 2, x, y0 + plot - 1)
    s.setDash([])
    s.setLineWidth(0.9)
    s.lines([(x - 3.4, y0 - 6, x + 0.6, y0 + 1), (x - 0.6, y0 - 6, x + 3.4, y0 + 1)])
    s.restoreState()


def _visit(s: Sheet, point: TrendPoint, x: float, y: float | None, y0: float, dates: Type, *, last: bool) -> None:
    if y is not None:
        s.setFillColor(ACCENT if last else WHITE)
        s.setStrokeColor(ACCENT)
        s.setLineWidth(1.2)
        s.circle(x, y, 2.6, stroke=1, fill=1)
        type = Type(7, 9, bold=True)
        half = width(point.shown or "", type) / 2
        s.bar(x - half - 1, y + 4.6, 2 * half + 2, 7.6, WHITE)
        s.say(x, y + 6, point.shown or "", type, "centre")
    s.say(x, y0 - 14, s.wording.month(point.visited_on), dates, "centre")
    rating_mark(s, point.rating, x, y0 - 23, 5)


# ------------------------------------------------------------------------------------------------------------ coverage
def coverage_words(s: Sheet, r: Scorecard) -> str:
    """How much was assessed, and what the result would be if the rest were 0 or 3 (R6)."""
    w = s.wording
    text = w("{answered} of {in_scope} applicable criteria.", answered=r.answered, in_scope=r.in_scope)
    if r.low[0] is not None and r.high[0] is not None and r.low != r.high:
        text += "\n" + w("If what was not assessed were 0: {score} ({letter}).", score=r.low[0], letter=r.low[1])
        text += "\n" + w("If it were 3: {score} ({letter}).", score=r.high[0], letter=r.high[1])
    return text


def _coverage(s: Sheet, r: Scorecard, bounds: Passage, x: float, top: float, room: float) -> None:
    share = float(r.coverage) if r.coverage is not None else 0.0
    s.say(x, top - 9, s.wording("Coverage and bounds"), HEADING)
    s.say(s.right, top - 9, s.wording("{share}%", share=r.coverage_shown) if r.coverage_shown else "–", FIGURE, "right")
    s.bar(x, top - 19, room, 3.4, TRACK)
    s.bar(x, top - 19, room * share, 3.4, ACCENT)
    s.setStrokeColor(INK)
    s.setLineWidth(0.8)
    s.line(x + room * 0.8, top - 21, x + room * 0.8, top - 13.6)
    s.put(bounds, x, top - 22)
