"""The printed scorecard: a report record in, the bytes of a PDF out (DESIGN section 6, P31, P36)."""

from __future__ import annotations

from assess.core.report import Scorecard
from assess.pdf.domains import more_domains
from assess.pdf.front import front_page, preliminary
from assess.pdf.full import criteria_pages
from assess.pdf.marks import rating_mark
from assess.pdf.page import Sheet
from assess.pdf.plan import notes_and_signatures, plan_pages
from assess.pdf.styles import HEADING, RUNNING
from assess.pdf.text import clipped
from assess.pdf.words import RATINGS, Words

#: The plan may begin under the last domains of a long list if this much of the page is left.
PLAN_START = 360.0
KINDS = ("summary", "full", "plan")


def render(report: Scorecard, language: str, kind: str = "summary", page_size: str = "A4") -> bytes:
    """A PDF of the report in `language` ("es" or "en").

    "summary" is the scorecard and what is open in the plan, "plan" the whole plan alone, "full" both with every
    criterion. `page_size` is "A4" or "Letter". Equal reports give equal bytes. Reads nothing but the report and the
    fonts of the package.
    Raises ValueError for an unknown kind or page size.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    w = Words(language)
    s = _sheet(report, w, page_size)
    if kind == "plan":
        _running_head(s, report)
    else:
        s.entry(w("Scorecard"))
        rest = report.domains[front_page(s, report) :]
        more_domains(s, rest)
        if not rest or s.y < PLAN_START:
            s.next_page()
    plan_pages(s, report, whole=kind != "summary")
    if kind == "full":
        criteria_pages(s, report)
    notes_and_signatures(s)
    return s.finish()


def _sheet(r: Scorecard, w: Words, page_size: str) -> Sheet:
    foot = f"{r.facility.name}   ·   {w.day(r.visited_on)}"
    if r.provisional:
        foot = f"{preliminary(w)}   ·   {foot}"
    s = Sheet(f"{r.facility.name} – {w('Scorecard')}", w, page_size, demo=r.demo, foot=foot)
    s.head = lambda sheet: _running_head(sheet, r)
    return s


def _running_head(s: Sheet, r: Scorecard) -> None:
    """Facility left, result right; a result that is not final says so."""
    w, y = s.wording, s.y - 8
    rating_mark(s, r.rating, s.right - 7, y + 2.6, 6)
    text = w.name(RATINGS, r.rating) + (f" · {r.shown}" if r.shown else "")
    if r.provisional:
        text = f"{preliminary(w)} · {text}"
    wide = s.say(s.right - 18, y, text, RUNNING, "right")
    name = HEADING.sized(7.6, 10)
    s.say(s.left, y, clipped(r.facility.name, name, s.width - wide - 40), name)
    s.band()
    s.y -= 32
