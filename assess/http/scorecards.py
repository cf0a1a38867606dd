"""Which scorecard a request asks for, the same for page, PDF and API."""

from __future__ import annotations

import re
import uuid
from datetime import date

from flask import current_app, request

from assess.access import Hidden, can, obtain
from assess.core.report import Scorecard
from assess.core.rules import N_, RuleBroken
from assess.http.permissions import me
from assess.models import Visit
from assess.services import scorecards


def readable(visit_id: uuid.UUID) -> Visit:
    """The visit, when the person may read its result; what is not final only who may read the visit itself."""
    visit = obtain(me(), "result.read", Visit, visit_id)
    if not visit.is_final and not can(me(), "visit.read", visit):
        raise Hidden
    return visit


def asked(visit: Visit, *, on: date) -> Scorecard:
    """The whole scorecard of a visit, or that of `?revision=`. RuleBroken for a revision that is not there."""
    revision = request.args.get("revision", "")
    if revision and not re.fullmatch("[0-9]{1,4}", revision):
        raise RuleBroken(
            N_("This visit has no result with the number {revision}. Choose one of those listed."),
            revision=revision[:20],
        )
    return scorecards.build(visit, on=on, demo=demo(), full=True, revision=int(revision) if revision else None)


def demo() -> bool:
    """Whether everything shown is fictitious and has to say so."""
    return bool(current_app.extensions["settings"].demo)
