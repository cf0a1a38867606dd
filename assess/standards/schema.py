"""The one schema of instrument files (DESIGN section 5). Unknown keys are refused, both languages are required.

Beyond the outline of the design a file may say, so that nothing of the source checklists is lost: `language` (of the
original), `scoring` (how the source words its scale and its critical rule; SS-1.0 decides all the same), `minimums`
(method R6), and in a measure `quantity` (a name for what is measured), `threshold_confidence`, `zero` and `per`
(method R7).

What a single field cannot know (codes that repeat, formulas, the order of thresholds) is checked in
`assess.standards.check`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from assess.standards.number import Number, Threshold

SCHEMA = 1
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INPUT = re.compile(r"[a-z][a-z0-9_]*")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")

#: What XML, and with it XLSX and XLSForm, cannot carry.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

AgeGroup = Literal["0-1", "1-5", "6-11", "12-17"]
Confidence = Literal["seen", "recalled", "derived"]
Method = Literal[
    "document", "observation", "staff_interview", "child_interview", "family_interview", "record_sample", "measurement"
]
Level = Literal["0", "1", "2", "3"]


def _readable(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "the text is empty")
    if found := _CONTROL.search(text):
        raise PydanticCustomError("control_character", "the text holds a control character", {"code": ord(found[0])})
    return text


Line = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_readable)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=f"^{CODE.pattern}$")]


class Part(BaseModel):
    """What every part of the file shares: no unknown keys, no silent conversion, never changed once read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Words(Part):
    """A text in both languages."""

    es: Line
    en: Line


class Heading(Part):
    """A title of the whole instrument, short enough for lists."""

    es: Annotated[Line, Field(max_length=300)]
    en: Annotated[Line, Field(max_length=300)]


class MeasureInput(Part):
    """One number that the assessor enters. Measures of one file that name the same id share the number."""

    id: Annotated[str, StringConstraints(max_length=40, pattern=f"^{INPUT.pattern}$")]
    label: Words
    unit: Words


class Measure(Part):
    """Method R7: `direction` with three `thresholds`, or `operator` with one `threshold` (two for "between")."""

    quantity: Annotated[str, StringConstraints(max_length=40, pattern=f"^{INPUT.pattern}$")] | None = None
    inputs: Annotated[list[MeasureInput], Field(min_length=1)]
    formula: Annotated[Line, Field(max_length=200)]
    direction: Literal["higher_is_better", "lower_is_better"] | None = None
    thresholds: Annotated[list[Number], Field(min_length=3, max_length=3)] | None = None
    operator: Literal["<=", ">=", "between"] | None = None
    threshold: Threshold | None = None
    unit: Words
    per: Literal["visit", "shift", "room"] = "visit"
    zero: Literal["no_cases", "no_resource", "no_population"] = "no_cases"
    threshold_confidence: Confidence = "derived"


class Criterion(Part):
    """The smallest thing that gets a level; its `id` is the permanent code of R8."""

    id: Code
    title: Words | None = None
    text: Words
    guidance: Words | None = None
    verify: Annotated[list[Method], Field(min_length=1)]
    critical: bool = False
    weight: Annotated[Number, Field(gt=0)] = Field(default=1, validate_default=True)  # type: ignore[assignment]
    applies_to: Annotated[list[str], Field(min_length=1)]
    age_groups: Annotated[list[AgeGroup], Field(min_length=1)]
    levels: dict[Level, Words] | None = None
    relevant: Annotated[Line, Field(max_length=200)] | None = None
    measure: Measure | None = None
    source: Line
    confidence: Confidence


class Standard(Part):
    id: Code
    title: Words
    intent: Words | None = None
    weight: Annotated[Number, Field(gt=0)] = Field(default=1, validate_default=True)  # type: ignore[assignment]
    criteria: Annotated[list[Criterion], Field(min_length=1)]


class Domain(Part):
    id: Code
    title: Words
    weight: Annotated[Number, Field(gt=0)] = Field(default=1, validate_default=True)  # type: ignore[assignment]
    limiting: bool = False
    standards: Annotated[list[Standard], Field(min_length=1)]


class Scoring(Part):
    """The wording of scale and critical rule in the source; shown with the instrument, never computed with."""

    scale: dict[Literal["0", "1", "2", "3", "NA"], Words]
    critical_rule: Words
    confidence: Confidence


class Document(Part):
    """A whole instrument file: one version of one instrument."""

    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(max_length=80, pattern=f"^{SLUG.pattern}$")]
    version: Annotated[str, StringConstraints(max_length=40, pattern=f"^{VERSION.pattern}$")]
    specification: Literal["SS-1.0"] = "SS-1.0"
    status: Literal["operationalisation", "official"]
    #: A set of legal minimums: also report how many are met, partly met and not met (method R6).
    minimums: Literal[True] | None = None
    language: Annotated[Line, Field(max_length=20)] | None = None
    title: Heading
    citation: Line
    note: Words | None = None
    confidence_levels: dict[Confidence, Words] | None = None
    scoring: Scoring | None = None
    domains: Annotated[list[Domain], Field(min_length=1)]
