"""From a checked document to the core instrument that everything scores and shows."""

from __future__ import annotations

import hashlib

from assess.core import instrument as core
from assess.core.text import Text
from assess.standards import schema


def content_of(document: schema.Document) -> str:
    """The canonical JSON of a document: the same content gives the same text, however its file was laid out."""
    return document.model_dump_json(by_alias=True, exclude_none=True)


def fingerprint(content: str) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def from_content(content: str) -> schema.Document:
    """The document that `content_of` wrote."""
    return schema.Document.model_validate_json(content)


def build(document: schema.Document, sha256: str = "") -> core.Instrument:
    """The core instrument of a document that has no faults."""
    levels = document.confidence_levels or {}
    return core.Instrument(
        id=document.id,
        version=document.version,
        specification=document.specification,
        status=document.status,
        minimums=bool(document.minimums),
        title=_text(document.title),
        citation=document.citation,
        note=_optional(document.note),
        confidence_levels=tuple((name, _text(words)) for name, words in levels.items()),
        domains=tuple(_domain(domain) for domain in document.domains),
        sha256=sha256,
    )


def _domain(domain: schema.Domain) -> core.Domain:
    standards = tuple(_standard(standard) for standard in domain.standards)
    return core.Domain(domain.id, _text(domain.title), domain.weight, domain.limiting, standards)


def _standard(standard: schema.Standard) -> core.Standard:
    criteria = tuple(_criterion(criterion) for criterion in standard.criteria)
    return core.Standard(standard.id, _text(standard.title), _optional(standard.intent), standard.weight, criteria)


def _criterion(criterion: schema.Criterion) -> core.Criterion:
    return core.Criterion(
        code=criterion.id,
        title=_optional(criterion.title),
        text=_text(criterion.text),
        source=criterion.source,
        confidence=criterion.confidence,
        guidance=_optional(criterion.guidance),
        verify=tuple(criterion.verify),
        critical=criterion.critical,
        weight=criterion.weight,
        applies_to=tuple(criterion.applies_to),
        age_groups=tuple(criterion.age_groups),
        levels=tuple((int(level), _text(words)) for level, words in sorted((criterion.levels or {}).items())),
        relevant=criterion.relevant,
        measure=_measure(criterion.measure) if criterion.measure else None,
    )


def _measure(measure: schema.Measure) -> core.Measure:
    return core.Measure(
        inputs=tuple(core.MeasureInput(i.id, _text(i.label), _text(i.unit)) for i in measure.inputs),
        formula=measure.formula,
        unit=_text(measure.unit),
        direction=measure.direction,
        thresholds=tuple(measure.thresholds or ()),
        operator=measure.operator,
        threshold=measure.threshold or (),
        zero=measure.zero,
        per=measure.per,
        confidence=measure.threshold_confidence,
    )


def _text(words: schema.Words | schema.Heading) -> Text:
    return Text(words.es, words.en)


def _optional(words: schema.Words | None) -> Text | None:
    return None if words is None else _text(words)
