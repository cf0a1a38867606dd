"""Page 1 of the scorecard, top to bottom: who, which letter and why, where on the scale, what to keep and to mend."""

from __future__ import annotations

from assess.core.profile import Profile
from assess.core.report import CriterionLine, FacilityFacts, Scorecard
from assess.explain import sentences
from assess.pdf.domains import domain_bars
from assess.pdf.marks import rating_mark
from assess.pdf.page import Sheet
from assess.pdf.scale import scale
from assess.pdf.side import side_column
from assess.pdf.styles import (
    ACCENT,
    BODY,
    CELL,
    DENSE,
    FIGURE,
    GUTTER,
    HAIR,
    HEADING,
    LABEL,
    PROSE,
    RUNNING,
    SMALL,
    Type,
)
from assess.pdf.text import passage, width
from assess.pdf.words import KINDS, RATINGS, Words

HERO, ENDS, CLOSING = 128.0, 132.0, 44.0
SHOWN_ENDS = 3
#: First and last year of age of each age group of `core.instrument.AGE_GROUPS`.
AGES = {"0-1": (0, 0), "1-5": (1, 5), "6-11": (6, 11), "12-17": (12, 17)}


def front_page(s: Sheet, r: Scorecard) -> int:
    """Draw page 1; returns how many domains it had room for."""
    identity(s, r)
    hero(s, r)
    scale(s, r)
    closing_top = s.bottom - 4 + CLOSING
    ends_top = closing_top + ENDS
    top, floor = s.y - 14, ends_top + 10
    drawn = domain_bars(s, r.domains, top, floor)
    side_column(s, r, top, floor)
    ends(s, r, ends_top)
    closing(s, r, closing_top)
    return drawn


def preliminary(w: Words) -> str:
    return w("Preliminary, not a rating")


def identity(s: Sheet, r: Scorecard) -> None:
    w, top = s.wording, s.y
    s.say(s.left, top - 8, w("Assessment of residential care"), HEADING.sized(7.6, 10))
    sheet = w("Scorecard")
    s.say(s.right, top - 8, f"{preliminary(w)} · {sheet}" if r.provisional else sheet, RUNNING, "right")
    s.band()
    y = s.y - 24
    size = next((n for n in (24, 20, 16, 13) if width(r.facility.name, Type(n, n, bold=True)) <= s.width), 12)
    y = s.write(r.facility.name, Type(size, size * 1.18, bold=True), s.left, y, s.width, 1 if size > 12 else 2)
    y = s.write(facts(r.facility, w), PROSE.sized(8.2, 11).muted(), s.left, y - 3, s.width, 2, w("Facility"))
    if r.provisional:
        text = w("Preliminary, not a rating: the visit is not final and every figure may still change.")
        s.write(text, SMALL.strong(), s.left, y - 2, s.width, 1)
    s.y = top - (91 if r.provisional else 82)


def facts(f: FacilityFacts, w: Words) -> str:
    """The line under the name: type, place, places, children. Never an address (P39)."""
    parts = [f.type[w.language], f"{f.municipality}, {f.state[w.language]}" if f.municipality else f.state[w.language]]
    if f.capacity is not None:
        parts.append(w.plural("{number} place", "{number} places", f.capacity))
    if f.profile:
        parts += _children(f.profile, w)
    return " · ".join(parts)


def _children(profile: Profile, w: Words) -> list[str]:
    if profile.children is None:
        return []
    text = w.plural("{number} child or adolescent", "{number} children and adolescents", profile.children)
    present = [ages for group, ages in AGES.items() if profile.in_age_group(group)]
    if not present:
        return [text]
    return [text + ", " + w("aged {youngest} to {oldest}", youngest=present[0][0], oldest=present[-1][1])]


def hero(s: Sheet, r: Scorecard) -> None:
    top, w = s.y, s.wording
    rating_mark(s, r.rating, s.left + 59, top - HERO / 2 + (3 if r.rating != "D" else -2), 48)
    x, room = s.left + s.columns(3) + GUTTER, s.columns(6)
    word = w.name(RATINGS, r.rating)
    size = next((n for n in (23, 21, 19, 17) if width(word, Type(n, n, bold=True)) <= room - 14), 15)
    s.say(x, top - 28, word, Type(size, size, bold=True))
    s.say(x, top - 50, w("Why this letter"), HEADING)
    _why(s, " ".join(sentences(r.explanation, w)), x, top - 54, room - 12)
    x += room + GUTTER
    s.setStrokeColor(HAIR)
    s.setLineWidth(0.5)
    s.line(x - GUTTER / 2 - 2, top - 8, x - GUTTER / 2 - 2, top - HERO + 8)
    _figures(s, r, x + 6, top)
    s.y = top - HERO


