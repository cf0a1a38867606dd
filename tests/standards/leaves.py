"""Every leaf of a checklist, in a form that the sources and the bundled files share, and a fingerprint of them.

`python -m tests.standards.leaves FOLDER > tests/standards/expected.json` writes what the source checklists hold; the
test compares the bundled files with it, so that a text that is lost, changed or moved turns it red.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

#: Keys of the bundled files that no source has, or that the conversion is meant to change (inputs are renamed).
OURS = ("schema", "specification", "status", "minimums", "limiting", "zero", "per", "id")
#: These two sources word their units in English and leave their inputs out; the others word them in Spanish.
ENGLISH_UNITS = ("guia-2023", "minimos-legales-cas")


def fingerprint(data: dict[str, Any]) -> dict[str, list[Any]]:
    """For each key how many leaves there are, and one hash of all of them with the code that each belongs to."""
    found: dict[str, list[str]] = {"id": [data["id"], *codes(data)]}
    for key, leaf in leaves(data, data["id"]):
        found.setdefault(key, []).append(leaf)
    return {
        key: [len(texts), hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()] for key, texts in found.items()
    }


def codes(data: dict[str, Any]) -> Iterator[str]:
    """The ids of domains, standards and criteria, in order."""
    for key in ("domains", "standards", "criteria"):
        for part in data.get(key, ()):
            yield part["id"]
            yield from codes(part)


def leaves(data: Any, instrument: str, key: str = "", owner: str = "") -> Iterator[tuple[str, str]]:
    """(key without positions, "code|text") of each leaf, without those in OURS."""
    if isinstance(data, list):
        for item in data:
            yield from leaves(item, instrument, key, item["id"] if _owns(item, key) else owner)
    elif isinstance(data, dict):
        for name, item in _alike(data, key, instrument).items():
            if name not in OURS:
                yield from leaves(item, instrument, f"{key}.{name}".lstrip("."), owner)
    else:
        yield key, f"{owner}|{_text(key, data)}"


def _owns(item: Any, key: str) -> bool:
    return isinstance(item, dict) and "id" in item and not key.endswith("inputs")


def _alike(data: dict[str, Any], key: str, instrument: str) -> dict[str, Any]:
    """The part as both sides would write it: default weights said, units in one language, scales as keys."""
    data = dict(data)
    if key in ("domains", "domains.standards.criteria"):
        data.setdefault("weight", 1)
    if isinstance(data.get("unit"), dict):
        data["unit"] = data["unit"]["en" if instrument in ENGLISH_UNITS else "es"]
    if key.endswith("measure") and instrument in ENGLISH_UNITS:
        data.pop("inputs", None)
    if isinstance(data.get("scale"), list):
        steps = {"NA" if step["value"] is None else step["value"]: step for step in data["scale"]}
        data["scale"] = {str(value): {"es": step["es"], "en": step["en"]} for value, step in steps.items()}
    return {str(name): item for name, item in data.items()}


def _text(key: str, value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value):g}"
    if key.endswith("formula"):  # its shape: inputs by number of appearance, since some are renamed
        names: list[str] = []
        return re.sub(r"[a-z_]\w*", lambda found: f"${_number(names, found[0])}", str(value))
    return unicodedata.normalize("NFKC", str(value)) if key.endswith("unit") else str(value)


def _number(names: list[str], name: str) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


def read(path: Path) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sources = {path.stem: fingerprint(read(path)) for path in sorted(Path(sys.argv[1]).glob("*.yaml"))}
    sys.stdout.write(json.dumps(sources, indent=1) + "\n")
