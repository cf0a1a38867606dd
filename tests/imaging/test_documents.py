"""A PDF is written anew: its pages stay, its notes go, and one that could act is refused."""

import io

import pypdf
import pytest
from PIL import Image
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from assess.imaging.jpeg import without_notes
from tests import notes
from tests.evidence import encoded, jpeg, pdf, picture

#: Of two pictures in one file, what writes the PDF takes the first alone.
PHOTOS = [one for name, one in notes.photos().items() if one.startswith(b"\xff\xd8") and name != "two in one"]


def everything(content):
    """All bytes of a PDF, compressed streams opened."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    streams = [one.get_data() for one in objects(reader) if isinstance(one, StreamObject)]
    return content + b"".join(streams)


def objects(reader):
    return [reader.get_object(number) for number in reader.xref[0]]


def rewritten(change):
    """A PDF after `change(writer)`."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_the_pages_stay_and_can_be_read(remake):
    made = remake(pdf(jpeg(), text="Reglamento interno"), "file")

    reader = pypdf.PdfReader(io.BytesIO(made.content))
    assert (made.media_type, made.thumbnail, len(reader.pages)) == ("application/pdf", b"", 1)
    assert "Reglamento interno" in reader.pages[0].extract_text()
    (photo,) = reader.pages[0].images
    assert photo.image.size == (640, 480)


def test_nobody_is_told_who_made_it_and_when(remake):
    written = pdf(author="SECRETO", title="SECRETO", subject="SECRETO", creator="SECRETO", keywords="SECRETO")

    def more(writer):
        writer.pages[0][NameObject("/LastModified")] = TextStringObject("SECRETO")
        writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject("SECRETO")})
        stream = StreamObject()
        stream._data = b"SECRETO"
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
        writer.pages[0][NameObject("/Metadata")] = writer._add_object(stream)
        mark = {"/Type": "/Annot", "/Subtype": "/Text"}
        annotation = DictionaryObject({NameObject(key): NameObject(value) for key, value in mark.items()})
        annotation[NameObject("/Rect")] = ArrayObject([])
        for key in ("/T", "/M", "/NM", "/CreationDate"):
            annotation[NameObject(key)] = TextStringObject("SECRETO")
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])

    for content in (written, rewritten(more)):
        assert notes.WORD in everything(content)
        made = remake(content, "file").content
        assert notes.WORD not in everything(made)
        assert pypdf.PdfReader(io.BytesIO(made)).metadata is None


@pytest.mark.parametrize("number", range(len(PHOTOS)))
def test_photos_inside_it_give_away_nothing(remake, number):
    sent = pdf(PHOTOS[number])
    assert notes.told(photo_in(sent))

    made = remake(sent, "file").content

    assert notes.WORD not in everything(made)
    assert notes.told(photo_in(made)) == []
    assert pixels(photo_in(made)) == pixels(PHOTOS[number])


def photo_in(content):
    """The bytes of the one JPEG that lies in a PDF."""
    streams = [one for one in objects(pypdf.PdfReader(io.BytesIO(content))) if isinstance(one, StreamObject)]
    (photo,) = [decode_stream_data(one) for one in streams if "/DCTDecode" in str(one.get("/Filter"))]
    return photo


def pixels(content):
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 100}, {"restart_marker_blocks": 2}])
def test_the_pixels_of_a_photo_in_it_are_not_touched(options):
    content = encoded(picture(200, 150, noise=True), "JPEG", exif=notes.exif(), comment=notes.WORD, **options)

    cleaned = without_notes(content)

    assert notes.told(cleaned) == []
    assert pixels(cleaned) == pixels(content)


@pytest.mark.parametrize("at", range(0, len(jpeg(32, 24)), 7))
def test_a_jpeg_that_is_cut_is_none(at):
    with pytest.raises(ValueError, match="."):
        without_notes(jpeg(32, 24)[:at])


def opening(writer):
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): DictionaryObject()})


def attached(writer):
    writer.add_attachment("nombres.xlsx", b"PK")


def action(kind):
    def put(writer):
        link = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")})
        writer.root_object[NameObject("/OpenAction")] = link

    return put


def on_a_page(key, value):
    def put(writer):
        writer.pages[0][NameObject(key)] = value

    return put


def annotation(kind):
    one = DictionaryObject({NameObject("/Subtype"): NameObject(kind), NameObject("/Rect"): ArrayObject([])})
    return on_a_page("/Annots", ArrayObject([one]))


def form(writer):
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})


ACTIVE = {
    "a script": opening,
    "an attachment": attached,
    "a program to start": action("/Launch"),
    "a script when it opens": action("/JavaScript"),
    "something to send": action("/SubmitForm"),
    "data to fetch": action("/ImportData"),
    "another document inside": action("/GoToE"),
    "something on every page": on_a_page("/AA", DictionaryObject()),
    "a file on a page": annotation("/FileAttachment"),
    "a film": annotation("/RichMedia"),
    "a form that is a program": form,
}


@pytest.mark.parametrize("name", ACTIVE)
def test_a_pdf_that_can_act_is_refused(refusal, name):
    assert refusal(rewritten(ACTIVE[name]), "file") == "active"


def test_a_link_to_a_page_may_stay(remake):
    assert remake(rewritten(action("/GoTo")), "file").content.startswith(b"%PDF")


def test_a_pdf_with_a_password_is_refused(refusal):
    assert refusal(rewritten(lambda writer: writer.encrypt("secret")), "file") == "locked"


BROKEN = {
    "a picture": (jpeg(), "unknown"),
    "a page": (b"<html>", "unknown"),
    "something before it": (b"\n" + pdf(), "unknown"),
    "a beginning alone": (b"%PDF-1.7\n", "unreadable"),
    "half of one": (pdf(jpeg())[:300], "unreadable"),
    "no pages": (rewritten(lambda writer: writer.remove_page(0)), "unreadable"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_pdf_is_refused(refusal, name):
    content, code = BROKEN[name]

    assert refusal(content, "file") == code
