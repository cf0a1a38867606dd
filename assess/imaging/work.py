"""What the child does with one file: read it, make ours of it, and end with a number.

Only here are bytes of strangers decoded.
"""

from __future__ import annotations

import os
import warnings
from importlib import import_module
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from assess.imaging import picture
from assess.imaging.faults import EFFORT, MADE, PIXELS, TROUBLE, UNKNOWN, Fault

Image.MAX_IMAGE_PIXELS = picture.MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def prepare(job: bytes) -> None:
    """Read the libraries that a job needs, once for all children; who never meets a PDF never reads those for it."""
    if job == b"f":
        import_module("assess.imaging.document")


def do(job: bytes, source: int, content: int, thumbnail: int) -> int:
    """Make our file of `source` and write it and its thumbnail; "p" is a photo, "s" a signature, "f" a PDF.

    The files are descriptors. Raises whatever a decoder raises for a file that cannot be read.
    """
    try:
        file = BytesIO(_read(source))
    except OSError:
        return TROUBLE
    try:
        made = _make(job, file)
    except Fault as fault:
        return fault.number
    except MemoryError:
        return EFFORT
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return PIXELS
    except UnidentifiedImageError:
        return UNKNOWN
    try:
        for target, data in zip((content, thumbnail), made, strict=True):
            with os.fdopen(target, "wb", closefd=False) as out:
                out.write(data)
    except OSError:
        return TROUBLE
    return MADE


def _read(source: int) -> bytes:
    with os.fdopen(source, "rb", closefd=False) as file:
        file.seek(0)
        return file.read()


def _make(job: bytes, file: BytesIO) -> tuple[bytes, bytes]:
    if job == b"f":
        from assess.imaging.document import document

        return document(file)
    return picture.photo(file) if job == b"p" else picture.signature(file)
