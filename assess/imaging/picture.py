"""Pictures made anew from their pixels alone: nothing of what a camera wrote beside them is carried over (P27)."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import IO

from PIL import Image, ImageCms, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.Image import Resampling, Transpose

#: By their content; the name and the declared type of a file are never asked.
FORMATS = ("JPEG", "PNG", "WEBP")
#: Read before anybody needs them. Some telephones write two pictures into one JPEG (MPO): the first one counts.
READERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
MOST_PIXELS = 50_000_000
#: Reading a WebP takes three times its pixels at once, more than the process may have.
MOST_WEBP_PIXELS = 25_000_000
LONG_SIDE, THUMBNAIL_SIDE = 2048, 320
ORIENTATION = 0x0112
#: EXIF orientation -> what puts the picture upright.
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def photo(source: IO[bytes]) -> tuple[bytes, bytes]:
    """A JPEG of at most 2048 pixels and its thumbnail."""
    image = clean(source)
    return _jpeg(image, 82), thumbnail(image)


def signature(source: IO[bytes]) -> tuple[bytes, bytes]:
    """A PNG and its thumbnail."""
    image, target = clean(source), BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue(), thumbnail(image)


def thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Resampling.LANCZOS)
    return _jpeg(small, 75)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()


def clean(source: IO[bytes]) -> Image.Image:
    """The picture, upright, in sRGB, on white where it was transparent, without anything but its pixels.

    Raises whatever a decoder raises for a file that is none, and Pillow's bomb warning for more than 50 million pixels.
    """
    with Image.open(source, formats=FORMATS) as opened:
        if opened.format == "WEBP" and opened.width * opened.height > MOST_WEBP_PIXELS:
            raise MemoryError
        turn, profile = _turn(opened), opened.info.get("icc_profile")
        opened.draft("RGB", (LONG_SIDE, LONG_SIDE))
        opened.load()
        image = _narrow(opened)
        image.thumbnail((LONG_SIDE, LONG_SIDE), Resampling.LANCZOS, reducing_gap=2.0)
        image = _flat(_in_srgb(image, profile))
    if turn is not None:
        image = image.transpose(turn)
    # a new picture: `image.info` would travel into the file, a comment of a JPEG for one
    pixels = Image.new("RGB", image.size)
    pixels.paste(image)
    return pixels


def _turn(image: Image.Image) -> Transpose | None:
    try:
        return UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    except (ValueError, SyntaxError, TypeError, LookupError, OSError, OverflowError, struct.error):
        return None  # broken notes of a camera are no reason to lose the picture


def _narrow(image: Image.Image) -> Image.Image:
    """Eight bits a channel, in a mode that can be made smaller smoothly."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "1", "PA") or "transparency" in image.info:
        transparent = "transparency" in image.info or image.mode == "PA"
        return image.convert("RGBA" if transparent else "RGB")
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours of a wide camera as every screen shows them; a profile that does not fit is left aside."""
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        wide = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, wide, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _flat(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands():
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
