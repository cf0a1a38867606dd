"""A backup is whole or refused, holds database and evidence, and comes back as it was on either database (P22)."""

from __future__ import annotations

import hashlib
import io
import random
import stat
import threading
import uuid

import pytest
from sqlalchemy import inspect, select, text

from assess import schema
from assess.core.rules import RuleBroken
from assess.models import AuditEntry, Evidence, Facility, db
from assess.models.database import rebuilding, writing
from assess.services import audit, backups
from assess.services.backups import parts, rows, sealed
from assess.services.evidence import blob_key
from assess.services.onsite import epoch
from assess.storage import Storage
from tests.conftest import NOON, STATE_A
from tests.dumps import fingerprints
from tests.saved import SECRET, saved

CANNOT = "cannot be opened"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A key that is slow to make is slow to try; a test that tries a hundred cannot wait for it."""
    monkeypatch.setattr(sealed, "COST", 4)


@pytest.fixture
def store(tmp_path):
    return Storage((tmp_path / "evidence").as_uri())


@pytest.fixture
def other_store(tmp_path):
    return Storage((tmp_path / "other-evidence").as_uri())


def restored(source, store=None, secret=SECRET, **more):
    with rebuilding() as connection:
        return backups.restore(connection, source, secret, store=store, make_tables=schema.make, **more)


def add_evidence(visit, store, content=b"a photo", thumbnail=b"a small photo"):
    """Rows and bytes as the product keeps them."""
    sums = [hashlib.sha256(one).hexdigest() for one in (content, thumbnail)]
    for sha256, one in zip(sums, (content, thumbnail), strict=True):
        store.put(blob_key(sha256), one)
    piece = Evidence(
        id=uuid.uuid4(),
        visit_id=visit.id,
        criterion="P1.1",
        kind="photo",
        sha256=sums[0],
        size=len(content),
        stored_sha256=sums[0],
        stored_size=len(content),
        media_type="image/jpeg",
        thumbnail_sha256=sums[1],
        author_id=visit.members[0].user_id,
        device="d",
        claimed_at=NOON,
        received_at=NOON,
    )
    db.session.add(piece)
    return sums


@pytest.fixture
def full(app, cast, make_visit, store):
    """A database with people, facilities, answers and evidence; the sums of its files."""
    sums = add_evidence(make_visit({"P1.1": 2}), store)
    db.session.commit()
    return sums


@pytest.fixture
def file(full, store, tmp_path):
    saved(tmp_path / "assess.backup", store)
    return tmp_path / "assess.backup"


def test_what_was_backed_up_comes_back_row_by_row_and_file_by_file(file, full, other_store, empty_again):
    before = fingerprints(db.engine)
    empty_again()
    manifest = restored(file, other_store)
    assert fingerprints(db.engine) == before
    assert (manifest.head.made_at, manifest.head.revision, manifest.files) == (NOON.isoformat(), schema.head(), 2)
    assert [other_store.get(blob_key(sha256)) for sha256 in full] == [b"a photo", b"a small photo"]
    assert list(audit.faults()) == []


@pytest.fixture
def empty_again(app):
    """Take everything out of the database, as a new place would be."""

    def take():
        with rebuilding() as connection:
            for table in reversed(db.metadata.sorted_tables):
                table.drop(connection)
            connection.execute(text("DROP TABLE alembic_version"))

    return take


def test_numbers_that_the_database_gives_go_on_from_where_they_were(file, full, empty_again, make_visit):
    last = db.session.scalar(text("SELECT max(seq) FROM operation"))
    empty_again()
    restored(file)
    place = db.session.scalar(select(Facility).where(Facility.state_code == STATE_A))
    make_visit({"P1.2": 1}, place=place)
    db.session.commit()
    assert db.session.scalar(text("SELECT min(seq) FROM operation WHERE seq > :last"), {"last": last}) == last + 1


def test_what_a_first_start_put_there_gives_way(file, full, app, empty_again):
    """Reference data and instruments are nobody's work: a place that was started once still counts as empty."""
    before = fingerprints(db.engine)
    empty_again()
    schema.upgrade()
    restored(file)
    assert fingerprints(db.engine) == before


