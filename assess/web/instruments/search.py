"""Which criteria of an instrument a reader wants to see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SearchField, SelectField
from wtforms.validators import Length, Optional

from assess.core.instrument import CONFIDENCE, Criterion, Domain, Instrument, Standard
from assess.reference.search_key import search_key
from assess.web.forms import BaseForm, SelectChoice

CONFIDENCE_CHOICES = [
    SelectChoice("", _l("Any")),
    SelectChoice("seen", _l("Seen in the source")),
    SelectChoice("recalled", _l("Recalled from the source")),
    SelectChoice("derived", _l("Derived by us")),
]


class CriteriaForm(BaseForm):
    """A GET form: its values stand in the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = SearchField(_l("Words or code"), [Optional(), Length(max=200)])
    confidence = SelectField(_l("Confidence"), choices=CONFIDENCE_CHOICES)
    critical = BooleanField(_l("Only critical criteria"), id="only-critical")

    def wants(self, criterion: Criterion, language: str) -> bool:
        """Whether `criterion` fits every filter that is set."""
        if self.critical.data and not criterion.critical:
            return False
        if self.confidence.data in CONFIDENCE and criterion.confidence != self.confidence.data:
            return False
        searched = _searched(criterion, language)
        return all(search_key(word) in searched for word in (self.q.data or "").split())


def _searched(criterion: Criterion, language: str) -> str:
    texts = (criterion.title, criterion.text, criterion.guidance)
    return search_key(" ".join([criterion.code, criterion.source, *(t[language] for t in texts if t)]))


@dataclass(frozen=True, slots=True)
class Found:
    """A domain with those of its standards and criteria that were asked for."""

    domain: Domain
    standards: tuple[tuple[Standard, tuple[Criterion, ...]], ...]


def find(instrument: Instrument, form: CriteriaForm, language: str) -> list[Found]:
    """Domains in the order of the file, without those where nothing fits."""
    found = []
    for domain in instrument.domains:
        standards = [(s, tuple(c for c in s.criteria if form.wants(c, language))) for s in domain.standards]
        if kept := tuple((s, criteria) for s, criteria in standards if criteria):
            found.append(Found(domain, kept))
    return found


def confidence_counts(instrument: Instrument) -> dict[str, int]:
    """How many criteria carry each label, the surest first; none is left out."""
    counts: Any = Counter(c.confidence for c in instrument.criteria.values())
    return {label: counts[label] for label in CONFIDENCE}
