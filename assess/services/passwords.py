"""What a password must be (P33): long, not common, not a word of this product or its people."""

from __future__ import annotations

import re
import secrets
import unicodedata

from assess.core.rules import N_, RuleBroken

SHORTEST, LONGEST = 12, 128
#: Words that people of this trade think of first; a password made of nothing else is refused.
_OWN_WORDS = (
    "assess",
    "unicef",
    "dif",
    "sndif",
    "procuraduria",
    "albergue",
    "mexico",
    "contrasena",
    "password",
    "ninez",
    "infancia",
    "bienvenido",
    "welcome",
    "qwerty",
    "secreto",
    "administrador",
    "admin",
)


#: No letters and digits that are taken for each other when a password is read aloud.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


def first() -> str:
    """A password to hand over once, 98 random bits in groups that can be read over the telephone."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(5)) for _ in range(4))


def check(password: str, *personal: str) -> None:
    """RuleBroken when the password is too short, too long or easy to guess. Nothing about its composition."""
    if len(password) < SHORTEST:
        raise RuleBroken(N_("Use at least {n} characters. A short sentence works well."), field="password", n=SHORTEST)
    if len(password) > LONGEST:
        raise RuleBroken(N_("Use at most {n} characters."), field="password", n=LONGEST)
    if _is_guessable(password, personal):
        raise RuleBroken(
            N_("This password is easy to guess. Use a sentence that nobody else would think of."), field="password"
        )


def _is_guessable(password: str, personal: tuple[str, ...]) -> bool:
    """Whether nothing is left after repeated signs, digits and well-known or personal words are taken out."""
    plain = _plain(password)
    words = [w for text in personal for w in re.split(r"[^a-z0-9]+", _plain(text)) if len(w) > 2]
    rest = plain
    for word in sorted([*words, *_OWN_WORDS], key=len, reverse=True):
        rest = rest.replace(word, "")
    letters = re.sub(r"[^a-z]", "", rest)
    return len(set(plain)) < 5 or len(set(letters)) < 4


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
