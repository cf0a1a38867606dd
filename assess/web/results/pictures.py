"""What the templates of a scorecard ask of its record: sentences and drawings. Each is a filter, `report | why`."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from babel.dates import format_date
from flask_babel import gettext as _

from assess.charts import Drawing, TrendMark
from assess.charts import domain_bar as draw_domain
from assess.charts import score_scale as draw_scale
from assess.charts import trend as draw_trend
from assess.charts.shapes import CUTS
from assess.core.explanation import Explanation
from assess.core.report import CriterionLine, DomainLine, Scorecard
from assess.core.result import TWO_CRITICAL_ZERO
from assess.core.scoring.letters import band
from assess.core.shown import shown
from assess.explain import sentences
from assess.http.clock import today
from assess.http.language import language, wording
from assess.web.filters import MEXICO
from assess.web.results import bp
from assess.wording import LOCALES


@bp.app_template_filter()
def why(report: Scorecard) -> list[str]:
    """Why this letter, cause first."""
    return sentences(Explanation(report.explanation.reasons), wording())


@bp.app_template_filter()
def lifts(report: Scorecard) -> list[str]:
    """What would raise the letter: single criteria where a rule lowered it, else the next band."""
    told = sentences(Explanation((), report.explanation.lifts), wording())
    return told or _next_band(report)


def _next_band(report: Scorecard) -> list[str]:
    if report.rating != report.band or report.score is None:
        return []
    for cut, letter in CUTS:
        if report.score < cut:
            return [_("From %(cut)s points on, the letter would be %(letter)s.", cut=cut, letter=letter)]
    return []


@bp.app_template_filter()
def score_scale(report: Scorecard) -> Drawing:
    """The score between the cuts; for NR the best letter still possible is the one that stands out."""
    letter = report.at_most or "NR" if report.rating == "NR" else report.rating
    bounded = report.answered < report.in_scope
    return draw_scale(
        report.score,
        report.shown or "",
        letter=letter,
        by_score=report.band if report.capped_by and report.rating != "NR" else None,
        low=_bound(report.low[0]) if bounded else None,
        high=_bound(report.high[0]) if bounded else None,
        cap_label=_cap_label(report),
    )


def _bound(text: str | None) -> float | None:
    return None if text is None else float(text)


#: What fits under the arrow on a phone.
CAP_LABEL_LENGTH = 34


def _cap_label(report: Scorecard) -> str:
    """Which rule lowers the letter, in the few words that fit under an arrow."""
    if TWO_CRITICAL_ZERO in report.capped_by:
        return _("critical criteria at 0")
    titles = dict(report.titles)
    names = [titles[id][language()] for id in report.capped_by if id in titles]
    if len(names) == 1 and len(names[0]) <= CAP_LABEL_LENGTH:
        return _("limited by %(domain)s", domain=names[0])
    return _("limited by %(domain)s", domain=", ".join(report.capped_by)) if report.capped_by else ""


@bp.app_template_filter()
def trend_drawing(report: Scorecard) -> Drawing:
    return draw_trend(
        [
            TrendMark(month(p.visited_on), p.score, p.shown or "—", p.rating, p.specification, p.shared)
            for p in report.trend
        ]
    )


@bp.app_template_filter()
def trend_words(report: Scorecard) -> str:
    """ "nov 2025 68.3 (B), oct 2026 74.9 (C)": the trend for who does not see it."""
    return ", ".join(f"{month(p.visited_on)} {p.shown or '—'} ({p.rating})" for p in report.trend)


@bp.app_template_filter()
def domain_bar(domain: DomainLine) -> Drawing:
    return draw_domain(domain.score, domain.rating, domain.previous)


@bp.app_template_filter()
def cut_score(score: Fraction | None) -> str:
    """A score as it is shown: cut to one decimal (R3)."""
    return "—" if score is None else shown(score)


@bp.app_template_filter()
def band_of(score: Fraction) -> str:
    """The letter of a score alone (R4)."""
    return band(score)


@bp.app_template_filter()
def month(when: date | None) -> str:
    """nov 2026."""
    return "" if when is None else format_date(when, "MMM y", locale=LOCALES[language()]).replace(".", "")


@bp.app_template_filter()
def short_day(when: date) -> str:
    """28 nov, with the year when it is another one."""
    pattern = "d MMM" if when.year == today().year else "d MMM y"
    return format_date(when, pattern, locale=LOCALES[language()]).replace(".", "")


@bp.app_template_filter()
def days_since(when: date | datetime) -> int:
    """Whole days from then until today in central Mexico; negative for what is to come."""
    on = when.astimezone(MEXICO).date() if isinstance(when, datetime) else when
    return (today() - on).days


@bp.app_template_filter()
def by_domain(report: Scorecard) -> list[tuple[DomainLine | None, str, list[tuple[str, list[CriterionLine]]]]]:
    """The criteria in scope under their domain and standard: (domain's result, its id, [(standard's id, lines)]).

    A domain that is wholly not applicable has no result of its own.
    """
    results = {d.id: d for d in report.domains}
    found: dict[str, dict[str, list[CriterionLine]]] = {}
    for line in report.criteria:
        found.setdefault(line.domain, {}).setdefault(line.standard, []).append(line)
    return [(results.get(id), id, list(standards.items())) for id, standards in found.items()]
