"""A scorecard as a page and as a PDF: both render one record, so they cannot disagree."""

from __future__ import annotations

import re
import unicodedata
import uuid

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from assess.access import Hidden
from assess.core.rules import N_, RuleBroken
from assess.http import scorecards
from assess.http.clock import today
from assess.http.language import language
from assess.http.permissions import permission
from assess.models import InstrumentVersion, db
from assess.services import standards
from assess.services.focus import instrument_of
from assess.services.scorecards import facts_of
from assess.web.results import bp

KINDS = ("summary", "full", "plan", "blank")
SIZES = ("A4", "Letter")
LANGUAGES = ("es", "en")


@bp.get("/<uuid:visit_id>")
@permission("result.read")
def show(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Everything that a visit found; marked as preliminary until it is final."""
    visit = scorecards.readable(visit_id)
    return render_template("results/show.html", visit=visit, report=scorecards.asked(visit, on=today()))


@bp.get("/<uuid:visit_id>.pdf")
@permission("result.read")
def pdf(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The same on paper. `kind` "blank" is the checklist of the visit, still to be filled in."""
    visit = scorecards.readable(visit_id)
    kind, size, lang = _chosen("kind", KINDS), _chosen("size", SIZES), _chosen("lang", LANGUAGES, language())
    from assess import pdf as paper  # the PDF library: only where something is printed

    if kind == "blank":
        facility = facts_of(visit.facility)
        content = paper.render_blank(instrument_of(visit), lang, size, facility=facility, demo=scorecards.demo())
    else:
        content = paper.render(scorecards.asked(visit, on=today()), lang, kind, size)
    return _file(content, kind, visit.facility.name, visit.visited_on.isoformat())


@bp.get("/blank/<uuid:version_id>.pdf")
@permission("instrument.read")
def blank(version_id: uuid.UUID) -> ResponseReturnValue:
    """The whole checklist of an instrument, for no facility in particular."""
    version = db.session.get(InstrumentVersion, version_id)
    if version is None:
        raise Hidden
    size, lang = _chosen("size", SIZES), _chosen("lang", LANGUAGES, language())
    from assess import pdf as paper  # the PDF library: only where something is printed

    content = paper.render_blank(standards.get_version(version.id), lang, size, demo=scorecards.demo())
    return _file(content, "blank", version.instrument_id, version.version)


def _chosen(name: str, choices: tuple[str, ...], default: str | None = None) -> str:
    value = request.args.get(name) or default or choices[0]
    if value not in choices:
        raise RuleBroken(
            N_("There is no {name} {value}. Choose one of: {choices}."),
            name=name,
            value=value[:20],
            choices=", ".join(choices),
        )
    return value


def _file(content: bytes, kind: str, *parts: str) -> Response:
    name = "-".join([file_part(part) for part in ("scorecard" if kind != "blank" else "checklist", *parts)])
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


def file_part(text: str) -> str:
    """Letters, digits and hyphens of the alphabet that every file system knows, at most 60; never empty."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")[:60].lower() or "x"
