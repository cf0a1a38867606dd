"""One form for each step in the life of an action. The service judges what they hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from assess.models import Action
from assess.services.plans import TEXT_LIMIT
from assess.web.forms import BaseForm

WHO_LIMIT = 160
NOT_CHECKED = "NE"

_no_date = _l("Enter the date as year, month and day, for example 2027-01-31.")


def _short(limit: int) -> Length:
    return Length(max=limit, message=_l("Use at most %(max)d characters here."))


class Day(DateField):
    """A date; what was typed stays in the field when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_no_date)) from None


class StepForm(BaseForm):
    """What every step carries: the revision of the action that the page showed."""

    revision = HiddenField()

    def fill(self, action: Action) -> None:
        """Begin from what is known."""
        self.revision.data = str(action.revision)
        for name in ("who", "what", "due_on"):
            if name in self._fields:
                self._fields[name].data = getattr(action, name)

    def seen(self) -> int:
        """The revision that the person had before them; 0, which fits none, when it is no number."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def details(self) -> dict[str, Any]:
        """The arguments of `plans.take_step`."""
        names = ("who", "what", "due_on", "text", "resources", "evidence_expected")
        return {name: self._fields[name].data for name in names if name in self._fields}


def _who() -> StringField:
    return StringField(
        _l("In charge"),
        [DataRequired(_l("Write who is in charge of this action.")), _short(WHO_LIMIT)],
        description=_l("A person or an area of the facility."),
    )


class AgreeForm(StepForm):
    what = TextAreaField(_l("What will be done"), [_short(TEXT_LIMIT)])
    who = _who()
    due_on = Day(
        _l("Date"),
        [DataRequired(_no_date)],
        description=_l("The one proposed or an earlier one; only the authority grants a later one."),
    )
    resources = TextAreaField(_l("What it needs"), [_short(TEXT_LIMIT)])
    evidence_expected = TextAreaField(_l("What will show that it is done"), [_short(TEXT_LIMIT)])
    proposed_on: date | None = None

    def fill(self, action: Action) -> None:
        super().fill(action)
        self.resources.data, self.evidence_expected.data = action.resources, action.evidence_expected

    def details(self) -> dict[str, Any]:
        """A date that is left as proposed is no change of date."""
        found = super().details()
        if found["due_on"] == self.proposed_on:
            found["due_on"] = None
        return found


class AssignForm(StepForm):
    who = _who()


class StartForm(StepForm):
    pass


class ReportDoneForm(StepForm):
    text = TextAreaField(
        _l("What was done and where the evidence is"),
        [DataRequired(_l("Write what was done and where the evidence is.")), _short(TEXT_LIMIT)],
        description=_l("No names of children."),
    )


class VerifyForm(StepForm):
    level = RadioField(_l("Level found"), [InputRequired(_l("Choose the level that you found."))], choices=[])
    text = TextAreaField(
        _l("What you checked and what you found"),
        [DataRequired(_l("Write what you checked and what you found.")), _short(TEXT_LIMIT)],
        description=_l("No names of children."),
    )

    def offer(self) -> None:
        self.level.choices = [
            ("0", "0 · " + _("Not met")),
            ("1", "1 · " + _("Partly met, with risk")),
            ("2", "2 · " + _("Mostly met")),
            ("3", "3 · " + _("Fully met, with evidence")),
            (NOT_CHECKED, _("Could not be checked: the action stays as it is")),
        ]

    def details(self) -> dict[str, Any]:
        level = self.level.data
        return super().details() | {"level": int(level) if level in ("0", "1", "2", "3") else None}


class _DateAndReason(StepForm):
    due_on = Day(_l("New date"), [DataRequired(_no_date)])
    text = TextAreaField(_l("Reason"), [DataRequired(_l("Write the reason.")), _short(TEXT_LIMIT)])

    def fill(self, action: Action) -> None:
        self.revision.data = str(action.revision)


class ExtendForm(_DateAndReason):
    pass


class ReopenForm(_DateAndReason):
    pass


class CancelForm(StepForm):
    text = TextAreaField(_l("Reason"), [DataRequired(_l("Write the reason.")), _short(TEXT_LIMIT)])


#: In the order in which a page offers them: first what moves the action on.
FORMS: dict[str, type[StepForm]] = {
    "agree": AgreeForm,
    "start": StartForm,
    "report_done": ReportDoneForm,
    "verify": VerifyForm,
    "reopen": ReopenForm,
    "extend": ExtendForm,
    "assign": AssignForm,
    "cancel": CancelForm,
}


def form_for(verb: str, action: Action) -> StepForm:
    """The form of a step, bound to the request when that step was sent, with ids of its own on the page."""
    form = FORMS[verb](prefix=verb)
    if isinstance(form, VerifyForm):
        form.offer()
    if isinstance(form, AgreeForm):
        form.proposed_on = action.due_on
    return form
