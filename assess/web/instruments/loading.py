"""Loading a standard of one's own: checked as a whole, shown, and stored only when the person confirms."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import db
from assess.services import standards
from assess.standards.check import Checked, Loaded, check_bytes, loaded
from assess.standards.source import MAX_BYTES
from assess.web.forms import BaseForm
from assess.web.instruments import bp
from assess.web.instruments.search import confidence_counts


class UploadForm(BaseForm):
    file = FileField(
        _l("Instrument file"),
        [FileRequired(_l("Choose the file first."))],
        description=_l("YAML or JSON in the layout of the bundled instruments, up to 2 MB."),
    )


class ConfirmForm(BaseForm):
    """Carries the checked file to the second step; it is checked again there."""

    packed = HiddenField()


@bp.route("/load", methods=["GET", "POST"])
@permission("instrument.load")
def load() -> ResponseReturnValue:
    """Check a file: every fault with its place and the way out, or what would be loaded."""
    form, faults = UploadForm(), []
    if form.validate_on_submit():
        raw = form.file.data.read(MAX_BYTES + 1)
        checked = check_bytes(raw)
        if checked.errors:
            faults = told(checked)
        else:
            return _preview(raw, checked)
    return render_template("instruments/load.html", form=form, faults=faults), 422 if form.errors or faults else 200


def told(checked: Checked) -> list[dict[str, Any]]:
    """Faults with their sentences in the reader's language, in the order of the file."""
    w = wording()
    return [
        {
            "line": fault.place.line,
            "column": fault.place.column,
            "severity": fault.severity,
            "message": w(fault.message, **fault.params),
            "fix": w(fault.fix, **fault.params),
        }
        for fault in checked.faults
    ]


def _preview(raw: bytes, checked: Checked) -> ResponseReturnValue:
    found = loaded("", checked)
    form = ConfirmForm(formdata=None, packed=pack(raw))
    refusal = _refusal(found)
    page = render_template(
        "instruments/confirm.html",
        form=form,
        refusal=refusal,
        there=standards.find(found.document.id, found.document.version),
        instrument=found.instrument,
        counts=confidence_counts(found.instrument),
        warnings=told(checked),
    )
    return page, 422 if refusal else 200


def _refusal(found: Loaded) -> str:
    """Why this version cannot be loaded, in a sentence; empty when it can."""
    try:
        standards.already(found)
    except RuleBroken as broken:
        return wording().broken(broken)
    return ""


@bp.post("/load/confirm")
@permission("instrument.load")
def confirm() -> ResponseReturnValue:
    """Store the file that was checked."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return redirect(url_for(".load"))
    raw = unpack(form.packed.data or "")
    checked = check_bytes(raw)
    if checked.errors:
        page = render_template("instruments/load.html", form=UploadForm(formdata=None), faults=told(checked))
        return page, 422
    version = standards.load_version(loaded("", checked), by=me(), at=now())
    db.session.commit()
    flash(_("%(id)s %(version)s is loaded.", id=version.instrument_id, version=version.version), "ok")
    return redirect(url_for(".show", instrument_id=version.instrument_id, version=version.version))


def pack(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw)).decode()


def unpack(text: str) -> bytes:
    """What `pack` made, never more than an instrument file may hold; empty for anything else."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MAX_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        return b""