def _why(s: Sheet, text: str, x: float, top: float, room: float) -> None:
    """The explanation, a size smaller when it is long; what still does not fit stands whole in a note."""
    long = len(passage(text, BODY, room).lines) > 5
    s.write(text, DENSE if long else BODY, x, top, room, 7 if long else 5, s.wording("Why this letter"))


def _figures(s: Sheet, r: Scorecard, x: float, top: float) -> None:
    """The score and its dates; for legal minimums also how many are met (R6)."""
    w, room = s.wording, s.right - x
    wide = s.say(x - 2, top - 37, r.shown or "–", Type(36, 36, bold=True))
    if r.change is not None and r.previous_on is not None:
        s.say(x + wide + 4, top - 37, r.change, FIGURE)
    s.say(x, top - 50, w("score out of 100"), SMALL.muted())
    half = room / 2
    y, step = (top - 62, 18.6) if r.counts_met else (top - 69, 22.5)
    age = (r.issued_on - r.visited_on).days
    _pair(s, x, y, w.name(KINDS, r.kind), w.day(r.visited_on))
    _pair(s, x + half + 6, y, w("Age of result"), w.plural("{number} day", "{number} days", age))
    y -= step
    if r.previous_on is not None:
        _pair(s, x, y, w("Previous visit"), w.day(r.previous_on))
        y -= step
    if r.next_visit_by is not None:
        _pair(s, x, y, w("Next visit"), w("by {date}", date=w.day(r.next_visit_by)))
    if r.counts_met:
        names = w("met"), w("in part"), w("not met")
        for k, (name, number) in enumerate(zip(names, r.counts_met, strict=True)):
            _pair(s, x + k * room / 3, y - (step if r.next_visit_by else 0), name, str(number))


def _pair(s: Sheet, x: float, y: float, name: str, value: str) -> None:
    s.say(x, y, name, LABEL)
    s.say(x, y - 9.5, value, CELL.sized(7.8, 10).strong())


def ends(s: Sheet, r: Scorecard, top: float) -> None:
    """Strengths on the left, priorities on the right."""
    w = s.wording
    s.rule(s.left, top, s.width)
    none = [w("None recorded at this visit."), w("None: no finding of this visit calls for action.")]
    if not r.answered:
        none = [w("Nothing was assessed.")] * 2
    for k, (title, rows) in enumerate(((w("Strengths"), r.strengths), (w("Priorities"), r.priorities))):
        x = s.left + k * (s.columns(6) + GUTTER)
        s.say(x, top - 16, title, HEADING)
        if not rows:
            s.write(none[k], SMALL.muted(), x, top - 23, s.columns(6))
        _ranked(s, rows, x, top - 23, title)


def _ranked(s: Sheet, rows: tuple[CriterionLine, ...], x: float, y: float, title: str) -> None:
    language, room = s.wording.language, s.columns(6) - 20
    for n, row in enumerate(rows[:SHOWN_ENDS], 1):
        s.say(x, y - 13, str(n), Type(13, 13, bold=True, colour=ACCENT))
        name = row.name[language]
        y = s.write(name, FIGURE, x + 17, y, room, 1, row.code)
        text = row.note or (row.text[language] if row.text != row.name else "")
        y = (s.write(text, SMALL.sized(7.6, 9.6).muted(), x + 17, y, room, 2, row.code) if text else y) - 4
    if more := rows[SHOWN_ENDS:]:
        marker = s.notes.add("\n".join(f"{c.code}  {c.name[language]}" for c in more), title)
        s.say(x + 17, y - 4, s.wording("and {number} more: {note}", number=len(more), note=marker), LABEL)


def closing(s: Sheet, r: Scorecard, top: float) -> None:
    """How the score is made, and what the instrument is, in the smallest type."""
    w = s.wording
    s.rule(s.left, top, s.width)
    text = " ".join((method(r, w), instrument(r, w)))
    s.write(text, LABEL.sized(6.6, 8.6), s.left, top - 5, s.width, 4, w("Method"))


def method(r: Scorecard, w: Words) -> str:
    return w(
        "Method {specification}. The score is the mean of the domains, cut, never rounded, to one decimal. "
        "A: 85 or more · B: 65 · C: 40 · D: under 40. An unmet critical criterion limits the letter, never the number.",
        specification=r.specification,
    )


def instrument(r: Scorecard, w: Words) -> str:
    text = w(
        "Instrument: {title} ({id}, version {version}).",
        title=r.instrument[w.language],
        id=r.instrument_id,
        version=r.instrument_version,
    )
    if not r.instrument_official:
        text += " " + w("Its wording is our own operationalisation, not the official text.")
    if r.revision > 1:
        text += " " + w("Revision {number} of this result.", number=r.revision)
    return text
