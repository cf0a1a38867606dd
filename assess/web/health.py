"""Whether the service answers, for supervisors of processes; and how it fares, for administrators (P20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from assess.http.clock import now
from assess.http.identity import wants_json
from assess.http.permissions import permission, public
from assess.models import db
from assess.services import condition

bp = Blueprint("health", __name__)


@bp.get("/health")
@public
def show() -> ResponseReturnValue:
    """200 when the database answers; the error handlers make it 503 when it does not. No detail: anyone may ask."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


@bp.get("/health/details")
@permission("audit.read")
def details() -> ResponseReturnValue:
    """Room on the disk, the last backup, and what waits since when."""
    found = condition.read(Path(current_app.instance_path), at=now())
    if wants_json():
        return jsonify(_as_json(found))
    return render_template("health/details.html", found=found)


def _as_json(found: condition.Condition) -> dict[str, Any]:
    waiting = {"uploads": found.uploads, "quarantined": found.quarantined, "manifests": found.manifests}
    return {
        "at": found.at.isoformat(),
        "free_bytes": found.free,
        "last_backup_at": found.last_backup_at and found.last_backup_at.isoformat(),
        "waiting": {
            name: {"number": one.number, "oldest_at": one.oldest_at and one.oldest_at.isoformat()}
            for name, one in waiting.items()
        },
    }
