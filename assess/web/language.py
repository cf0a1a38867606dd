"""The pages' name for `assess.http.language`."""

from assess.http.language import LANGUAGES, language, wording

__all__ = ["LANGUAGES", "language", "wording"]
