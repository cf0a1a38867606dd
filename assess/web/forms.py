"""What all forms share: stripped text, the CSRF token, and rules that put their sentence beside the field."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # stubs older than WTForms

from assess.core.rules import RuleBroken
from assess.http.language import wording


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):
    class Meta(FlaskForm.Meta):
        @property
        def locales(self) -> list[str]:
            return [str(get_locale() or "es")]

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = [*unbound_field.kwargs.get("filters", []), strip]
            return unbound_field.bind(form=form, filters=filters, **options)

    def refuse(self, broken: RuleBroken) -> None:
        """Put the sentence of a broken rule beside its field, or at the top when it belongs to none."""
        sentence = wording().broken(broken)
        field = self._fields.get(broken.field or "")
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]
