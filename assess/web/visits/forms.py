"""The forms around a visit. The scoring form is made from the criterion (scoring.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from assess import naming
from assess.core.profile import COUNTS
from assess.http.language import wording
from assess.web.forms import BaseForm

Choices = list[tuple[str, str]]
COUNTED = ("capacity", *COUNTS)


class Boxes(SelectMultipleField):
    """Several choices as a list of checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FilterForm(BaseForm):
    """Over the list, by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    text = StringField(_l("Facility"))
    state = SelectField(_l("State"), validate_choice=False)
    status = SelectField(_l("Where it stands"), validate_choice=False)
    kind = SelectField(_l("Kind of visit"), validate_choice=False)
    instrument = SelectField(_l("Instrument"), validate_choice=False)


class PlanForm(BaseForm):
    """The day and the team; with the rest for a visit that is new."""

    planned_on = DateField(
        _l("Day of the visit"),
        [InputRequired(_l("Choose the day of the visit."))],
        description=_l("The first day on site."),
    )
    announced = BooleanField(_l("The facility is told beforehand"))
    lead = SelectField(_l("Lead"), [DataRequired(_l("Choose who leads the visit."))], validate_choice=False)
    assessors = Boxes(_l("Assessors"), validate_choice=False)


class NewForm(PlanForm):
    instrument = SelectField(_l("Instrument"), [DataRequired(_l("Choose the instrument."))], validate_choice=False)
    kind = SelectField(_l("Kind of visit"), [DataRequired(_l("Choose the kind of visit."))], validate_choice=False)
    focus = Boxes(_l("Domains of a focused visit"), validate_choice=False, description=_l("Only for a focused visit."))


class StartForm(BaseForm):
    visited_on = DateField(
        _l("First day on site"),
        [InputRequired(_l("Choose the day."))],
        description=_l("The facility's newest count of that day becomes the visit's own copy."),
    )


class ReasonForm(BaseForm):
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Write the reason: it stays in the record of the visit."))])


class ProfileForm(BaseForm):
    """The counts as typed; the service says what is wrong with one. `bases` say which value the person saw."""

    submission = HiddenField()

    def counts(self) -> Iterable[tuple[str, Field]]:
        return ((name, self[name]) for name in COUNTED)

    def values(self) -> dict[str, Any]:
        """Whole numbers where they are written as such; any other text as it is, so that the rule can name it."""
        texts = {name: (field.data or "").strip() for name, field in self.counts()}
        return {name: int(t) if t.isascii() and t.isdigit() and len(t) < 8 else t or None for name, t in texts.items()}


class AmendmentForm(BaseForm):
    """The parts of an answer as they should have been, and why."""

    level = SelectField(_l("Level"), validate_choice=False)
    note = TextAreaField(_l("Note"), description=_l("No names of children or adolescents."))
    methods = Boxes(_l("How it was verified"), validate_choice=False)
    na_reason = SelectField(_l("Why it does not apply"), validate_choice=False)
    na_text = TextAreaField(_l("Why it does not apply, in words"))
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write why this correction is needed."))],
        description=_l("At least 20 characters. Whoever approves it reads it."),
    )


def _add_counts() -> None:
    """One field for each count of the profile, in the order of the method."""
    for name in COUNTED:
        setattr(ProfileForm, name, StringField(_l(naming.COUNTS[name])))


_add_counts()


def options(codes: Iterable[str], table: dict[str, str]) -> Choices:
    """Codes with their names in the reader's language."""
    w = wording()
    return [(code, w(table[code])) for code in codes]
