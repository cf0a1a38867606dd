"""An instrument as a workbook for reading and commenting: the facts, and one row per criterion in both languages."""

from __future__ import annotations

from assess.core.instrument import Criterion, Domain, Instrument, Measure, Standard
from assess.core.rules import N_
from assess.core.text import Text
from assess.exporters.sheet import Value, add_sheet, as_bytes, empty_book, set_widths
from assess.wording import Wording

#: Heading and width of each column of the sheet of criteria.
COLUMNS = (
    (N_("Domain"), 10),
    (N_("Domain (es)"), 24),
    (N_("Domain (en)"), 24),
    (N_("Domain weight"), 8),
    (N_("Limiting"), 9),
    (N_("Standard"), 10),
    (N_("Standard (es)"), 28),
    (N_("Standard (en)"), 28),
    (N_("Standard weight"), 8),
    (N_("Code"), 12),
    (N_("Title (es)"), 28),
    (N_("Title (en)"), 28),
    (N_("Requirement (es)"), 50),
    (N_("Requirement (en)"), 50),
    (N_("Guidance (es)"), 40),
    (N_("Guidance (en)"), 40),
    (N_("Verification methods"), 24),
    (N_("Critical"), 9),
    (N_("Weight"), 8),
    (N_("Facility types"), 24),
    (N_("Age groups"), 14),
    (N_("Condition"), 24),
    (N_("Formula"), 28),
    (N_("Unit"), 14),
    (N_("Thresholds"), 18),
    (N_("Source"), 40),
    (N_("Confidence"), 12),
)


def workbook(instrument: Instrument, language: str) -> bytes:
    """The bytes of an XLSX file; headings in `language`, texts in both."""
    say = Wording(language)
    book = empty_book()
    facts = add_sheet(book, say(N_("Instrument")), ("", "", ""), _facts(instrument, say))
    set_widths(facts, (24, 70, 70))
    rows = [_row(*place, say) for place in instrument.walk()]
    sheet = add_sheet(book, say(N_("Criteria")), [say(name) for name, _ in COLUMNS], rows)
    set_widths(sheet, [width for _, width in COLUMNS])
    sheet.auto_filter.ref = sheet.dimensions
    return as_bytes(book)


def _facts(instrument: Instrument, say: Wording) -> list[tuple[Value, ...]]:
    note = instrument.note or Text("", "")
    return [
        (say(N_("Title")), instrument.title.es, instrument.title.en),
        (say(N_("Id")), instrument.id),
        (say(N_("Version")), instrument.version),
        (say(N_("Specification")), instrument.specification),
        (say(N_("Status")), instrument.status),
        (say(N_("Citation")), instrument.citation),
        (say(N_("Note")), note.es, note.en),
        *((name, words.es, words.en) for name, words in instrument.confidence_levels),
        ("SHA-256", instrument.sha256),
    ]


def _row(domain: Domain, standard: Standard, criterion: Criterion, say: Wording) -> tuple[Value, ...]:
    return (
        domain.id,
        *_both(domain.title),
        float(domain.weight),
        _yes(domain.limiting, say),
        standard.id,
        *_both(standard.title),
        float(standard.weight),
        criterion.code,
        *_both(criterion.title),
        *_both(criterion.text),
        *_both(criterion.guidance),
        ", ".join(criterion.verify),
        _yes(criterion.critical, say),
        float(criterion.weight),
        ", ".join(criterion.applies_to),
        ", ".join(criterion.age_groups),
        criterion.relevant,
        *_measure(criterion.measure, say.language),
        criterion.source,
        criterion.confidence,
    )


def _both(text: Text | None) -> tuple[Value, Value]:
    return (text.es, text.en) if text else (None, None)


def _yes(flag: bool, say: Wording) -> str | None:
    return say(N_("yes")) if flag else None


def _measure(measure: Measure | None, language: str) -> tuple[Value, Value, Value]:
    if measure is None:
        return None, None, None
    numbers = ", ".join(_decimal(float(number)) for number in measure.thresholds or measure.threshold)
    return measure.formula, measure.unit[language], f"{measure.direction or measure.operator} {numbers}"


def _decimal(number: float) -> str:
    return f"{number:.10g}"