def test_a_restore_begins_another_epoch_and_is_noted(file, full, empty_again):
    old = epoch.current()
    empty_again()
    with rebuilding() as connection:
        manifest = backups.restore(connection, file, SECRET, store=None, make_tables=schema.make)
        backups.restored(manifest, at=NOON)
    assert epoch.current() != old
    last = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert (last.action, last.details["made_at"]) == ("backup.restore", NOON.isoformat())
    assert list(audit.faults()) == []


def test_any_flipped_byte_is_refused_and_nothing_is_changed(file, full):
    raw, before = file.read_bytes(), fingerprints(db.engine)
    chance = random.Random(7)
    places = [*range(sealed.HEADER.size + 4), *(chance.randrange(len(raw)) for _ in range(60)), -1, -16, -17]
    for place in places:
        torn = bytearray(raw)
        torn[place] ^= 1 << chance.randrange(8)
        file.write_bytes(torn)
        with pytest.raises(RuleBroken, match=CANNOT):
            restored(file)
    assert fingerprints(db.engine) == before


def test_an_end_cut_off_or_added_is_refused(file):
    raw = file.read_bytes()
    chance = random.Random(8)
    for torn in (raw[:-1], raw[:-16], raw + b"\0", raw + raw, *(raw[: chance.randrange(len(raw))] for _ in range(20))):
        file.write_bytes(torn)
        with pytest.raises(RuleBroken, match=CANNOT):
            restored(file)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b\x08" + b"\0" * 50, sealed.MARK])
def test_what_is_no_backup_is_refused(app, tmp_path, content):
    (tmp_path / "x.backup").write_bytes(content)
    with pytest.raises(RuleBroken, match=CANNOT):
        restored(tmp_path / "x.backup")
    with (tmp_path / "x.backup").open("rb") as opened:
        assert backups.lock_of(opened) is None


def test_another_passphrase_is_refused(file):
    for secret in ("", SECRET + " ", SECRET.upper()):
        with pytest.raises(RuleBroken, match=CANNOT):
            restored(file, secret=secret)


def test_pieces_in_another_order_are_refused(tmp_path):
    """Each piece is sealed with its number: two that change places, or one left out, do not open."""
    content = b"".join(bytes([n]) * sealed.PIECE for n in range(4))
    target = io.BytesIO()
    sealer = sealed.Sealer(target, SECRET, backups.PASSPHRASE)
    sealer.write(content)
    sealer.finish()
    raw, size = target.getvalue(), sealed.PIECE + sealed.TAG
    start, pieces = raw[: sealed.HEADER.size], raw[sealed.HEADER.size :]
    a, b, *rest = (pieces[i : i + size] for i in range(0, len(pieces), size))
    assert read_all(start + pieces) == content
    for order in ([b, a, *rest], [a, *rest], [a, a, b, *rest], [a, b, *rest[:-1]]):
        with pytest.raises(RuleBroken, match=CANNOT):
            read_all(start + b"".join(order))


def read_all(raw):
    opener, found = sealed.Opener(io.BytesIO(raw), SECRET, "x"), b""
    while block := opener.read(700_000):
        found += block
    return found


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 3 * sealed.PIECE])
def test_any_length_can_be_sealed(size):
    target = io.BytesIO()
    sealer = sealed.Sealer(target, SECRET, backups.PASSPHRASE)
    sealer.write(b"x" * size)
    sealer.finish()
    assert read_all(target.getvalue()) == b"x" * size


