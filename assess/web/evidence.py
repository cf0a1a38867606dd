"""Evidence on pages: the pictures themselves, adding one without a script, taking one away."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import Hidden, obtain
from assess.core.merge import EXIT
from assess.core.rules import RuleBroken
from assess.http import arrivals
from assess.http.clock import now
from assess.http.permissions import me, permission
from assess.http.transactions import changing, reads_first
from assess.imaging.limited import THUMBNAIL_TYPE
from assess.models import Evidence, Visit, db
from assess.services import audit, evidence
from assess.services.evidence.rules import check_may_add
from assess.web.visits.pieces import EvidenceForm, panel
from assess.web.visits.planning import identifier
from assess.web.visits.scoring import render_criterion
from assess.web.visits.sheet import sheet_of

bp = Blueprint("evidence", __name__, url_prefix="/visits/<uuid:visit_id>")
#: Nothing in a file that somebody sent may run, load or be framed (P26).
POLICY = "sandbox; default-src 'none'"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
#: Looking at the same thing again within this time is one look in the audit chain.
ONE_LOOK = timedelta(minutes=15)
MOST_LOOKS = 10_000


@bp.get("/evidence/<uuid:evidence_id>")
@permission("evidence.read")
def show(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> ResponseReturnValue:
    """What was made of the file, under a name of ours and a type of ours."""
    visit, piece = _piece(visit_id, evidence_id)
    content = evidence.content_of(arrivals.storage(), piece)
    sent = _sent(content, piece.media_type, f"evidence-{piece.id}.{ENDINGS[piece.media_type]}")
    _note_look(visit, str(piece.id))
    return sent


@bp.get("/evidence/<uuid:evidence_id>/thumbnail")
@permission("evidence.read")
def thumbnail(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> ResponseReturnValue:
    """The small picture. Looking at those of one visit is one look."""
    visit, piece = _piece(visit_id, evidence_id)
    if not piece.thumbnail_sha256:
        raise Hidden
    content = evidence.thumbnail_of(arrivals.storage(), piece)
    sent = _sent(content, THUMBNAIL_TYPE, f"evidence-{piece.id}-small.jpg")
    _note_look(visit, "thumbnails")
    return sent


def _piece(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> tuple[Visit, Evidence]:
    visit = obtain(me(), "evidence.read", Visit, visit_id)
    piece = evidence.piece_of(visit, evidence_id)
    if piece is None or not evidence.sees(visit, piece.author_id, me()):
        raise Hidden
    return visit, piece


def _sent(content: bytes, media_type: str, name: str) -> Response:
    g.content_security_policy = POLICY
    answer = Response(content, mimetype=media_type)
    shown = "attachment" if media_type == "application/pdf" else "inline"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _note_look(visit: Visit, what: str) -> None:
    """Before anything is shown, one entry for each look (P34); this process remembers the last ones."""
    looks: dict[tuple[str, str, str], datetime] = current_app.extensions.setdefault("evidence_looks", {})
    look, at = (str(me().id), str(visit.id), what), now()
    if at - looks.get(look, datetime.min.replace(tzinfo=UTC)) < ONE_LOOK:
        return
    with changing():
        audit.record("evidence.read", by=me(), at=at, thing=visit, what=what)
    if len(looks) >= MOST_LOOKS:
        looks.clear()
    looks[look] = at


@bp.post("/criteria/<code>/evidence")
@reads_first
@permission("visit.score")
def add(visit_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """The form without a script: the whole file at once, through the same rules as a device."""
    visit = obtain(me(), "visit.score", Visit, visit_id)
    sheet_of(visit, code)  # Hidden for a code that this visit does not look at
    check_may_add(visit, code, me().id)
    form = EvidenceForm()
    if form.validate():
        try:
            _take(visit, code, form)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(_("The file is kept."), "ok")
            return redirect(url_for("visits.criterion", visit_id=visit_id, code=code, _anchor="evidence"))
    sheet = sheet_of(visit, code)
    return render_criterion(sheet, panel(sheet, form))


def _take(visit: Visit, code: str, form: EvidenceForm) -> None:
    """RuleBroken with the place at fault. Sending the same form twice keeps the file once."""
    submission = identifier(form.submission.data or "")
    content = request.files["file"].read()
    sha256 = hashlib.sha256(content).hexdigest()
    told = evidence.Announcement(
        id=uuid.uuid5(submission, sha256),
        criterion=code,
        kind="file" if content.startswith(b"%PDF-") else "photo",
        sha256=sha256,
        size=len(content),
        author=me().id,
        device=f"desk:{submission}",
        claimed_at=now(),
        caption=form.caption.data or "",
        no_person=bool(form.no_person.data),
    )
    status = arrivals.announce(visit, told)
    if status.status == evidence.RECEIVING:
        status = arrivals.take(visit, told.id, 0, content)
    if status.broken:
        raise RuleBroken(status.broken.message, field=status.broken.field or "file", **status.broken.params)


@bp.post("/evidence/<uuid:evidence_id>/remove")
@permission("visit.score")
def remove(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> ResponseReturnValue:
    """Take a piece away; it stays in the history and can be put back."""
    return _set_removed(visit_id, evidence_id, True)


@bp.post("/evidence/<uuid:evidence_id>/restore")
@permission("visit.score")
def restore(visit_id: uuid.UUID, evidence_id: uuid.UUID) -> ResponseReturnValue:
    """Put a piece back that was taken away."""
    return _set_removed(visit_id, evidence_id, False)


def _set_removed(visit_id: uuid.UUID, evidence_id: uuid.UUID, removed: bool) -> ResponseReturnValue:
    visit = obtain(me(), "visit.score", Visit, visit_id)
    row = evidence.piece_of(visit, evidence_id)
    if row is None or not evidence.sees(visit, row.author_id, me()):
        raise Hidden
    piece = next(one for one in evidence.pieces(visit, row.criterion) if one.row.id == row.id)
    evidence.set_removed(visit, piece, removed, by=me(), at=now())
    db.session.commit()
    flash(_("The file is taken away. It can be put back.") if removed else _("The file is back."), "ok")
    if piece.row.criterion == EXIT:
        return redirect(url_for("visits.show", visit_id=visit_id))
    return redirect(url_for("visits.criterion", visit_id=visit_id, code=piece.row.criterion, _anchor="evidence"))
