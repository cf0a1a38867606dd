"""The improvement plan (R10): states counted first, one row per action, then the visit note and the signatures."""

from __future__ import annotations

from assess.core.report import ActionLine, PlanReport, Scorecard
from assess.core.shown import percent_shown
from assess.pdf.marks import critical_mark, priority_mark, state_mark
from assess.pdf.page import Sheet
from assess.pdf.signatures import signatures
from assess.pdf.styles import BODY, CELL, HAIR, LABEL, PROSE, TINY, TITLE, Type
from assess.pdf.table import Cell, Table
from assess.pdf.text import line_width, passage, width
from assess.pdf.words import PRIORITIES, STATES

WIDTHS = (64, 98, 116, 69, 54, 58, 46)
STRIP = 40.0


def plan_pages(s: Sheet, r: Scorecard, whole: bool = True) -> None:
    """From the cursor on: title, counts, actions and the note of the visit.

    Unless `whole`, actions closed before this visit are counted and not listed: a plan lives on for years.
    """
    w = s.wording
    s.entry(w("Improvement plan"))
    _title(s, r)
    _counts(s, r.plan)
    if r.plan.actions:
        listed = tuple(a for a in r.plan.actions if whole or _matters(a, r))
        _actions(s, listed)
        _left_out(s, len(r.plan.actions) - len(listed))
    else:
        text = w("No actions. This visit left no finding that calls for a plan; the next visit will confirm it.")
        s.y = s.write(text, BODY, s.left, s.y - 10, s.width)
    if r.note:
        s.heading(w("Note of the assessment team"))
        s.flow(passage(r.note, PROSE, s.width), s.left)


def notes_and_signatures(s: Sheet) -> None:
    """What closes every document: the whole texts of what was cut, and where to sign."""
    if s.notes:
        s.heading(s.wording("Notes: whole texts"))
        for marker, about, text in s.notes:
            s.room(2 * PROSE.leading)
            head = marker + (f" · {about}" if about else "")
            s.y = s.write(head, LABEL.strong(), s.left, s.y - 3, s.width, 1) - 1
            s.flow(passage(text, PROSE, s.width), s.left)
            s.y -= 3
    signatures(s)


def _title(s: Sheet, r: Scorecard) -> None:
    w, top, plan = s.wording, s.y, r.plan
    s.say(s.left, top - 20, w("Improvement plan"), TITLE)
    total = len(plan.actions)
    s.say(s.right, top - 20, str(total), TITLE, "right")
    s.say(s.right, top - 34, w.plural("action", "actions", total), LABEL.sized(7.6, 10), "right")
    text = w("Agreed on {date}.", date=w.day(plan.agreed_on)) if plan.agreed_on else w("Proposed; not agreed yet.")
    text += " " + w("The facility reports progress; only an assessor verifies.")
    s.y = s.write(text, PROSE.sized(8.2, 11).muted(), s.left, top - 27, s.columns(10))
    if plan.closure is not None and plan.progress is not None:
        text = w(
            "Of {due} due, {verified} verified: closure {closure}%, progress {progress}%.",
            due=plan.due,
            verified=plan.verified,
            closure=percent_shown(plan.closure),
            progress=percent_shown(plan.progress),
        )
        s.y = s.write(text, PROSE.sized(8.2, 11).muted(), s.left, s.y, s.columns(10))
    s.y -= 8


def _counts(s: Sheet, plan: PlanReport) -> None:
    """A strip of all states with their counts; a state nobody is in is pale."""
    counts = dict(plan.counts)
    states = [state for state in STATES if state != "cancelled" or counts.get(state)]
    top, step = s.y, s.width / len(states)
    s.rule(s.left, top, s.width)
    s.rule(s.left, top - STRIP, s.width)
    for i, state in enumerate(states):
        x, n = s.left + i * step, counts.get(state, 0)
        if i:
            s.setStrokeColor(HAIR)
            s.line(x - 4, top - STRIP + 6, x - 4, top - 6)
        state_mark(s, state, x + 5, top - 15, 4.2)
        s.say(x + 14, top - 20, str(n), Type(14, 16, bold=True) if n else Type(14, 16).muted())
        word = s.wording.name(STATES, state)
        size = 6.6 if width(word, LABEL) <= step - 5 else 6.0
        s.say(x + 1, top - STRIP + 8, word, LABEL.sized(size, 8))
    s.y = top - STRIP - 12


