"""A scorecard as a page and as a PDF: both render one record, so they cannot disagree."""

from __future__ import annotations

import re
import unicodedata
import uuid

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from assess.access import Hidden, can, obtain
from assess.core.report import Scorecard
from assess.core.rules import N_, RuleBroken
from assess.http.language import language
from assess.http.permissions import me, permission
from assess.models import InstrumentVersion, Visit, db
from assess.services import scorecards, standards
from assess.services.focus import instrument_of
from assess.web.clock import today
from assess.web.results import bp

KINDS = ("summary", "full", "plan", "blank")
SIZES = ("A4", "Letter")
LANGUAGES = ("es", "en")


@bp.get("/<uuid:visit_id>")
@permission("result.read")
def show(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Everything that a visit found; marked as preliminary until it is final."""
    visit = readable(visit_id)
    return render_template("results/show.html", visit=visit, report=_scorecard(visit))


@bp.get("/<uuid:visit_id>.pdf")
@permission("result.read")
def pdf(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The same on paper. `kind` "blank" is the checklist of the visit, still to be filled in."""
    visit = readable(visit_id)
    kind, size, lang = _chosen("kind", KINDS), _chosen("size", SIZES), _chosen("lang", LANGUAGES, language())
    from assess import pdf as paper  # the PDF library: only where something is printed

    if kind == "blank":
        facility = scorecards.facts_of(visit.facility)
        content = paper.render_blank(instrument_of(visit), lang, size, facility=facility, demo=_demo())
    else:
        content = paper.render(_scorecard(visit), lang, kind, size)
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

    content = paper.render_blank(standards.get_version(version.id), lang, size, demo=_demo())
    return _file(content, "blank", version.instrument_id, version.version)


def readable(visit_id: uuid.UUID) -> Visit:
    """The visit, when the person may read its result; what is not final only who may read the visit itself."""
    visit = obtain(me(), "result.read", Visit, visit_id)
    if not visit.is_final and not can(me(), "visit.read", visit):
        raise Hidden
    return visit


def _scorecard(visit: Visit) -> Scorecard:
    asked = request.args.get("revision", "")
    if asked and not re.fullmatch("[0-9]{1,4}", asked):
        raise RuleBroken(N_("This visit has no result with the number {revision}. Choose one of those listed."),
                         revision=asked[:20])  # fmt: skip
    return scorecards.build(visit, on=today(), demo=_demo(), full=True, revision=int(asked) if asked else None)


def _demo() -> bool:
    return bool(current_app.extensions["settings"].demo)


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
