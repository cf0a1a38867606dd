"""An instrument as an XLSForm, for tools of the ODK family (Kobo, ODK Collect, Enketo).

The form asks for the type of facility and for the facts that conditions name, then for the level of each criterion,
with a note where the level is 0 or 1 (R1) and the numbers of measured criteria. It collects: scores, caps and the
evidence rules stay with Assess. The type filters as in R2; ages do not, so there the assessor answers NA.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assess.core import condition
from assess.core.condition import Condition
from assess.core.expression import Node
from assess.core.instrument import Criterion, Instrument, MeasureInput, Standard
from assess.core.rules import N_
from assess.core.text import Text
from assess.exporters.sheet import Value, add_sheet, as_bytes, empty_book, set_widths
from assess.wording import Wording

LABELS = ("label::Español (es)", "label::English (en)")
HINTS = ("hint::Español (es)", "hint::English (en)")
SURVEY = ("type", "name", *LABELS, *HINTS, "required", "relevant")
LEVELS = (
    ("0", N_("Not met")),
    ("1", N_("Partly met, with risk")),
    ("2", N_("Mostly met")),
    ("3", N_("Fully met, with evidence")),
)
OTHERS = (("NA", N_("Not applicable")), ("NE", N_("Not assessed")))

Row = tuple[Value, ...]


def workbook(instrument: Instrument, types: Mapping[str, Text]) -> bytes:
    """The bytes of an XLSX file that pyxform converts; `types` names the types of facility by code."""
    form = _Form(instrument)
    form.fill()
    book = empty_book()
    set_widths(add_sheet(book, "survey", SURVEY, form.survey), (20, 24, 50, 50, 40, 40, 9, 40))
    choices = form.choices + [("facility_types", code, *_both(types[code])) for code in sorted(form.types)]
    add_sheet(book, "choices", ("list_name", "name", *LABELS), choices)
    head = ("form_title", "form_id", "version", "default_language")
    title = _plain(instrument.title.es)
    add_sheet(book, "settings", head, [(title, instrument.id, instrument.version, "Español (es)")])
    return as_bytes(book)


def message(text: str) -> Text:
    """A catalogue message in both languages."""
    return Text(Wording("es")(text), Wording("en")(text))


class _Form:
    """Collects the rows of the sheets in the order of the instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.types = instrument.facility_types
        self.survey: list[Row] = []
        self.choices: list[Row] = []
        self.taken = {"facility_type", *(f"profile_{fact}" for fact in condition.NAMES)}
        self.asked: set[str] = set()
        self.names = {code: self.name(code) for code in instrument.criteria}

    def name(self, wanted: str) -> str:
        """An ASCII name of its own (XML names hold no dots or accents)."""
        plain = re.sub(r"[^A-Za-z0-9_]", "_", wanted)
        name, number = plain, 2
        while name.lower() in self.taken:
            name, number = f"{plain}_{number}", number + 1
        self.taken.add(name.lower())
        return name

    def add(
        self, kind: str, name: str, label: Text | None = None, hint: Text | None = None, relevant: str | None = None
    ) -> None:
        required = "yes" if kind.startswith("select_one") else None
        self.survey.append((kind, name, *_both(label), *_both(hint), required, relevant))

    def fill(self) -> None:
        self.choices += [("levels", name, *_both(_led(name, message(label)))) for name, label in LEVELS]
        self.choices += [("levels", name, *_both(message(label))) for name, label in OTHERS]
        self.facts()
        for domain in self.instrument.domains:
            self.add("begin_group", self.name(f"domain_{domain.id}"), domain.title)
            for standard in domain.standards:
                self.standard(standard)
            self.add("end_group", "")

    def facts(self) -> None:
        self.add("select_one facility_types", "facility_type", message(N_("Type of facility")))
        conditions = [condition.parse(c.relevant) for c in self.instrument.criteria.values() if c.relevant]
        for fact in dict.fromkeys(name for one in conditions for name in one.names):
            if fact != "facility_type":
                self.add("integer", f"profile_{fact}", Text(fact, fact))

    def standard(self, standard: Standard) -> None:
        self.add("begin_group", self.name(f"standard_{standard.id}"), standard.title)
        if standard.intent:
            self.add("note", self.name(f"intent_{standard.id}"), standard.intent)
        for criterion in standard.criteria:
            self.criterion(criterion)
        self.add("end_group", "")

    def criterion(self, criterion: Criterion) -> None:
        name, relevant = self.names[criterion.code], self.relevant(criterion)
        label = _led(criterion.code, criterion.text)
        if criterion.measure:
            self.inputs(criterion.measure.inputs, criterion.measure.per, label, relevant)
        self.add(f"select_one {self.levels(criterion)}", name, label, criterion.guidance, relevant)
        told = f"${{{name}}} = '0' or ${{{name}}} = '1'"
        self.add("text", self.name(f"{name}_note"), message(N_("What was seen or missing")), relevant=told)

    def levels(self, criterion: Criterion) -> str:
        if not criterion.levels:
            return "levels"
        name = f"levels_{self.names[criterion.code]}"
        for level, text in criterion.levels:
            self.choices.append((name, str(level), *_both(_led(str(level), text))))
        self.choices += [(name, other, *_both(message(label))) for other, label in OTHERS]
        return name

    def inputs(self, inputs: tuple[MeasureInput, ...], per: str, label: Text, relevant: str | None) -> None:
        """The numbers of a measure, once for the measures that share them; a repeat for shifts and rooms."""
        new = [one for one in inputs if one.id not in self.asked]
        self.asked |= {one.id for one in new}
        if not new:
            return
        if per != "visit":
            self.add("begin_repeat", self.name(f"{per}_{new[0].id}"), label, relevant=relevant)
        for one in new:
            text = Text(f"{one.label.es} ({one.unit.es})", f"{one.label.en} ({one.unit.en})")
            self.add("decimal", self.name(f"input_{one.id}"), text, relevant=relevant if per == "visit" else None)
        if per != "visit":
            self.add("end_repeat", "")

    def relevant(self, criterion: Criterion) -> str | None:
        parts = []
        if set(criterion.applies_to) != self.types:
            one_of = " or ".join(f"${{facility_type}} = '{code}'" for code in criterion.applies_to)
            parts.append(f"({one_of})")
        if criterion.relevant:
            parts.append(f"({self.xpath(condition.parse(criterion.relevant))})")
        return " and ".join(parts) or None

    def xpath(self, read: Condition) -> str:
        return self.part(read.root)

    def part(self, node: Node) -> str:
        """One part of a condition as XPath, every operation in parentheses of its own."""
        if node.sign == "number":
            return str(float(node.value)) if "/" in str(node.value) else str(node.value)
        if node.sign == "text":
            return f"'{node.value}'"
        if node.sign == "level":
            return f"${{{self.names[str(node.value)]}}}"
        if node.sign == "name":
            return "${facility_type}" if node.value == "facility_type" else f"${{profile_{node.value}}}"
        parts = [self.part(one) for one in node.parts]
        if node.sign in ("not", "negative"):
            return f"not({parts[0]})" if node.sign == "not" else f"(-{parts[0]})"
        sign = {"==": "=", "/": "div"}.get(node.sign, node.sign)
        return f"({parts[0]} {sign} {parts[1]})"


def _led(sign: str, text: Text) -> Text:
    """The text after a code or level, as printed forms show it."""
    return Text(f"{sign} {text.es}", f"{sign} {text.en}")


def _both(text: Text | None) -> tuple[Value, Value]:
    return (_plain(text.es), _plain(text.en)) if text else (None, None)


def _plain(text: str) -> str:
    """XLSForm would take ${…} for the answer to another question."""
    return text.replace("${", "$ {")
