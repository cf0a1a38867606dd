"""The one exception of the domain: a rule of the method was broken, and its text is for the user."""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a message for the catalogues without translating it here."""
    return message


class RuleBroken(Exception):
    """A request that the method does not allow.

    `message` is an English catalogue id with `{name}` places, `params` fills them, `field` names the form field
    or the criterion code it is about, when there is one. Callers translate; `str()` gives the English sentence.
    """

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        self.message, self.params, self.field = message, params, field
        super().__init__(message.format(**params))
