"""The nightly look: what the rows name is there and whole, and what nobody names is cleaned after a day (P15)."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from assess.models import Evidence, Upload, db
from assess.services import evidence
from assess.services.evidence import checking
from assess.services.evidence.places import part_key
from tests.conftest import NOON
from tests.evidence import jpeg

LATER = NOON + timedelta(days=2)


def clean(storage, at=NOON):
    """What a night removes."""
    orphans = checking.unnamed(list(checking.old(storage, at=at)))
    return sorted(one.key for one in orphans if checking.remove(storage, one, at=at))


def test_files_that_are_whole_are_noted(kept, storage):
    row = kept()
    found = checking.due(Fraction(1))

    assert list(checking.holes(storage, found)) == []
    checking.note_verified([one.id for one in found], at=LATER)
    db.session.expire_all()
    assert row.verified_at == LATER


@pytest.mark.parametrize("which", ["stored_sha256", "thumbnail_sha256"])
@pytest.mark.parametrize("what", ["missing", "damaged", "cut"])
def test_a_file_that_is_not_what_it_was_is_a_hole(kept, storage, which, what):
    kept(jpeg(width=200))
    row = kept()
    key = evidence.blob_key(getattr(row, which))
    content = storage.get(key)
    if what == "missing":
        storage.delete(key)
    else:
        storage.put(key, content[:-1] if what == "cut" else content[:-1] + bytes([content[-1] ^ 1]))

    (hole,) = checking.holes(storage, checking.due(Fraction(1)))

    assert (hole.id, hole.visit_id, hole.sha256) == (row.id, row.visit_id, getattr(row, which))
    assert hole.what == ("missing" if what == "missing" else "damaged")


def test_seven_nights_read_everything_once(kept):
    rows = {kept(jpeg(width=100 + n)).id for n in range(10)}
    seen = []
    for night in range(1, 8):
        due = [row.id for row in checking.due(Fraction(1, 7))]
        checking.note_verified(due, at=NOON + timedelta(days=night))
        seen += due

    assert set(seen) == rows
    assert len(seen) == 14
    assert sorted(map(seen.count, rows)) == [1] * 6 + [2] * 4


def test_no_share_is_nothing_while_there_is_something(kept):
    assert checking.due(Fraction(1, 7)) == []
    kept()
    assert len(checking.due(Fraction(1, 1000))) == 1


def test_what_nobody_names_is_cleaned_after_a_day(kept, storage, aged):
    row = kept()
    for key in ("blobs/ab/abcd", "parts/no-upload/0000000000", f"parts/{row.id}/0000000000", "tmp/half"):
        storage.put(key, b"x")
    aged(23)
    assert clean(storage) == []

    aged(25)
    assert clean(storage) == sorted(
        ["blobs/ab/abcd", "parts/no-upload/0000000000", f"parts/{row.id}/0000000000", "tmp/half"]
    )
    assert list(checking.holes(storage, checking.due(Fraction(1)))) == []


def test_parts_of_a_file_that_is_on_its_way_stay(announced, storage, aged):
    photo = jpeg()
    file = announced(photo)
    storage.put(part_key(file.id, 0), photo[:100])
    aged(1000)

    assert clean(storage) == []


def test_parts_of_a_file_that_was_refused_go(announced, storage, aged):
    file = announced(jpeg())
    storage.put(part_key(file.id, 0), b"x")
    db.session.get(Upload, file.id).refusal = "No."
    aged(25)

    assert clean(storage) == [part_key(file.id, 0)]


def test_an_upload_that_nobody_goes_on_with_is_forgotten_and_may_begin_anew(announced, storage, visit):
    photo = jpeg()
    file = announced(photo)
    assert checking.forget_stale_uploads(at=NOON + timedelta(days=13)) == 0

    assert checking.forget_stale_uploads(at=NOON + timedelta(days=15)) == 1

    with pytest.raises(evidence.Unannounced):
        evidence.expect(visit, file.id, 0, 10)
    assert announced(photo, id=file.id).id == file.id


def test_the_second_id_of_a_piece_is_not_forgotten(kept, announced, visit):
    row = kept()
    again = announced(jpeg())

    checking.forget_stale_uploads(at=NOON + timedelta(days=1000))

    assert evidence.piece_of(visit, again.id) is row


def test_bytes_that_were_written_again_are_no_orphan_any_more(storage, aged):
    storage.put("blobs/ab/abcd", b"x")
    aged(25)
    (orphan,) = checking.old(storage, at=NOON)
    storage.put("blobs/ab/abcd", b"x")

    assert not checking.remove(storage, orphan, at=NOON)
    assert storage.find("blobs/ab/abcd")


def test_bytes_that_a_row_has_come_for_are_no_orphan_any_more(announced, visit, cast, storage, aged):
    photo = jpeg()
    file = announced(photo)
    part = evidence.expect(visit, file.id, 0, len(photo))
    made = evidence.complete(storage, part, photo)
    aged(25)
    orphans = checking.unnamed(list(checking.old(storage, at=NOON)))
    assert len(orphans) == 2
    evidence.keep(visit, part, made, storage, by=cast.assessor, at=NOON)

    assert [checking.remove(storage, one, at=NOON) for one in orphans] == [False, False]


def test_a_row_is_not_written_for_bytes_that_were_cleaned_meanwhile(announced, visit, cast, storage, aged):
    from assess.storage import Unavailable

    photo = jpeg()
    file = announced(photo)
    db.session.commit()
    part = evidence.expect(visit, file.id, 0, len(photo))
    made = evidence.complete(storage, part, photo)
    aged(25)
    assert len(clean(storage)) == 2

    with pytest.raises(Unavailable):
        evidence.keep(visit, part, made, storage, by=cast.assessor, at=NOON)
    db.session.rollback()

    assert list(db.session.scalars(select(Evidence))) == []
    made = evidence.complete(storage, part, photo)
    assert evidence.keep(visit, part, made, storage, by=cast.assessor, at=NOON).status == evidence.KEPT
