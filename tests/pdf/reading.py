"""What a reader of a PDF can find out about it."""

from __future__ import annotations

import io
import re

import pypdf
import pypdfium2
from PIL import Image


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def plain(text: str) -> str:
    """Text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def pages(pdf: bytes) -> list[str]:
    return [plain(page.extract_text()) for page in reader(pdf).pages]


def whole(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def fonts(pdf: bytes) -> list[pypdf.generic.DictionaryObject]:
    return [
        font.get_object()
        for page in reader(pdf).pages
        for font in page["/Resources"]["/Font"].get_object().values()  # type: ignore[index]
    ]


def grey(pdf: bytes, page: int = 0, scale: float = 2.0) -> Image.Image:
    """A page as a copier without colour sees it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=scale, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
