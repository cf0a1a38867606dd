"""How a name is compared with what a person or a spreadsheet wrote."""

import re
import unicodedata


def search_key(text: str) -> str:
    """Lower case without accents, each run of other signs one space: "Q. Roo" -> "q roo"."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.findall("[a-z0-9]+", plain.casefold()))
