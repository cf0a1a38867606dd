"""What is compared, chosen by GET."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from assess.http.language import language, wording
from assess.services import comparisons
from assess.services.comparisons import Filters, Offer, Population
from assess.web.comparison.pictures import CLEAR, COVERAGE, MEAN
from assess.web.forms import BaseForm

#: Names in the query string -> fields of Filters.
NAMES = {"instrument": "instrument_id", "group": "group", "type": "type_code", "size": "size", "sector": "sector"}


class FilterForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    instrument = SelectField(_l("Instrument"), validate_choice=False)
    group = SelectField(_l("Kind of facility"), validate_choice=False)
    type = SelectField(_l("Type of facility"), validate_choice=False)
    size = SelectField(_l("Size"), validate_choice=False)
    sector = SelectField(_l("Sector"), validate_choice=False)
    measure = SelectField(_l("Shown on the map"), validate_choice=False)


def filters_of(asked: MultiDict[str, str]) -> Filters:
    return Filters(**{field: asked.get(name, "")[:80] for name, field in NAMES.items()})


def chosen(asked: MultiDict[str, str]) -> dict[str, str]:
    """The filters that are set, for links that keep them."""
    return {name: asked[name] for name in NAMES if asked.get(name)}


def filter_form(asked: MultiDict[str, str], offer: Offer, compared: Population, *, refused: bool = False) -> FilterForm:
    """The form with what can be chosen, set to what is compared; a refused one stays as it was asked for."""
    form, every = FilterForm(asked), ("", _("All"))
    form.instrument.choices = [(v.instrument_id, v.title[language()]) for v in offer.instruments]
    form.group.choices = [(group, comparisons.group_word(group, wording())) for group in offer.groups]
    form.type.choices = [every, *((t.code, t.name[language()]) for t in offer.types)]
    form.size.choices = [every, *((code, wording()(word)) for code, word in comparisons.SIZES.items())]
    form.sector.choices = [every, *((code, wording()(word)) for code, word in comparisons.SECTORS.items())]
    form.measure.choices = [
        (CLEAR, _("Without critical failure")),
        (MEAN, _("Mean score")),
        (COVERAGE, _("Coverage")),
    ]
    if not refused or not form.instrument.data:
        form.instrument.data = compared.instrument_id
    if not refused or not form.group.data:
        form.group.data = compared.group
    if len(offer.groups) < 2:
        del form.group
    for field in form:
        if field.data and field.data not in dict(field.choices):
            field.choices = [*field.choices, (field.data, field.data)]
    return form
