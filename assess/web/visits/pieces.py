"""What the page of a criterion shows of its evidence, and the form that adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from assess.core.merge import Current, Key
from assess.core.rules import RuleBroken
from assess.http.permissions import me
from assess.models import Visit, new_id
from assess.services import evidence
from assess.services.evidence.rules import CAPTION_LIMIT, check_may_add
from assess.web.forms import BaseForm
from assess.web.visits.sheet import Sheet


class EvidenceForm(BaseForm):
    """The names are those that the rules of evidence give."""

    submission = HiddenField()
    file = FileField(
        _l("Photo or PDF"),
        description=_l("JPEG, PNG, WebP or PDF, 15 MB at most. Place and device are removed from it."),
        validators=[FileRequired(_l("Choose a file."))],
    )
    caption = StringField(_l("What it shows"), validators=[Length(max=CAPTION_LIMIT)])
    no_person = BooleanField(_l("No person and no identity document is seen"))


@dataclass(frozen=True, slots=True)
class Panel:
    """The evidence of one criterion. `form` is None for who may not add to it."""

    kept: list[evidence.Piece]
    removed: list[evidence.Piece]
    form: EvidenceForm | None


def panel(sheet: Sheet, form: EvidenceForm | None = None) -> Panel:
    return panel_of(sheet.visit, sheet.code, sheet.standing.state, form)


def panel_of(visit: Visit, code: str, state: Mapping[Key, Current], form: EvidenceForm | None = None) -> Panel:
    """`form` when it was refused; otherwise an empty one for who may add evidence here."""
    found = evidence.pieces(visit, code, state=state, for_=me())
    form = (form or EvidenceForm(formdata=None, submission=str(new_id()))) if may_add(visit, code) else None
    return Panel([one for one in found if not one.removed], [one for one in found if one.removed], form)


def may_add(visit: Visit, code: str) -> bool:
    """Whether this person may add evidence to this criterion now."""
    try:
        check_may_add(visit, code, me().id)
    except RuleBroken:
        return False
    return True
