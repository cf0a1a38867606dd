#!/usr/bin/env python3
"""The icons of the installed on-site page: frontend/icons/icon-<size>.png, drawn after frontend/icons/favicon.svg.

    tools/icons.py

Systems cut an icon to a circle or a drop, so the ground fills it and the drawing keeps to the middle.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "frontend" / "icons"
SIZES = (192, 512)
#: Drawn so much larger and made smaller, for smooth edges.
FINER = 8
#: The square that favicon.svg is drawn in, and how much of it stays clear of every cut.
SQUARE, CLEAR = 32, 0.88
GROUND, LINE, WIDTH = "#0b5569", "#ffffff", 2.6
HOUSE = ((7, 15), (16, 7.5), (25, 15), (25, 25), (7, 25), (7, 15))
TICK = ((12, 18.2), (15.2, 21.4), (20.8, 15.4))


def icon(size: int) -> Image.Image:
    image = Image.new("RGB", (size * FINER, size * FINER), GROUND)
    draw = ImageDraw.Draw(image)
    scale = size * FINER / SQUARE * CLEAR
    edge = size * FINER * (1 - CLEAR) / 2
    for line in (HOUSE, TICK):
        points = [(edge + x * scale, edge + y * scale) for x, y in line]
        draw.line(points, LINE, round(WIDTH * scale))
        radius = WIDTH * scale / 2
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), LINE)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for size in SIZES:
        icon(size).quantize(16).save(FOLDER / f"icon-{size}.png", optimize=True)
