"""Which language a page speaks: the person's own, else the cookie's, else the browser's, else Spanish."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale, get_translations
from flask_login import current_user

from assess.wording import LOCALES, Wording

LANGUAGES = (("es", "Español"), ("en", "English"))
babel = Babel()
#: Read once: parsing the name of a locale takes longer than finding out whose it is.
_LOCALES = {language: Locale.parse(name) for language, name in LOCALES.items()}


def language() -> str:
    """ "es" or "en"."""
    return "en" if str(get_locale() or "es").startswith("en") else "es"


def wording() -> Wording:
    """The catalogue of this request for code that has no request of its own."""
    return Wording(language())


def _choose() -> Locale:
    if not has_request_context():
        return _LOCALES["es"]
    chosen = session.get("language")
    if not chosen and current_user.is_authenticated:
        chosen = current_user.user.language
    if not chosen:
        chosen = request.accept_languages.best_match(["es", "en"], default="es")
    return _LOCALES.get(chosen, _LOCALES["es"])


def _catalogue() -> Any:
    """The catalogue of this request, found once: a page asks for hundreds of texts, and its language never changes."""
    if not has_request_context():
        return get_translations()
    if (found := request.environ.get("assess.catalogue")) is None:
        found = request.environ["assess.catalogue"] = get_translations()
    return found


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=_choose)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES})
