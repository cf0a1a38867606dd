"""The instruments that travel with the product, and the index that tells in a millisecond whether they are loaded.

Reading all nine from YAML takes seconds. `standards/index.json` (made by `tools/standards/index.py`) keeps the SHA-256
of each file beside that of its content; a file that was edited no longer matches and is read again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from assess.paths import STANDARDS

INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Known:
    """A file of the folder: `sha256` is that of its content once read, None while the index does not know the file."""

    path: Path
    sha256: str | None


def files(folder: Path = STANDARDS) -> list[Path]:
    """The instrument files, in the order of their names."""
    return sorted(folder.glob("*.yaml"))


def known(folder: Path = STANDARDS) -> list[Known]:
    """Each bundled file with the SHA-256 of its content, as far as the index vouches for it."""
    path = folder / INDEX
    index: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return [Known(file, index.get(_bytes_sha256(file))) for file in files(folder)]


def index_of(folder: Path = STANDARDS) -> str:
    """What the index has to hold: SHA-256 of the file to SHA-256 of the content. Raises Faulty for a faulty file."""
    from assess.standards.check import read  # the YAML reader: a start that finds everything loaded does without

    return json.dumps({_bytes_sha256(path): read(path).sha256 for path in files(folder)}, indent=2) + "\n"


def _bytes_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
