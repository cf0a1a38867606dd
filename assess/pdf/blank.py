"""The checklist on paper: to fill in by hand where no device may be taken, and to type in afterwards."""

from __future__ import annotations

from assess.core.applicability import OTHER_TYPE, out_of_scope
from assess.core.instrument import Criterion, Domain, Instrument, Measure, Standard
from assess.core.report import FacilityFacts
from assess.pdf.front import facts
from assess.pdf.marks import critical_mark, tick_box
from assess.pdf.page import Sheet
from assess.pdf.signatures import signatures
from assess.pdf.styles import CELL, GHOST, HEADING, INK, LABEL, MUTED, PROSE, RUNNING, TINY, TITLE, Type
from assess.pdf.text import Passage, clipped, passage, width
from assess.pdf.words import LEVELS, METHODS, Words

CHOICES = ("0", "1", "2", "3", "NA", "NE")
BOX, BOX_STEP, LINE = 13.0, 19.0, 14.0
CODE_ROOM = 60.0
BOXES_ROOM = len(CHOICES) * BOX_STEP
NOTE_LINES = 2
GROUPS = ("0-1", "1-5", "6-11", "12-17")
CODE = Type(6.8, 10.4, bold=True, colour=MUTED)
REQUIREMENT = Type(8.2, 10.8)


def render_blank(
    instrument: Instrument,
    language: str,
    page_size: str = "A4",
    facility: FacilityFacts | None = None,
    demo: bool = False,
) -> bytes:
    """A PDF checklist of the instrument in `language` ("es" or "en") on "A4" or "Letter" paper.

    With a facility that has a profile, criteria for other types of facility are left out (R2), and the sheet says so.
    """
    w = Words(language)
    title = instrument.title[w.language]
    s = Sheet(f"{title} – {w('Paper checklist')}", w, page_size, demo=demo, foot=f"{title}   ·   {instrument.version}")
    s.head = lambda sheet: _running_head(sheet, instrument, facility)
    outside = out_of_scope(instrument, facility.profile if facility else None)
    left_out = {code for code, reason in outside.items() if reason == OTHER_TYPE}
    _cover(s, instrument, facility, len(left_out))
    for domain in instrument.domains:
        _domain(s, domain, left_out)
    _remarks(s)
    signatures(s)
    return s.finish()


def _running_head(s: Sheet, instrument: Instrument, facility: FacilityFacts | None) -> None:
    name = HEADING.sized(7.6, 10)
    right = facility.name if facility else s.wording("Facility: ______________________________")
    right = clipped(right, RUNNING, s.width / 2 - 10)
    s.say(s.right, s.y - 8, right, RUNNING, "right")
    s.say(s.left, s.y - 8, clipped(instrument.title[s.wording.language], name, s.width / 2 - 10), name)
    s.band()
    s.y -= 24


# --------------------------------------------------------------------------------------------------------------- cover
def _cover(s: Sheet, instrument: Instrument, facility: FacilityFacts | None, left_out: int) -> None:
    w = s.wording
    s.say(s.left, s.y - 8, w("Assessment of residential care"), HEADING.sized(7.6, 10))
    s.say(s.right, s.y - 8, w("Paper checklist"), RUNNING, "right")
    s.band()
    s.y = s.write(instrument.title[w.language], TITLE, s.left, s.y - 24, s.width)
    s.y = s.write(_about(instrument, left_out, w), PROSE.muted(), s.left, s.y - 2, s.width) - 8
    _visit(s, facility)
    _people(s)
    _how_to(s)


def _about(instrument: Instrument, left_out: int, w: Words) -> str:
    text = f"{instrument.id} {instrument.version} · {instrument.specification}. "
    if instrument.status != "official":
        text += w("Its wording is our own operationalisation, not the official text.") + " "
    count = len(instrument.criteria) - left_out
    text += w.plural("{number} criterion.", "{number} criteria.", count)
    if left_out:
        text += " " + w.plural(
            "{number} criterion for other types of facility is left out.",
            "{number} criteria for other types of facility are left out.",
            left_out,
        )
    return text


