"""What may be announced as evidence of a visit: by whom, until when, of what kind and size (docs/sync.md section 7)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, bindparam, func, select, union_all

from assess.access import can
from assess.core import visit as life
from assess.core.merge import EXIT
from assess.core.rules import N_, RuleBroken
from assess.models import Evidence, Upload, User, Visit, db
from assess.models.evidence import EVIDENCE_KINDS
from assess.services.focus import instrument_of

MEGABYTE = 1024 * 1024
FILE_BYTES = 15 * MEGABYTE
VISIT_BYTES, VISIT_FILES = 300 * MEGABYTE, 400
CAPTION_LIMIT, DEVICE_LIMIT = 300, 60
#: Over which time a person's bytes are counted.
PERSON_PERIOD = timedelta(days=1)
_SHA256 = re.compile("[0-9a-f]{64}")
#: Control characters and halves of surrogate pairs: no database keeps them all.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def _kept_and_coming(kept: ColumnElement[bool], coming: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Number and bytes of what is kept, and of what is on its way but for the file "id"."""
    on_its_way = (Upload.refusal == "", Upload.received < Upload.size, Upload.id != bindparam("id"))
    return union_all(
        select(func.count(), func.coalesce(func.sum(Evidence.size), 0)).where(kept),
        select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(coming, *on_its_way),
    )


_OF_VISIT = _kept_and_coming(Evidence.visit_id == bindparam("visit"), Upload.visit_id == bindparam("visit"))
_OF_PERSON = _kept_and_coming(
    and_(Evidence.author_id == bindparam("author"), Evidence.received_at > bindparam("since")),
    Upload.author_id == bindparam("author"),
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """A file that a device has and wants to bring in; `sha256` is of its bytes as they are on the device."""

    id: uuid.UUID
    criterion: str
    kind: str
    sha256: str
    size: int
    author: uuid.UUID
    device: str
    claimed_at: datetime
    caption: str = ""
    no_person: bool = False


def check(visit: Visit, file: Announcement, *, by: User, at: datetime, person_bytes: int) -> None:
    """RuleBroken with what to do when the file cannot be taken. The visit is locked by the caller."""
    check_open(visit)
    check_team(visit, file, by)
    _check_file(visit, file)
    _check_visit_quota(visit, file)
    _check_person_quota(file, at, person_bytes)


def check_open(visit: Visit) -> None:
    """RuleBroken unless evidence may still be added or removed (R9)."""
    if not life.evidence_open(visit.status):
        raise RuleBroken(
            N_("Evidence is added from the start of fieldwork until the review begins. Ask the lead of this visit.")
        )


def check_may_add(visit: Visit, criterion: str, user_id: uuid.UUID) -> None:
    """RuleBroken unless this person may add evidence to this criterion, or take it away, now."""
    check_open(visit)
    check_member(visit, criterion, user_id)


def check_team(visit: Visit, file: Announcement, by: User) -> None:
    """The author records evidence where they record answers; a copy may be brought in by another of the team or by the
    authority (P5)."""
    if file.author != by.id and visit.member(by.id) is None and not can(by, "visit.approve_na", visit):
        raise RuleBroken(N_("Only the team of this visit or its authority may bring in the evidence of somebody else."))
    check_member(visit, file.criterion, file.author)


def check_member(visit: Visit, criterion: str, user_id: uuid.UUID) -> None:
    """RuleBroken unless this person records answers to this criterion."""
    member = visit.member(user_id)
    if member is None or member.part == "reviewer":
        raise RuleBroken(N_("Only the team of this visit adds evidence. Ask its lead to add you."))
    domain = instrument_of(visit).domain_of.get(criterion)
    if member.domains and domain is not None and domain.id not in member.domains and member.part != "lead":
        raise RuleBroken(
            N_("{code} belongs to a domain of another member of the team. Ask the lead to assign it to you."),
            field=criterion,
            code=criterion,
        )


def _check_file(visit: Visit, file: Announcement) -> None:
    if file.kind not in EVIDENCE_KINDS:
        raise RuleBroken(N_("Evidence is a photo, a file or a signature. Send it as one of these."), field="kind")
    if file.criterion != EXIT and file.criterion not in instrument_of(visit).criteria:
        raise RuleBroken(
            N_("This visit has no criterion {code}. Use a code of its instrument."),
            field="criterion",
            code=file.criterion[:40],
        )
    if file.kind == "signature" and file.criterion != EXIT:
        raise RuleBroken(N_("A signature belongs to the exit meeting. Record it there."), field="criterion")
    if file.kind == "photo" and not file.no_person:
        raise RuleBroken(
            N_("Confirm first that the photo shows no person and no identity document, or take another one."),
            field="no_person",
        )
    if not _SHA256.fullmatch(file.sha256):
        raise RuleBroken(N_("sha256 must be 64 hexadecimal digits in lower case."), field="sha256")
    if file.size < 1:
        raise RuleBroken(N_("This file is empty. Choose another one."), field="size")
    if file.size > FILE_BYTES:
        limit = FILE_BYTES // MEGABYTE
        raise RuleBroken(
            N_("This file is larger than {limit} MB. Make it smaller and add it again."), field="size", limit=limit
        )
    if len(file.caption) > CAPTION_LIMIT or _UNPRINTABLE.search(file.caption + file.device):
        raise RuleBroken(
            N_("The caption may have {limit} characters, without control characters. Shorten it."),
            field="caption",
            limit=CAPTION_LIMIT,
        )


def _check_visit_quota(visit: Visit, file: Announcement) -> None:
    count, size = _sum(_OF_VISIT, visit=visit.id, id=file.id)
    if count >= VISIT_FILES:
        raise RuleBroken(
            N_("This visit has {limit} files already, which is the limit. Keep this one and write a note."),
            limit=VISIT_FILES,
        )
    if size + file.size > VISIT_BYTES:
        raise RuleBroken(
            N_("The files of this visit would pass {limit} MB, which is the limit. Send smaller photos."),
            limit=VISIT_BYTES // MEGABYTE,
        )


def _check_person_quota(file: Announcement, at: datetime, person_bytes: int) -> None:
    _count, size = _sum(_OF_PERSON, author=file.author, since=at - PERSON_PERIOD, id=file.id)
    if size + file.size > person_bytes:
        raise RuleBroken(
            N_("You have sent {limit} MB within a day, which is the limit. Keep the file and send it tomorrow."),
            limit=person_bytes // MEGABYTE,
        )


def _sum(query: CompoundSelect[Any], **places: object) -> tuple[int, int]:
    """How many files are kept and on their way, and how many bytes."""
    counts, sizes = zip(*db.session.connection().execute(query, places), strict=True)
    return int(sum(counts)), int(sum(sizes))