def _matters(action: ActionLine, r: Scorecard) -> bool:
    """Still open, or closed at this visit or since."""
    if action.state == "verified":
        return action.verified_on is None or action.verified_on >= r.visited_on
    return action.state != "cancelled"


def _left_out(s: Sheet, number: int) -> None:
    if number:
        text = s.wording.plural(
            "{number} action closed before this visit is in the print of the plan alone.",
            "{number} actions closed before this visit are in the print of the plan alone.",
            number,
        )
        s.room(2 * PROSE.leading)
        s.y = s.write(text, PROSE.sized(8.2, 11).muted(), s.left, s.y - 6, s.width)


def _actions(s: Sheet, actions: tuple[ActionLine, ...]) -> None:
    w = s.wording
    titles = w("Priority"), w("Criterion"), w("Action"), w("Who"), w("Due date"), w("Status"), w("Verified at visit of")
    table = Table(s, WIDTHS, titles)
    table.head()
    for action in actions:
        table.row(_cells(s, table, action))


def _cells(s: Sheet, table: Table, a: ActionLine) -> list[Cell]:
    w, notes = s.wording, s.notes
    urgent = CELL.strong() if a.priority == "immediate" else CELL

    def priority(c: Sheet, x: float, y: float) -> None:
        priority_mark(c, a.priority, x, y)

    def state(c: Sheet, x: float, y: float) -> None:
        state_mark(c, a.state, x + 4, y)

    return [
        Cell((passage(w.name(PRIORITIES, a.priority), urgent, table.room(0, 15)),), priority, 15),
        _criterion(s, table, a),
        Cell((notes.passage(a.what, CELL, table.room(2), 6, a.code),)),
        Cell((notes.passage(a.who, CELL, table.room(3), 3, a.code),)),
        _due(s, table, a),
        Cell((passage(w.name(STATES, a.state), CELL, table.room(5, 13)),), state, 13),
        Cell(
            (passage(w.day(a.verified_on) if a.verified_on else "–", CELL if a.verified_on else TINY, table.room(6)),)
        ),
    ]


def _criterion(s: Sheet, table: Table, a: ActionLine) -> Cell:
    """Number and name; code; where it stood and where it has to be; how often it came back."""
    w, room = s.wording, table.room(1)
    code = Type(6.4, 8.6, bold=True, colour=TINY.colour)
    small = TINY.sized(6.4, 8.6)
    rows = [
        s.notes.passage(f"{a.number}. {a.criterion[w.language]}", CELL.strong(), room, 4, a.code),
        s.notes.passage(a.code, code, room - 12, 1),
    ]
    step = passage(w("Level {baseline}, target {target}", baseline=a.baseline, target=a.target), small, room)
    beside = line_width(rows[1]) + (14 if a.critical else 5)
    same_line = beside + line_width(step) <= room
    if not same_line:
        rows.append(step)
    if a.recurring:
        text = w.plural("Recurring: {number} time", "Recurring: {number} times", a.recurring)
        rows.append(passage(text, small.strong(), room))

    def beside_code(c: Sheet, x: float, y: float) -> None:
        y -= rows[0].height
        if a.critical:
            critical_mark(c, x + line_width(rows[1]) + 7, y + 0.6, 3.4)
        if same_line:
            c.put(step, x + beside, y + rows[0].type.leading * 0.56)

    return Cell(tuple(rows), beside_code)


def _due(s: Sheet, table: Table, a: ActionLine) -> Cell:
    w, room = s.wording, table.room(4)
    rows = [passage(w.day(a.due_on), CELL, room)]
    if a.overdue:
        rows.append(passage(w("overdue"), CELL.strong(), room))
    if a.extensions:
        text = w.plural("{number} extension", "{number} extensions", a.extensions)
        rows.append(passage(text, TINY.sized(6.4, 8.6), room))
    return Cell(tuple(rows))
