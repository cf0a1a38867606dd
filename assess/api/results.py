"""The scorecard of a visit for other programs: the same record that page and PDF show."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from assess.exporters.scorecard_json import scorecard_json
from assess.http import scorecards
from assess.http.permissions import permission

bp = Blueprint("api_results", __name__, url_prefix="/api/v1/visits")
MEXICO = ZoneInfo("America/Mexico_City")


@bp.get("/<uuid:visit_id>/scorecard")
@permission("result.read")
def show(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The final result, or `?revision=` of an amended one; a preliminary one for who may read the visit itself."""
    visit = scorecards.readable(visit_id)
    return jsonify(scorecard_json(scorecards.asked(visit, on=datetime.now(MEXICO).date())))
