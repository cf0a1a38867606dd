"""A JPEG without the notes in it and behind it, its pixels untouched: for pictures that lie inside a PDF (P27)."""

from __future__ import annotations

from collections.abc import Iterator

SOI, EOI, SOS = b"\xff\xd8", 0xD9, 0xDA
#: Marks inside the coded pixels, and stuffing: no end of a scan.
WITHIN = frozenset({0x00, *range(0xD0, 0xD8)})
COMMENT, JFIF, ADOBE = 0xFE, 0xE0, 0xEE
NOTES = frozenset({COMMENT, *range(0xE0, 0xF0)})


def without_notes(content: bytes) -> bytes:
    """The JPEG with its pixels and what is needed to show them. ValueError when it is no whole JPEG.

    EXIF, XMP, IPTC, colour profiles, comments, small pictures and whatever follows its end are left out.
    """
    if not content.startswith(SOI):
        raise ValueError("no JPEG")
    return SOI + b"".join(_kept(content))


def _kept(content: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        marker, at = _marker(content, at)
        if marker == EOI:
            yield b"\xff\xd9"
            return
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + length]
        if length < 2 or len(segment) != length:
            raise ValueError("a segment is cut")
        if needed := _needed(marker, segment):
            yield bytes((0xFF, marker)) + needed
        at += length
        if marker == SOS:
            end = _end_of_scan(content, at)
            yield content[at:end]
            at = end


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The mark at `at`, and where what follows it begins; any number of fill bytes may come before."""
    if content[at : at + 1] != b"\xff":
        raise ValueError("no mark where one belongs")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise ValueError("the end is missing")
    return content[at], at + 1


def _needed(marker: int, segment: bytes) -> bytes:
    """What stays of a segment, its length first."""
    if marker not in NOTES or (marker == ADOBE and segment[2:7] == b"Adobe"):
        return segment
    if marker == JFIF and segment[2:7] == b"JFIF\0" and len(segment) >= 16:
        return b"\x00\x10" + segment[2:14] + b"\0\0"  # density, and no small picture
    return b""


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise ValueError("the end is missing")
        if content[at + 1] not in WITHIN and content[at + 1] != 0xFF:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
