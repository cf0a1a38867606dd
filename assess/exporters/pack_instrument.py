"""The instrument inside the pack of an on-site visit: all that the page shows and scores with, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assess.core.instrument import Criterion, Domain, Instrument, Measure, MeasureInput, Standard
from assess.core.text import Text

JSON = dict[str, Any]


def instrument_json(instrument: Instrument) -> JSON:
    """What `frontend/onsite/core/instrument.js` loads. It has the keys of an instrument file, so that one reader serves
    both, but is made of the core record, which a visit may have narrowed to its focus.

    Texts are {"es", "en"}. Numbers are whole (2) or the exact text of a fraction ("1/5"), because a JSON reader would
    make floats of all others. What the instrument does not have is left out.
    """
    return _present(
        id=instrument.id,
        version=instrument.version,
        specification=instrument.specification,
        status=instrument.status,
        minimums=instrument.minimums,
        title=_words(instrument.title),
        citation=instrument.citation,
        note=_words(instrument.note),
        confidence_levels={name: _words(text) for name, text in instrument.confidence_levels},
        sha256=instrument.sha256,
        domains=[_domain(domain) for domain in instrument.domains],
    )


def _domain(domain: Domain) -> JSON:
    return {
        "id": domain.id,
        "title": _words(domain.title),
        "weight": _number(domain.weight),
        "limiting": domain.limiting,
        "standards": [_standard(standard) for standard in domain.standards],
    }


def _standard(standard: Standard) -> JSON:
    return _present(
        id=standard.id,
        title=_words(standard.title),
        intent=_words(standard.intent),
        weight=_number(standard.weight),
        criteria=[_criterion(criterion) for criterion in standard.criteria],
    )


def _criterion(criterion: Criterion) -> JSON:
    return _present(
        id=criterion.code,
        title=_words(criterion.title),
        text=_words(criterion.text),
        guidance=_words(criterion.guidance),
        verify=list(criterion.verify),
        critical=criterion.critical,
        weight=_number(criterion.weight),
        applies_to=list(criterion.applies_to),
        age_groups=list(criterion.age_groups),
        levels={str(level): _words(text) for level, text in criterion.levels},
        relevant=criterion.relevant,
        measure=_measure(criterion.measure) if criterion.measure else None,
        source=criterion.source,
        confidence=criterion.confidence,
    )


def _measure(measure: Measure) -> JSON:
    return _present(
        inputs=[_input(one) for one in measure.inputs],
        formula=measure.formula,
        unit=_words(measure.unit),
        direction=measure.direction,
        thresholds=[_number(limit) for limit in measure.thresholds],
        operator=measure.operator,
        threshold=[_number(limit) for limit in measure.threshold],
        per=measure.per,
        zero=measure.zero,
        threshold_confidence=measure.confidence,
    )


def _input(one: MeasureInput) -> JSON:
    return {"id": one.id, "label": _words(one.label), "unit": _words(one.unit)}


def _present(**facts: Any) -> JSON:
    """The facts without those that there are none of; False, 0 and "" say something and stay."""
    return {name: fact for name, fact in facts.items() if fact not in (None, [], {})}


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"es": text.es, "en": text.en}


def _number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)
