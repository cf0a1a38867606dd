"""Versions in the database: loaded once, never changed, read back as they were."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, update

from assess.core.rules import RuleBroken
from assess.models import AuditEntry, InstrumentVersion, db
from assess.paths import STANDARDS
from assess.services import standards
from assess.standards import bundled
from assess.standards.check import check_bytes, loaded
from assess.standards.dump import to_yaml
from tests.conftest import NOON
from tests.instruments import small


def other(old, new):
    """The test instrument with one text replaced."""
    return loaded("other", check_bytes(to_yaml(small().document).replace(old, new).encode()))


def test_a_loaded_version_is_read_back_as_the_same_instrument(app):
    version = standards.newest("prueba")

    assert standards.get_version(version.id) == small().instrument
    assert standards.get("prueba", "1.0").sha256 == small().sha256
    assert standards.document(version) == small().document


def test_loading_the_same_content_again_gives_the_same_row(app):
    first = standards.newest("prueba")

    assert standards.load_version(small(), by=None, at=NOON) is first
    assert db.session.scalars(select(InstrumentVersion)).all() == [first]


def test_other_content_under_the_same_version_is_refused(app):
    with pytest.raises(RuleBroken, match="Publish yours as a new version"):
        standards.load_version(other("Lista de prueba", "Otra lista"), by=None, at=NOON)


def test_a_new_version_stands_beside_the_old_one_and_is_the_newest(app):
    standards.load_version(other('version: "1.0"', 'version: "1.1"'), by=None, at=NOON)

    assert standards.newest("prueba").version == "1.1"
    assert standards.get("prueba", "1.0").version == "1.0"
    assert [row.version for row in standards.versions()] == ["1.1", "1.0"]


def test_the_row_tells_title_types_and_number_of_criteria(app):
    version = standards.newest("prueba")

    assert (version.title.es, version.criteria) == ("Lista de prueba", len(small().instrument.criteria))
    assert set(version.facility_types.split()) == small().instrument.facility_types


def test_a_load_is_in_the_audit_chain(app):
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "instrument.load")).one()

    assert entry.details == {"sha256": small().sha256}


@pytest.mark.parametrize(("name", "version"), [("none", None), ("prueba", "9.9")])
def test_what_is_not_loaded_is_refused_with_the_way_out(app, name, version):
    with pytest.raises(RuleBroken, match="assess standards list"):
        standards.get(name, version)


def test_content_changed_behind_our_back_is_not_used(app):
    standards.get_version.cache_clear()
    version = standards.newest("prueba")
    db.session.execute(
        update(InstrumentVersion).values(content=version.content.replace('critical":true', 'critical":false'))
    )
    db.session.expire_all()

    with pytest.raises(RuleBroken, match="changed from outside"):
        standards.get_version(version.id)


def test_the_bundled_instruments_are_loaded_once(app):
    added = standards.load_bundled(by=None, at=NOON)

    assert sum(version.criteria for version in added) == 484
    assert len(added) == 9
    assert standards.load_bundled(by=None, at=NOON) == []


def test_a_bundled_file_that_is_known_and_loaded_is_not_read_again(app, tmp_path):
    path = shutil.copy(STANDARDS / "leaving-care-1.0.0.yaml", tmp_path)
    (tmp_path / bundled.INDEX).write_text(bundled.index_of(tmp_path))
    standards.load_bundled(by=None, at=NOON, folder=tmp_path)
    Path(path).write_text("no YAML: [")
    unread = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    (tmp_path / bundled.INDEX).write_text(json.dumps({unread: standards.newest("leaving-care").sha256}))

    assert standards.load_bundled(by=None, at=NOON, folder=tmp_path) == []


def test_a_bundled_file_that_was_edited_without_a_new_version_is_refused(app, tmp_path):
    (tmp_path / "prueba.yaml").write_text(to_yaml(small().document).replace("Lista de prueba", "Otra lista"))

    with pytest.raises(RuleBroken, match="Publish yours as a new version"):
        standards.load_bundled(by=None, at=NOON, folder=tmp_path)
