"""The forms of the registry. They hold text as typed; the service reads it and says what is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from assess import geo
from assess.core.profile import COUNTS
from assess.core.rules import RuleBroken
from assess.models import Facility
from assess.services.facilities import FIELDS, LOCATING
from assess.services.facilities.values import COLUMNS, parse_day
from assess.web.facilities import words
from assess.web.forms import BaseForm

AGES = ("0", "1_5", "6_11", "12_17")


class FilterForm(BaseForm):
    """Over the list, by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    text = StringField(_l("Name, folio or municipality"))
    state = SelectField(_l("State"), validate_choice=False)
    type = SelectField(_l("Type of facility"), validate_choice=False)
    sector = SelectField(_l("Sector"), validate_choice=False)
    size = SelectField(_l("Size"), validate_choice=False)
    legal = SelectField(_l("Legal status"), validate_choice=False)
    standing = SelectField(_l("Open or closed"), validate_choice=False, default="open")


class FacilityForm(BaseForm):
    """A new facility, or the correction of one: then it carries its revision and leaves the state alone."""

    revision = HiddenField()
    name = StringField(_l("Name"), [DataRequired(_l("Write the name of the facility."))])
    folio = StringField(
        _l("Folio of the national register"), description=_l("As the RNCAS shows it; empty while there is none.")
    )
    type_code = SelectField(
        _l("Type of facility"), [DataRequired(_l("Choose the type of facility."))], validate_choice=False
    )
    sector = SelectField(_l("Sector"), validate_choice=False)
    state_code = SelectField(_l("State"), [DataRequired(_l("Choose the state."))], validate_choice=False)
    municipality = StringField(_l("Municipality"), description=_l("Its name, or its five-digit INEGI key."))
    capacity = StringField(_l("Authorised places"))
    opened_on = StringField(_l("Opened on"))
    director_name = StringField(_l("Director"))
    email = StringField(_l("E-mail"))
    telephone = StringField(_l("Telephone"))
    address = StringField(_l("Address"))
    latitude = StringField(_l("Latitude"), description=_l("In degrees, such as 25.4232."))
    longitude = StringField(_l("Longitude"), description=_l("In degrees, negative in Mexico, such as -101.0053."))

    def offer(self, *, states: words.Choices | None, locating: bool) -> None:
        """Fill the lists; without states the facility keeps its own, without `locating` its place is not asked for."""
        blank = ("", "—")
        self.type_code.choices = [blank, *words.types()]
        self.sector.choices = [blank, *words.sectors().items()]
        if states is None:
            del self.state_code
        else:
            self.state_code.choices = [blank, *states]
        for name in LOCATING if not locating else ():
            del self[name]

    def show(self, facility: Facility) -> None:
        """What is registered, as it would be typed."""
        for name, text in written(facility).items():
            if name in self:
                self[name].data = text
        self.revision.data = str(facility.revision)

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the service."""
        return {name: self[name].data or "" for name in FIELDS if name in self}


def written(facility: Facility) -> dict[str, str]:
    """Each field of a facility as text, ready to be read again."""
    found = {}
    for name, column in zip(FIELDS, COLUMNS, strict=True):
        value = getattr(facility, column)
        if name == "municipality":
            value = _municipality(facility)
        found[name] = "" if value is None else str(value)
    return found


def _municipality(facility: Facility) -> str:
    """Its name; its key where the name alone would not be found again."""
    if facility.municipality is None:
        return ""
    found = geo.find_municipality(facility.state_code, facility.municipality.name)
    return facility.municipality.name if found else facility.municipality.code


def day_in(form: BaseForm, name: str) -> date:
    """The date in a field; RuleBroken beside that field when it is none."""
    try:
        return parse_day(form[name].data or "")
    except RuleBroken as broken:
        broken.field = name
        raise


class CloseForm(BaseForm):
    closed_on = StringField(_l("Closed on"), [DataRequired(_l("Write the day on which the facility closed."))])
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Write why the facility closed."))])


class ProfileForm(BaseForm):
    """Everything counted on one day; an empty field was not counted, which is not the same as 0."""

    valid_on = StringField(_l("Counted on"), [DataRequired(_l("Write the day of the count."))])
    capacity = StringField(_l("Places"))
    girls_0 = StringField(_l("Girls under 1"))
    girls_1_5 = StringField(_l("Girls aged 1 to 5"))
    girls_6_11 = StringField(_l("Girls aged 6 to 11"))
    girls_12_17 = StringField(_l("Girls aged 12 to 17"))
    boys_0 = StringField(_l("Boys under 1"))
    boys_1_5 = StringField(_l("Boys aged 1 to 5"))
    boys_6_11 = StringField(_l("Boys aged 6 to 11"))
    boys_12_17 = StringField(_l("Boys aged 12 to 17"))
    unaccompanied = StringField(_l("Unaccompanied, of them"))
    disability = StringField(_l("With a disability, of them"))
    staff_morning = StringField(_l("Carers in the morning"))
    staff_afternoon = StringField(_l("Carers in the afternoon"))
    staff_night = StringField(_l("Carers at night"))
    note = TextAreaField(_l("Note"), description=_l("No names and no file numbers of children, here or anywhere else."))

    def counts(self) -> dict[str, int | str | None]:
        """Whole numbers, None where nothing was written, and the text where it is no number: the service refuses it."""
        found: dict[str, int | str | None] = {"note": self.note.data or ""}
        for name in ("capacity", *COUNTS):
            text = self[name].data or ""
            found[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text or None
        return found


class LegalForm(BaseForm):
    revision = HiddenField()
    status = SelectField(_l("Standing"), [DataRequired(_l("Choose a status from the list."))], validate_choice=False)
    number = StringField(_l("Number of the paper"))
    authority = StringField(_l("Authority that issued it"))
    issued_on = StringField(_l("Issued on"))
    expires_on = StringField(_l("Expires on"))


class UploadForm(BaseForm):
    file = FileField(_l("File"), description=_l("CSV or XLSX, 10 MB at most."))
