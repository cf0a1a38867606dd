"""Evidence of a visit on the server: announced, received in parts, made anew, kept (docs/sync.md section 7).

A row of evidence is written last, after its bytes are safe (P15). What was sent is never served, only what was made of
it (P26, P27).
"""

from assess.services.evidence.announcing import (
    KEPT,
    RECEIVING,
    REFUSED,
    Status,
    announce,
    piece_of,
    status_of,
)
from assess.services.evidence.arriving import (
    CHUNK,
    Part,
    Unannounced,
    WrongOffset,
    advance,
    complete,
    expect,
    forget_parts,
    keep,
    keep_part,
    refuse,
    start_again,
)
from assess.services.evidence.places import blob_key
from assess.services.evidence.reading import (
    Piece,
    absent,
    content_of,
    counts,
    pieces,
    removed_ids,
    sees,
    thumbnail_of,
)
from assess.services.evidence.removing import set_removed
from assess.services.evidence.rules import FILE_BYTES, VISIT_BYTES, VISIT_FILES, Announcement

__all__ = [
    "CHUNK",
    "FILE_BYTES",
    "KEPT",
    "RECEIVING",
    "REFUSED",
    "VISIT_BYTES",
    "VISIT_FILES",
    "Announcement",
    "Part",
    "Piece",
    "Status",
    "Unannounced",
    "WrongOffset",
    "absent",
    "advance",
    "announce",
    "blob_key",
    "complete",
    "content_of",
    "counts",
    "expect",
    "forget_parts",
    "keep",
    "keep_part",
    "piece_of",
    "pieces",
    "refuse",
    "removed_ids",
    "sees",
    "set_removed",
    "start_again",
    "status_of",
    "thumbnail_of",
]
