"""The instruments for other programs: which there are, and each as its file has it."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from assess.access import Hidden
from assess.core.rules import RuleBroken
from assess.http.permissions import permission
from assess.models import InstrumentVersion
from assess.services import standards

bp = Blueprint("api_instruments", __name__, url_prefix="/api/v1/instruments")


@bp.get("")
@permission("instrument.read")
def index() -> ResponseReturnValue:
    """Every loaded version, by instrument and newest first."""
    return jsonify(instruments=[_summary(version) for version in standards.versions()])


@bp.get("/<instrument_id>")
@permission("instrument.read")
def show(instrument_id: str) -> ResponseReturnValue:
    """One version with its whole content; the newest unless `?version=` names another."""
    try:
        row = standards.version_of(instrument_id, request.args.get("version") or None)
    except RuleBroken as broken:
        raise Hidden from broken
    return jsonify(**_summary(row), document=json.loads(row.content))


def _summary(row: InstrumentVersion) -> dict[str, Any]:
    return {
        "id": row.instrument_id,
        "version": row.version,
        "title": {"es": row.title_es, "en": row.title_en},
        "status": row.status,
        "specification": row.specification,
        "criteria": row.criteria,
        "facility_types": row.facility_types.split(),
        "sha256": row.sha256,
        "loaded_at": row.loaded_at.isoformat(),
    }
