"""A text in the two languages that every instrument carries."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Spanish and English; neither is empty in a checked instrument."""

    es: str
    en: str

    def __getitem__(self, language: str) -> str:
        """The text in `language` ("es" or "en"; any other language reads English)."""
        return self.es if language == "es" else self.en
