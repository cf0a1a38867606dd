"""Reading instruments, and taking them away as files."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from assess import reference
from assess.access import Hidden
from assess.core.instrument import Instrument
from assess.core.rules import RuleBroken
from assess.core.text import Text
from assess.http.language import language
from assess.http.permissions import permission
from assess.models import InstrumentVersion
from assess.services import standards
from assess.standards.dump import to_json, to_yaml
from assess.web.instruments import bp
from assess.web.instruments.search import CriteriaForm, confidence_counts, find
from assess.web.instruments.words import MeasureInWords, measure_in_words
from assess.wording import Wording

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Format of a download -> ending of the file name and media type.
FORMATS = {
    "json": (".json", "application/json"),
    "yaml": (".yaml", "application/yaml"),
    "xlsx": (".xlsx", XLSX),
    "xlsform": ("-xlsform.xlsx", XLSX),
}


@dataclass(frozen=True, slots=True)
class Family:
    """An instrument as the list shows it: its newest version, and how many there are in all."""

    newest: InstrumentVersion
    versions: int
    confidence: dict[str, int]
    critical: int
    facility_types: list[str]


@bp.get("")
@permission("instrument.read")
def index() -> ResponseReturnValue:
    """Every instrument with its newest version."""
    by_id: dict[str, list[InstrumentVersion]] = {}
    for version in standards.versions():
        by_id.setdefault(version.instrument_id, []).append(version)
    families = sorted((_family(versions) for versions in by_id.values()), key=lambda f: -f.newest.criteria)
    return render_template("instruments/index.html", families=families, total=sum(f.newest.criteria for f in families))


def _family(versions: list[InstrumentVersion]) -> Family:
    newest = versions[0]
    instrument = standards.get_version(newest.id)
    return Family(
        newest,
        len(versions),
        confidence_counts(instrument),
        _critical(instrument),
        type_names(instrument.facility_types),
    )


def _critical(instrument: Instrument) -> int:
    return sum(c.critical for c in instrument.criteria.values())


def type_names(codes: frozenset[str]) -> list[str]:
    """The names of facility types in the reader's language, in the order of the reference list."""
    return [kind.name[language()] for kind in reference.facility_types() if kind.code in codes]


@bp.get("/<instrument_id>")
@permission("instrument.read")
def show(instrument_id: str) -> ResponseReturnValue:
    """One version, criterion by criterion; `?version=` names an older one, the rest filters."""
    row = version_or_404(instrument_id, request.args.get("version"))
    instrument = standards.get_version(row.id)
    form = CriteriaForm(request.args)
    found = find(instrument, form, language())
    return render_template(
        "instruments/show.html",
        row=row,
        instrument=instrument,
        form=form,
        found=found,
        shown=sum(len(criteria) for one in found for _standard, criteria in one.standards),
        counts=confidence_counts(instrument),
        critical=_critical(instrument),
        meanings=dict(instrument.confidence_levels),
        types={kind.code: kind.name[language()] for kind in reference.facility_types()},
        type_names=type_names(instrument.facility_types),
        measures=_measures(row.id, language()),
        original=_original(row),
        versions=[v for v in standards.versions() if v.instrument_id == instrument_id],
        clear_url=url_for(".show", instrument_id=instrument_id, version=request.args.get("version")),
    )


def version_or_404(instrument_id: str, version: str | None) -> InstrumentVersion:
    """The row of that version, or of the newest; Hidden when it is not loaded."""
    try:
        return standards.version_of(instrument_id, version or None)
    except RuleBroken as broken:
        raise Hidden from broken


@lru_cache(maxsize=32)
def _measures(version_id: uuid.UUID, language: str) -> dict[str, MeasureInWords]:
    """The measures of a version by criterion code; kept, since a version is never changed."""
    w, criteria = Wording(language), standards.get_version(version_id).criteria
    return {code: measure_in_words(c.measure, w) for code, c in criteria.items() if c.measure}


def _original(row: InstrumentVersion) -> dict[str, Any] | None:
    """How the source words its scale and its critical rule; None where the file does not say."""
    scoring = json.loads(row.content).get("scoring")
    if scoring is None:
        return None
    scale = {level: Text(**words) for level, words in scoring["scale"].items()}
    return {"scale": scale, "critical_rule": Text(**scoring["critical_rule"]), "confidence": scoring["confidence"]}


@bp.get("/<instrument_id>/download/<kind>")
@permission("instrument.read")
def download(instrument_id: str, kind: str) -> ResponseReturnValue:
    """The instrument as JSON, YAML, workbook or XLSForm."""
    row = version_or_404(instrument_id, request.args.get("version"))
    if kind not in FORMATS:
        raise Hidden
    ending, media_type = FORMATS[kind]
    return send_file(
        BytesIO(_written(row, kind)),
        mimetype=media_type,
        as_attachment=True,
        download_name=f"{row.instrument_id}-{row.version}{ending}",
    )


def _written(row: InstrumentVersion, kind: str) -> bytes:
    if kind in ("json", "yaml"):
        return (to_json if kind == "json" else to_yaml)(standards.document(row)).encode()
    instrument = standards.get_version(row.id)
    if kind == "xlsx":
        from assess.exporters.instrument_xlsx import workbook  # openpyxl: only for those who download

        return workbook(instrument, language())
    from assess.exporters.instrument_xlsform import workbook as form

    return form(instrument, {kind.code: Text(kind.name.es, kind.name.en) for kind in reference.facility_types()})
