"""Where bytes lie in the store, and the sum that names them."""

from __future__ import annotations

import hashlib
import uuid

#: What was made of evidence, under the sum of its bytes; what arrived in parts and is not whole yet.
BLOBS, PARTS = "blobs/", "parts/"


def sum_of(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def blob_key(sha256: str) -> str:
    return f"{BLOBS}{sha256[:2]}/{sha256}"


def part_key(id: uuid.UUID, offset: int) -> str:
    return f"{PARTS}{id}/{offset:010d}"
