"""Pictures full of what cameras and programs write beside the pixels, each note with a word that is easy to find."""

from __future__ import annotations

import io
import struct

from PIL import Image, ImageCms, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from tests.evidence import encoded, jpeg, picture

WORD = b"SECRETO"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description exif:GPSLatitude="25,32.5N" photoshop:City="SECRETO"/></rdf:RDF></x:xmpmeta>'
)


def exif(orientation: int = 1) -> Image.Exif:
    """Maker, serial number, dates, a maker note and the place."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0110], notes[0x0131] = "SECRETO Inc.", "SECRETO 12", "SECRETO 1.0"
    notes[0x0112], notes[0x0132], notes[0x013B] = orientation, "2026:11:20 18:05:10", "SECRETO Ana"
    camera = notes.get_ifd(0x8769)
    camera[0x9003], camera[0xA431], camera[0x927C] = "2026:11:20 18:05:10", "SECRETO-0042", b"SECRETO maker note"
    degrees = (IFDRational(25), IFDRational(32), IFDRational(27))
    place = notes.get_ifd(0x8825)
    place[1], place[2], place[3], place[4], place[29] = "N", degrees, "W", degrees, "2026:11:20"
    return notes


def exif_with_thumbnail() -> bytes:
    """EXIF whose second directory holds a small JPEG, as cameras write it; Pillow writes none."""
    small = jpeg(16, 12, comment=b"SECRETO thumbnail")
    first = struct.pack("<HHHII", 1, 0x0112, 3, 1, 1)
    offset = 8 + len(first) + 4
    second = struct.pack("<HHHIIHHII", 2, 0x0201, 4, 1, offset + 30, 0x0202, 4, 1, len(small))
    tiff = b"II*\0" + struct.pack("<I", 8) + first + struct.pack("<I", offset) + second + bytes(4) + small
    return b"Exif\0\0" + tiff


def profile() -> bytes:
    """A colour profile with a name."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    name = "SECRETO wide.".encode("utf-16-be")
    named = plain.replace("sRGB built-in".encode("utf-16-be"), name)
    assert name in named
    return named


def with_segment(content: bytes, marker: int, data: bytes) -> bytes:
    """A JPEG with one more segment at its beginning."""
    return content[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data + content[2:]


def iptc() -> bytes:
    record = b"\x1c\x02\x5a" + struct.pack(">H", len(WORD)) + WORD
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + bytes(len(record) % 2)


def text_chunks() -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SECRETO")
    notes.add_text("Comment", "SECRETO " * 50, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    notes.add(b"tIME", struct.pack(">HBBBBB", 2026, 11, 20, 18, 5, 10))
    return notes


def photos() -> dict[str, bytes]:
    """name -> a picture whose notes say WORD, each in a way of its own."""
    plain = picture(64, 48)
    two = io.BytesIO()
    plain.save(two, "MPO", save_all=True, append_images=[picture(32, 24)], exif=exif())
    return {
        "exif": encoded(plain, "JPEG", exif=exif()),
        "exif thumbnail": encoded(plain, "JPEG", exif=exif_with_thumbnail()),
        "jpeg xmp": encoded(plain, "JPEG", xmp=XMP),
        "jpeg comment": encoded(plain, "JPEG", comment=WORD),
        "jpeg profile": encoded(plain, "JPEG", icc_profile=profile()),
        "iptc": with_segment(encoded(plain, "JPEG"), 0xED, iptc()),
        "jfxx": with_segment(encoded(plain, "JPEG"), 0xE0, b"JFXX\0\x10" + jpeg(8, 8, comment=WORD)),
        "behind the end": encoded(plain, "JPEG") + WORD,
        "two in one": two.getvalue(),
        "png text": encoded(plain, "PNG", pnginfo=text_chunks()),
        "png exif": encoded(plain, "PNG", exif=exif()),
        "png profile": encoded(plain, "PNG", icc_profile=profile()),
        "webp": encoded(plain, "WEBP", exif=exif(), xmp=XMP, icc_profile=profile()),
        "webp with transparency": encoded(plain.convert("RGBA"), "WEBP", exif=exif(), xmp=XMP),
    }


#: What a JPEG and a PNG need to be shown, and nothing that tells.
JPEG_SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD, 0xDA}
#: Stands for what follows the end of a JPEG.
BEHIND = 0
PNG_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def told(content: bytes) -> list[str]:
    """What a reader of notes finds in a picture: names of segments or chunks that tell, tags, and the word itself."""
    found = ["word"] if WORD in content or WORD.decode().encode("utf-16-be") in content else []
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        found += [f"tag {tag:x}" for tag in image.getexif()]
        found += [f"info {name}" for name in image.info if not name.startswith(("jfif", "progressi"))]
    if content.startswith(b"\xff\xd8"):
        return found + [f"segment {marker:x}" for marker in _segments(content) if marker not in JPEG_SEGMENTS]
    return found + [f"chunk {name!r}" for name in _chunks(content) if name not in PNG_CHUNKS]


def _segments(content: bytes) -> list[int]:
    found, at = [], 2
    while content[at : at + 2] != b"\xff\xd9":
        assert content[at] == 0xFF
        found.append(content[at + 1])
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if found[-1] == 0xDA:
            while content[at] != 0xFF or content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
                at += 1
    return found if at + 2 == len(content) else [*found, BEHIND]


def _chunks(content: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        found.append(name)
        at += 12 + length
    return found
