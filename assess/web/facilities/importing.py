"""Import in three steps: send the file, see what it would do, let it happen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assess import geo
from assess.access import Hidden
from assess.core.rules import N_, RuleBroken
from assess.http.clock import now
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.importers import facilities as importer
from assess.importers import kept as uploads
from assess.importers.facilities.columns import REQUIRED, label
from assess.importers.kept import Kept
from assess.models import db
from assess.services.facilities import FIELDS
from assess.services.facilities.values import COLUMNS
from assess.web.facilities import bp
from assess.web.facilities.forms import UploadForm

_FIELD_OF = dict(zip(COLUMNS, FIELDS, strict=True))


def _folder() -> Path:
    return Path(current_app.instance_path) / "imports"


@bp.route("/import", methods=["GET", "POST"])
@permission("facility.write")
def upload() -> ResponseReturnValue:
    """Take a file in; nothing of the registry changes yet."""
    form = UploadForm()
    if form.validate_on_submit():
        owner = me().id
        db.session.rollback()  # reading a file takes its time: nobody else waits for the database meanwhile
        try:
            if not form.file.data:
                raise RuleBroken(N_("Choose a file."), field="file")
            kept = uploads.keep(_folder(), form.file.data.stream, form.file.data.filename or "", owner=owner, at=now())
        except RuleBroken as broken:
            broken.field = "file"
            form.refuse(broken)
        else:
            return redirect(url_for("facilities.preview", token=kept.token))
    headings = [(label(name, language()), name in REQUIRED) for name in FIELDS]
    return render_template("facilities/upload.html", form=form, headings=headings), 422 if form.errors else 200


@bp.get("/import/<token>")
@permission("facility.write")
def preview(token: str) -> ResponseReturnValue:
    """What the file would do, and which column means what."""
    return _preview(_own(token), request.args)


@bp.post("/import/<token>")
@permission("facility.write")
def apply(token: str) -> ResponseReturnValue:
    """Let it happen: all of it, or nothing when a row is at fault."""
    kept = _own(token)
    if kept.table.is_guessed and not request.form.get("encoding_is_right"):
        return _preview(kept, request.form, unconfirmed=True), 422
    try:
        outcome = importer.apply(kept.table, _mapping(kept, request.form), sha256=kept.sha256, by=me(), at=now())
    except RuleBroken:
        db.session.rollback()
        return _preview(kept, request.form), 422
    if outcome.faulty:
        db.session.rollback()
        return _preview(kept, request.form, outcome), 422
    db.session.commit()
    uploads.discard(_folder(), kept)
    flash(_told(outcome), "ok")
    return redirect(url_for("facilities.index"))


@bp.post("/import/<token>/discard")
@permission("facility.write")
def discard(token: str) -> ResponseReturnValue:
    """Forget an upload."""
    uploads.discard(_folder(), _own(token))
    flash(_("The file was discarded. Nothing was imported."), "info")
    return redirect(url_for("facilities.upload"))


def _own(token: str) -> Kept:
    kept = uploads.find(_folder(), token, owner=me().id, at=now())
    if kept is None:
        raise Hidden
    return kept


def _mapping(kept: Kept, given: Mapping[str, str]) -> dict[str, int]:
    """As corrected by the person once the form was used, else as guessed."""
    if "mapped" not in given:
        return importer.guess(kept.table.header)
    width = len(kept.table.header)
    chosen = {name: given.get(name, "") for name in FIELDS}
    numbers = {name: int(text) for name, text in chosen.items() if text.isascii() and text.isdigit() and len(text) < 4}
    return {name: number for name, number in numbers.items() if number < width}


def _preview(
    kept: Kept, given: Mapping[str, str], outcome: importer.Outcome | None = None, unconfirmed: bool = False
) -> str:
    mapping = _mapping(kept, given)
    missing = ""
    if outcome is None:
        try:
            outcome = importer.examine(kept.table, mapping, by=me(), at=now())
        except RuleBroken as broken:
            missing = wording().broken(broken)
    return render_template(
        "facilities/preview.html",
        kept=kept,
        outcome=outcome,
        missing=missing,
        mapping=mapping,
        fields=[(name, label(name, language()), name in REQUIRED) for name in FIELDS],
        columns=[(number, heading) for number, heading in enumerate(kept.table.header) if heading],
        unmapped=importer.unmapped(kept.table.header, mapping),
        faults=_faults(outcome),
        to_add=_shown(outcome.to_add if outcome else ()),
        to_change=_shown(outcome.to_change if outcome else ()),
        samples=kept.table.samples() if kept.table.is_guessed else [],
        unconfirmed=unconfirmed,
    )


def _faults(outcome: importer.Outcome | None) -> list[tuple[int, str, str]]:
    """Row, column and sentence."""
    say = wording()
    return [(fault.line, fault.heading, say.broken(fault.broken)) for fault in outcome.faults] if outcome else []


def _shown(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "line": row.line,
            "name": row.name,
            "state": geo.state(row.state_code).name[language()],
            "changed": ", ".join(label(_FIELD_OF[name], language()) for name in row.changed),
        }
        for row in rows
    ]


def _told(outcome: importer.Outcome) -> str:
    added = ngettext("%(num)d facility added", "%(num)d facilities added", outcome.added)
    changed = ngettext("%(num)d changed", "%(num)d changed", outcome.changed)
    same = ngettext("%(num)d was already so", "%(num)d were already so", outcome.unchanged)
    return _("Imported: %(added)s, %(changed)s, %(same)s.", added=added, changed=changed, same=same)
