#!/usr/bin/env python3
"""The words of the on-site page: frontend/onsite/words/<language>.json from the catalogues.

    tools/words.py           write the files
    tools/words.py --check   exit 1 when one of them is not what would be written

    {"English sentence": "Spanish sentence", "one answer": ["una respuesta", "{number} respuestas"]}

A sentence that is its own translation, as all of English, is left out: the page shows what it asked for.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import catalogue  # noqa: E402
from tools.messages import extracted  # noqa: E402

SOURCES = ROOT / "frontend" / "onsite"
FOLDER = SOURCES / "words"


def words(language: str) -> dict[str, str | list[str]]:
    """What the scripts of the page ask for and the language says otherwise."""
    catalog = catalogue.load(language)
    found: dict[str, str | list[str]] = {}
    for use in extracted(ROOT, [SOURCES]):
        message = catalog.get(use.ids[0])
        texts = catalogue.forms(message) if message is not None else ()
        if all(texts) and texts and texts != (catalogue.ids_of(message) if message is not None else ()):
            found[use.ids[0]] = list(texts) if len(texts) > 1 else texts[0]
    return dict(sorted(found.items()))


def content(language: str) -> str:
    return json.dumps(words(language), ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare")
    options = parser.parse_args(arguments)
    stale = []
    for language in catalogue.LANGUAGES:
        path, wanted = FOLDER / f"{language}.json", content(language)
        if not path.exists() or path.read_text(encoding="utf-8") != wanted:
            stale.append(str(path.relative_to(ROOT)))
            if not options.check:
                FOLDER.mkdir(exist_ok=True)
                path.write_text(wanted, encoding="utf-8")
    if options.check and stale:
        print(f"Not what the catalogues say: {', '.join(stale)}. Run: tools/words.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
