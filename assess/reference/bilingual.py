"""A text in the two languages of the product, for the reference tables that are data and not catalogue messages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bilingual:
    """`text["es"]`, `text["en"]`, or the attributes of the same names."""

    es: str
    en: str

    def __getitem__(self, language: str) -> str:
        """The text in `es` or `en`; KeyError for any other language."""
        if language not in ("es", "en"):
            raise KeyError(language)
        return self.es if language == "es" else self.en