def _field(s: Sheet, x: float, y: float, room: float, name: str, value: str = "") -> None:
    """A name with a line to write on, or with what is known already."""
    wide = s.say(x, y, name, LABEL.sized(7.4, 10)) + 5
    if value:
        s.write(value, CELL.strong(), x + wide, y + CELL.size, room - wide, 1, name)
    else:
        s.rule(x + wide, y - 1.5, room - wide, 0.6, MUTED)


def _visit(s: Sheet, facility: FacilityFacts | None) -> None:
    w, half = s.wording, s.columns(6)
    right = s.right - half
    y = s.y - 12
    _field(s, s.left, y, s.width, w("Facility"), facility.name if facility else "")
    y -= 18
    if facility:
        y = s.write(facts(facility, w), PROSE.muted(), s.left, y + PROSE.size, s.width) - 12
    _field(s, s.left, y, half, w("Date of the visit"))
    _field(s, right, y, half, w("Start and end times"))
    y -= 18
    _field(s, s.left, y, half, w("Lead assessor"))
    _field(s, right, y, half, w("Team"))
    s.y = y - 16


def _people(s: Sheet) -> None:
    """The copy of the profile that a visit keeps: children by age and sex, staff by shift."""
    w = s.wording
    s.say(s.left, s.y - 9, w("People present"), HEADING)
    names = [w("{group} years", group=group.replace("-", "–")) for group in GROUPS]
    step, first = s.columns(8) / 5, s.y - 22
    for k, name in enumerate(names):
        s.say(s.left + (k + 1) * step, first, name, LABEL)
    for row, name in enumerate((w("Girls"), w("Boys"))):
        y = first - 16 - row * 18
        s.say(s.left, y, name, CELL)
        for k in range(len(names)):
            tick_box(s, s.left + (k + 1) * step, y - 4, 14)
    x = s.left + s.columns(8) + 20
    for row, name in enumerate((w("Carers, morning"), w("Carers, afternoon"), w("Carers, night"))):
        s.say(x, first - row * 17.5 - 2, name, CELL)
        tick_box(s, s.right - 16, first - row * 17.5 - 6, 14)
    s.y = first - 52


def _how_to(s: Sheet) -> None:
    w = s.wording
    s.say(s.left, s.y - 9, w("How to fill it in"), HEADING)
    s.y -= 15
    names: tuple[int | str, ...] = (0, 1, 2, 3, "NA", "NE")
    half = s.columns(6)
    for k, value in enumerate(names):
        x = s.left + (k % 2) * (half + 13)
        tick_box(s, x, s.y - 13, BOX, str(value))
        s.say(x + BOX + 6, s.y - 9.5, w.name(LEVELS, value), CELL)
        if k % 2:
            s.y -= 18
    critical_mark(s, s.left + BOX / 2, s.y - 6, 5.4)
    s.say(s.left + BOX + 6, s.y - 9, w("critical criterion"), CELL)
    s.y -= 15
    text = w(
        "Mark one box. Levels 0 and 1 need a note of what was seen; level 3 needs two verification methods; "
        "NA and NE need their reason. Write no child's name, initials or file number."
    )
    s.y = s.write(text, PROSE, s.left, s.y, s.width) - 6


# ------------------------------------------------------------------------------------------------------------ criteria
def _domain(s: Sheet, domain: Domain, left_out: set[str]) -> None:
    standards = [(standard, [c for c in standard.criteria if c.code not in left_out]) for standard in domain.standards]
    if not any(criteria for _, criteria in standards):
        return
    s.room(120)
    s.entry(domain.title[s.wording.language])
    s.y = s.write(domain.title[s.wording.language], Type(11, 14, bold=True), s.left, s.y - 10, s.width) - 4
    s.rule(s.left, s.y, s.width, 0.9, INK)
    for standard, criteria in standards:
        for n, criterion in enumerate(criteria):
            _criterion(s, criterion, standard if n == 0 else None)


