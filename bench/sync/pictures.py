"""Photos as a device sends them: JPEGs of about 300 kB, no two with the same bytes."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from io import BytesIO

from PIL import Image

BYTES = 300_000
SIZE = (1600, 1200)
END = b"\xff\xd9"


@cache
def _whole() -> tuple[bytes, hashlib._Hash]:
    """All of a JPEG but its end, and the hash of that: the better its quality, the nearer to BYTES."""
    noise = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 60).resize(SIZE, Image.Resampling.BICUBIC)
    picture = Image.merge("RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    for quality in range(20, 96):
        target = BytesIO()
        picture.save(target, "JPEG", quality=quality)
        if target.tell() >= BYTES:
            break
    begin = target.getvalue().removesuffix(END)
    return begin, hashlib.sha256(begin)


def picture() -> tuple[bytes, str]:
    """A photo with a remark that no other has, and its sha256."""
    begin, known = _whole()
    remark = os.urandom(16)
    rest = b"\xff\xfe" + (len(remark) + 2).to_bytes(2) + remark + END
    sha256 = known.copy()
    sha256.update(rest)
    return begin + rest, sha256.hexdigest()
