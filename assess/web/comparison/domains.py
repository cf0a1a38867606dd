"""The domain means of a state beside those of the country (R11)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _

from assess.charts import Drawing, interval_bar
from assess.core.comparison import StateRow, rounded
from assess.http.language import language
from assess.services import standards


@dataclass(frozen=True, slots=True)
class DomainLine:
    """Scores in points with one decimal; None where fewer than five facilities were rated in the domain."""

    id: str
    title: str
    limiting: bool
    mean: str | None
    national: str | None
    drawing: Drawing | None
    label: str


def domain_lines(row: StateRow, national: StateRow, version_id: uuid.UUID) -> list[DomainLine]:
    """Every domain of the instrument in its order."""
    here = {one.id: one.mean for one in row.domains}
    there = {one.id: one.mean for one in national.domains}
    return [
        _line(domain.id, domain.title[language()], domain.limiting, here.get(domain.id), there.get(domain.id))
        for domain in standards.get_version(version_id).domains
    ]


def _line(id: str, title: str, limiting: bool, mean: float | None, national: float | None) -> DomainLine:
    drawing = None if mean is None else interval_bar(mean, mean, mean, national)
    label = _("%(mean)s, country %(national)s", mean=_shown(mean) or "—", national=_shown(national) or "—")
    return DomainLine(id, title, limiting, _shown(mean), _shown(national), drawing, label)


def _shown(value: float | None) -> str | None:
    return None if value is None else rounded(value)