def _criterion(s: Sheet, c: Criterion, opens: Standard | None) -> None:
    """One criterion, whole on its page; the first of a standard brings the heading of the standard along."""
    language = s.wording.language
    room = s.width - CODE_ROOM - BOXES_ROOM - 14
    parts = [passage(c.text[language], REQUIREMENT, room)]
    if c.guidance:
        parts.append(passage(c.guidance[language], TINY, room))
    parts += [passage(f"{value}  {text[language]}", TINY, room) for value, text in c.levels]
    heading = passage(opens.title[language], Type(7.8, 10.4, bold=True), s.width) if opens else None
    methods = _method_rows(s, c)
    inputs = c.measure.inputs if c.measure else ()
    tall = max(sum(p.height for p in parts), BOX + 4) + 12 * len(methods) + 16 * len(inputs) + NOTE_LINES * LINE + 14
    s.room(tall + (heading.height + 8 if heading else 0))
    if heading:
        s.y = s.put(heading, s.left, s.y - 7) - 1
    top = s.y - 6
    _answer(s, c, top)
    y = top
    for part in parts:
        y = s.put(part, s.left + CODE_ROOM, y)
    y = _methods(s, methods, min(y, top - BOX - 4))
    if c.measure:
        y = _inputs(s, c.measure, y)
    for _ in range(NOTE_LINES):
        y -= LINE
        s.rule(s.left + CODE_ROOM, y, s.width - CODE_ROOM, 0.4, GHOST)
    s.y = y - 8
    s.rule(s.left, s.y, s.width, 0.3)


def _answer(s: Sheet, c: Criterion, top: float) -> None:
    s.put(_code(c.code), s.left, top)
    if c.critical:
        critical_mark(s, s.left + 5, top - 19, 5.4)
    for k, choice in enumerate(CHOICES):
        tick_box(s, s.right - BOXES_ROOM + k * BOX_STEP + BOX_STEP - BOX, top - BOX, BOX, choice)


def _code(code: str) -> Passage:
    return passage(code, CODE, CODE_ROOM - 6)


def _method_rows(s: Sheet, c: Criterion) -> list[list[str]]:
    """The names of the verification methods, in rows that fit."""
    rows: list[list[str]] = []
    used = s.width
    for method in c.verify:
        name = s.wording.name(METHODS, method)
        wide = width(name, TINY) + 22
        if used + wide > s.width - CODE_ROOM:
            rows.append([])
            used = 0.0
        rows[-1].append(name)
        used += wide
    return rows


def _methods(s: Sheet, rows: list[list[str]], y: float) -> float:
    for row in rows:
        x = s.left + CODE_ROOM
        for name in row:
            tick_box(s, x, y - 10, 7)
            x += 10 + s.say(x + 10, y - 8.6, name, TINY) + 12
        y -= 12
    return y


def _inputs(s: Sheet, measure: Measure, y: float) -> float:
    """A line for each number that the criterion is computed from, with its unit."""
    language = s.wording.language
    for given in measure.inputs:
        label = f"{given.label[language]} ({given.unit[language]})"
        label = clipped(label, TINY, s.width - CODE_ROOM - 90)
        y -= 16
        wide = s.say(s.left + CODE_ROOM, y + 2, label, TINY)
        s.rule(s.left + CODE_ROOM + wide + 6, y, 80, 0.6, MUTED)
    return y


def _remarks(s: Sheet) -> None:
    """Ruled space for the note of the visit."""
    s.heading(s.wording("Note of the assessment team"), keep=140)
    for _ in range(6):
        s.y -= 18
        s.rule(s.left, s.y, s.width, 0.4, GHOST)
