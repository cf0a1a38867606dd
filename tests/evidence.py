"""Files such as cameras, telephones and scanners write."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def picture(width: int = 640, height: int = 480, *, noise: bool = False, mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ: red at the top left, green at the top right, blue below left, white below right.

    With `noise` it does not compress, so that it is as large as a real photo.
    """
    if noise:
        return Image.effect_noise((width, height), 80).convert(mode)
    small = Image.new("RGB", (2, 2))
    for place, colour in {(0, 0): "red", (1, 0): "green", (0, 1): "blue", (1, 1): "white"}.items():
        small.putpixel(place, Image.new("RGB", (1, 1), colour).getpixel((0, 0)))
    return small.resize((width, height), Image.Resampling.NEAREST).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def jpeg(width: int = 640, height: int = 480, *, noise: bool = False, **options: Any) -> bytes:
    return encoded(picture(width, height, noise=noise), "JPEG", **options)


def pdf(*photos: bytes, text: str = "Reglamento", **facts: str) -> bytes:
    """A page of text with photos on it; `facts` such as author= go into its properties."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for name, value in facts.items():
        getattr(canvas, f"set{name.title()}")(value)
    canvas.drawString(100, 700, text)
    for number, photo in enumerate(photos):
        canvas.drawImage(ImageReader(io.BytesIO(photo)), 50, 50 + 100 * number, 90, 90)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
