"""A picture that is kept is one that we made: from its pixels alone, upright, and of a size that we chose."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tests import notes
from tests.evidence import encoded, jpeg, picture


def opened(content):
    return Image.open(io.BytesIO(content))


def corners(image):
    """The colours at the four corners, by name: top left, top right, bottom left, bottom right."""
    names = {(255, 0, 0): "red", (0, 128, 0): "green", (0, 0, 255): "blue", (255, 255, 255): "white"}
    width, height = image.size
    places = [(3, 3), (width - 4, 3), (3, height - 4), (width - 4, height - 4)]
    pixels = [image.convert("RGB").getpixel(place) for place in places]
    return [min(names, key=lambda one: sum(abs(a - b) for a, b in zip(one, pixel, strict=True))) for pixel in pixels]


def colours(image):
    names = {(255, 0, 0): "red", (0, 128, 0): "green", (0, 0, 255): "blue", (255, 255, 255): "white"}
    return [names[one] for one in corners(image)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_each_kind_becomes_a_jpeg_with_a_thumbnail(remake, kind):
    made = remake(encoded(picture(3000, 1500), kind))

    assert (made.media_type, opened(made.content).format, opened(made.content).size) == (
        "image/jpeg",
        "JPEG",
        (2048, 1024),
    )
    assert (opened(made.thumbnail).format, opened(made.thumbnail).size) == ("JPEG", (320, 160))
    assert colours(opened(made.content)) == ["red", "green", "blue", "white"]


def test_a_small_picture_keeps_its_size(remake):
    made = remake(encoded(picture(40, 30), "PNG"))

    assert opened(made.content).size == opened(made.thumbnail).size == (40, 30)


def test_a_signature_becomes_a_png(remake):
    made = remake(encoded(picture(400, 200, mode="RGBA"), "PNG"), "signature")

    assert (made.media_type, opened(made.content).format) == ("image/png", "PNG")
    assert colours(opened(made.content)) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_put_upright(remake, orientation):
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    seen = picture(640, 480)
    taken = seen.transpose(turn[orientation]) if orientation > 1 else seen

    made = remake(encoded(taken, "JPEG", exif=notes.exif(orientation), quality=95))

    assert opened(made.content).size == (640, 480)
    assert colours(opened(made.content)) == ["red", "green", "blue", "white"]
    assert colours(opened(made.thumbnail)) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "RGBA"])
def test_a_picture_of_any_depth_is_made_ours(remake, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    made = remake(encoded(picture(60, 40).convert("L" if mode == "I;16" else mode).convert(mode), kind))

    assert (opened(made.content).mode, opened(made.content).size) == ("RGB", (60, 40))


def test_sixteen_bits_of_grey_keep_their_greys(remake):
    grey = Image.new("I;16", (40, 40), 0x8000)

    made = opened(remake(encoded(grey, "PNG")).content)

    assert all(abs(value - 128) < 3 for value in made.getpixel((20, 20)))


def test_what_is_transparent_becomes_white(remake):
    made = opened(remake(encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")).content)

    assert made.getpixel((20, 20)) == (255, 255, 255)


CORPUS = notes.photos()


@pytest.mark.parametrize("name", CORPUS)
def test_the_reader_of_notes_finds_those_of_the_corpus(name):
    assert notes.told(CORPUS[name])


@pytest.mark.parametrize("kind", ["photo", "signature"])
@pytest.mark.parametrize("name", CORPUS)
def test_nothing_that_a_camera_wrote_stays_in_a_picture_or_its_thumbnail(remake, name, kind):
    made = remake(CORPUS[name], kind)

    assert notes.told(made.content) == []
    assert notes.told(made.thumbnail) == []


def test_broken_notes_of_a_camera_do_not_cost_the_picture(remake):
    content = notes.with_segment(jpeg(64, 48), 0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40)

    assert opened(remake(content).content).size == (64, 48)


def png(width, height, depth=8, colour=0):
    """A PNG of that size without a pixel in it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    rows = zlib.compressobj(9)
    line = bytes(1 + (width * depth + 7) // 8)
    body = b"".join(rows.compress(line * 1000) for _ in range(min(height, 30_000) // 1000)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def declared(content, width, height):
    """A JPEG that says it is of another size."""
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


#: How each is made, for the few tests that want it: some take a second.
REFUSED = {
    "a page": (lambda: b"<!doctype html><script>alert(1)</script>", "unknown"),
    "a drawing": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "unknown"),
    "nothing": (lambda: b"", "unknown"),
    "a GIF": (lambda: encoded(picture(8, 8), "GIF"), "unknown"),
    "a TIFF": (lambda: encoded(picture(8, 8), "TIFF"), "unknown"),
    "a BMP": (lambda: encoded(picture(8, 8), "BMP"), "unknown"),
    "a picture of a telephone": (
        lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
        "unknown",
    ),
    "a PDF as a photo": (lambda: b"%PDF-1.7\n", "unknown"),
    "half a JPEG": (lambda: jpeg()[:3000], "unreadable"),
    "half a PNG": (lambda: encoded(picture(200, 200, noise=True), "PNG")[:5000], "unreadable"),
    "900 million pixels in 110 kB": (lambda: png(30_000, 30_000, depth=1), "pixels"),
    "a PNG that says 65535 x 65535": (lambda: png(65_535, 65_535, depth=1), "pixels"),
    "a JPEG that says 65535 x 65535": (lambda: declared(jpeg(), 65_535, 65_535), "pixels"),
    "more than 50 million pixels": (lambda: png(10_000, 5_001, depth=1), "pixels"),
    "a large WebP": (lambda: encoded(Image.new("L", (5_001, 5_001)), "WEBP"), "effort"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_of_ours_is_refused(refusal, name):
    make, code = REFUSED[name]
    content = make()

    assert len(content) < 1_000_000
    assert refusal(content) == code


def test_fifty_million_pixels_are_read_within_the_limits(remake):
    assert opened(remake(png(10_000, 5_000, depth=8, colour=0)).content).size == (2048, 1024)
