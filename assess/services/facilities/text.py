"""Texts as the registry keeps them, and what they are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Marks that change the reading direction of what follows: a name with one of them shows as something else.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NAME_LENGTH = 200


def tidy(text: str) -> str:
    """One line in NFC: control characters and direction marks gone, every run of blanks one space."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if line.isprintable():
        return line
    kept = "".join(
        sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cs", "Cn") and sign not in _DIRECTIONS
    )
    return " ".join(kept.split())


@lru_cache(maxsize=8192)
def search_name(name: str) -> str:
    """Lower case without accents, each run of other signs one space: "Casa Peñón, A.C." -> "casa penon a c".

    Unlike `reference.search_key` it keeps letters of every alphabet. A name without any letter or digit stays itself.
    """
    plain = "".join(s for s in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(s))
    key = " ".join(re.findall(r"[^\W_]+", plain.casefold()))
    return (key or " ".join(plain.split()) or name)[:_NAME_LENGTH]  # an accent alone has nothing left without it