def test_parts_survive_any_cut_of_the_stream_as_an_error():
    target = io.BytesIO()
    parts.write(target, "a", parts.packed([b"one\n", b"two\n"]))
    parts.finish(target)
    whole = target.getvalue()
    assert [(name, b"".join(parts.unpacked(blocks))) for name, blocks in parts.read(io.BytesIO(whole))] == [
        ("a", b"one\ntwo\n")
    ]
    for end in range(len(whole)):
        with pytest.raises(parts.Cut):
            [b"".join(blocks) for _name, blocks in parts.read(io.BytesIO(whole[:end]))]


def test_a_database_that_holds_work_is_left_alone(file, full):
    before = fingerprints(db.engine)
    with pytest.raises(RuleBroken, match="This database holds data"):
        restored(file)
    assert fingerprints(db.engine) == before


def test_a_backup_under_another_key_is_refused_unless_it_is_asked_for(file, full, empty_again):
    empty_again()
    with pytest.raises(RuleBroken, match="another secret key"):
        restored(file, key="somebody else's")
    assert inspect(db.engine).get_table_names() == []
    restored(file, key=audit.key_name())


def test_a_backup_never_replaces_a_file(file):
    raw = file.read_bytes()
    with pytest.raises(RuleBroken, match="exists already"):
        saved(file)
    assert file.read_bytes() == raw


def test_a_backup_is_for_its_owner_alone(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_failed_backup_leaves_no_file_behind(app, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "finish", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space"):
        saved(tmp_path / "b.backup")
    assert not list(tmp_path.glob("b.*"))


def test_the_file_holds_no_key_and_nothing_readable(file, app, cast, full):
    raw = file.read_bytes()
    for secret in (app.config["SECRET_KEY"], cast.facility.name, cast.admin.email, full[0], "user_account"):
        assert secret.encode() not in raw


def test_a_hole_in_the_evidence_is_told_and_the_rest_is_saved(full, store, other_store, tmp_path, empty_again):
    photo, small = full
    store.put(blob_key(photo), b"something else")
    manifest = saved(tmp_path / "b.backup", store)
    assert (manifest.missing, manifest.files) == ([photo], 1)
    store.delete(blob_key(photo))
    assert saved(tmp_path / "c.backup", store).missing == [photo]
    empty_again()
    assert restored(tmp_path / "c.backup", other_store).missing == [photo]
    assert other_store.find(blob_key(small))
    assert other_store.find(blob_key(photo)) is None


def test_a_backup_that_does_not_come_back_is_noticed_at_once(app, cast, tmp_path, monkeypatch):
    """The proof: what was written is restored aside. Here one row does not come back."""
    db.session.commit()
    whole = rows.load

    def forgetful(connection, table, columns, blocks):
        text = b"".join(blocks)
        whole(connection, table, columns, [text.split(b"\n", 1)[1] if table.name == "facility" else text])

    monkeypatch.setattr(rows, "load", forgetful)
    with pytest.raises(RuleBroken, match="differs from the backup in facility"):
        saved(tmp_path / "b.backup")
    assert not list(tmp_path.glob("b.*"))


def test_a_backup_under_load_is_of_one_moment(app, cast, tmp_path, empty_again):
    """Each writer adds an entry and moves the head in one transaction: the copy has both or neither."""
    stop, begun = threading.Event(), threading.Event()

    def write():
        with app.app_context():
            lock = writing.set(True)
            while not stop.is_set():
                audit.record("test.load", by=None, at=NOON)
                db.session.commit()
                begun.set()
            db.session.remove()
            writing.reset(lock)

    db.session.commit()
    before = audit.length()
    db.session.commit()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        begun.wait(30)
        manifest = saved(tmp_path / "b.backup")
    finally:
        stop.set()
        writer.join()
    db.session.rollback()
    assert before < manifest.tables["audit_entry"][0] <= audit.length()
    empty_again()
    restored(tmp_path / "b.backup")
    assert audit.length() == manifest.tables["audit_entry"][0]
    assert list(audit.faults()) == []
