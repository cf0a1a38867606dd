"""Sentences from the catalogues for code that has no request: pdf, command line, exports, explanations."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from assess.core.rules import RuleBroken

CATALOGUES = Path(__file__).parent / "translations"
LOCALES = {"es": "es_MX", "en": "en"}


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])


class Wording:
    """Call it with an English message id and the values of its `{name}` places."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LOCALES else "es"
        #: Babel locale for dates and numbers: es_MX writes 1,234.5, plain es would write 1.234,5.
        self.locale = LOCALES[self.language]

    def __call__(self, message: str, **params: object) -> str:
        text = _catalogue(self.language).gettext(message) if message else ""
        return text.format(**params) if params else text

    def plural(self, one: str, many: str, number: int, **params: object) -> str:
        """The right plural form; `{number}` is always filled."""
        text = _catalogue(self.language).ngettext(one, many, number)
        return text.format(number=number, **params)

    def broken(self, rule: RuleBroken) -> str:
        """The sentence of a broken rule. Parameters that are themselves catalogue ids are not translated again."""
        return self(rule.message, **rule.params) if rule.params else self(rule.message)
