"""PDFs written anew: the pages alone, without metadata (P27). What could act is refused, never dropped (P26)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from pypdf import PdfReader, PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from assess.imaging.faults import ACTIVE, LOCKED, UNKNOWN, Fault
from assess.imaging.jpeg import without_notes

START = b"%PDF-"
#: Keys, kinds of actions and kinds of annotations that run something, send something or carry another file.
ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/Collection"}
)
ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute", "/Sound"}
)
ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
#: Who, when and with what, wherever it stands.
NOTES = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/CreationDate", "/ModDate")
#: Of an annotation: when, under which name and by whom. The name of a form field is no person.
ANNOTATION_NOTES = ("/M", "/NM", "/T")
#: Boxes of a JPEG 2000 that only tell.
TELLING_BOXES = frozenset({b"uuid", b"xml ", b"uinf", b"asoc", b"lbl "})


def document(source: IO[bytes]) -> tuple[bytes, bytes]:
    """The PDF written anew; there is no thumbnail. Raises Fault, and whatever pypdf raises for a broken one."""
    if source.read(len(START)) != START:
        raise Fault(UNKNOWN)
    reader = PdfReader(source, strict=False)
    if reader.is_encrypted:
        raise Fault(LOCKED)
    for one in _reachable(reader.trailer["/Root"]):
        _refuse_active(one)
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    if not writer.pages:
        raise ValueError("no pages")
    writer.metadata = None
    for one in _reachable(writer.root_object):
        _forget_notes(one)
    # what is no longer named would be written all the same
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    target = BytesIO()
    writer.write(target)
    return target.getvalue(), b""


def _reachable(root: Any) -> Iterator[DictionaryObject]:
    """Every dictionary and stream below `root`, each once."""
    waiting, seen = [root], set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _refuse_active(one: DictionaryObject) -> None:
    if ACTIVE_KEYS.intersection(one) or one.get("/S") in ACTIONS or one.get("/Subtype") in ANNOTATIONS:
        raise Fault(ACTIVE)


def _forget_notes(one: DictionaryObject) -> None:
    for key in NOTES:
        one.pop(key, None)
    if "/Rect" in one and "/Subtype" in one:
        for key in ANNOTATION_NOTES if str(one["/Subtype"]) != "/Widget" else ("/M", "/NM"):
            one.pop(key, None)
    if isinstance(one, StreamObject):
        _clean_picture(one)


def _clean_picture(stream: StreamObject) -> None:
    filters = stream.get("/Filter")
    last = str(filters[-1] if isinstance(filters, ArrayObject) and filters else filters)
    clean = PICTURES.get(last)
    if clean is None:
        return
    content = decode_stream_data(stream)  # undoes all filters but the last, whose bytes are the picture
    stream._data = clean(content)
    stream[NameObject("/Filter")] = NameObject(last)
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, ArrayObject):
        stream[NameObject("/DecodeParms")] = parameters[-1]


def _without_boxes(content: bytes) -> bytes:
    """A JPEG 2000 without the boxes that only tell; a bare code stream as it is."""
    if content.startswith(b"\xff\x4f"):
        return content
    kept, at = [], 0
    while at < len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        end = at + length if length else len(content)
        if end < at + 8 or end > len(content):
            raise ValueError("a box is cut")
        if kind not in TELLING_BOXES:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


#: The filters whose bytes are a picture of a camera or scanner.
PICTURES = {"/DCTDecode": without_notes, "/DCT": without_notes, "/JPXDecode": _without_boxes}
