"""What the child does with one file: read it, make ours of it, and end with a number.

Only here are bytes of strangers decoded. Any end that is not a number of this table means that the file is unreadable.
"""

from __future__ import annotations

import os
import warnings
from typing import IO

from PIL import Image, UnidentifiedImageError

from assess.imaging import picture

MADE, UNREADABLE, UNKNOWN, PIXELS, EFFORT, ACTIVE, LOCKED = range(7)
#: Not the fault of the file.
TROUBLE = 75

Image.MAX_IMAGE_PIXELS = picture.MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def do(job: bytes, source: int, content: int, thumbnail: int) -> int:
    """Make our file of `source` and write it; "p" is a photo, "s" a signature, "f" a PDF. Files are descriptors."""
    try:
        with os.fdopen(source, "rb", closefd=False) as file:
            file.seek(0)
            made = _make(job, file)
    except MemoryError:
        return EFFORT
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return PIXELS
    except UnidentifiedImageError:
        return UNKNOWN
    except BaseException:  # noqa: B036 whatever a decoder fails with, the file cannot be read
        return UNREADABLE
    try:
        for target, data in zip((content, thumbnail), made, strict=True):
            with os.fdopen(target, "wb", closefd=False) as file:
                file.write(data)
    except OSError:
        return TROUBLE
    return MADE


def _make(job: bytes, file: IO[bytes]) -> tuple[bytes, bytes]:
    if job == b"p":
        return picture.photo(file)
    return picture.signature(file)
