"""Whether the service answers and its database too; for supervisors of processes, without any detail."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from assess.http.permissions import public
from assess.models import db

bp = Blueprint("health", __name__)


@bp.get("/health")
@public
def show() -> ResponseReturnValue:
    """200 when the database answers; the error handlers make it 503 when it does not."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")
