"""P19: every connection promises durable commits before anybody uses it, and the database lies on a disk of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event, text

from assess import create_app
from assess.core.rules import RuleBroken
from assess.models import db
from assess.models.database import writing
from assess.services import disks
from assess.settings import Settings
from tests.conftest import ON_POSTGRES

RULES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.fixture
def connections(app):
    """Several connections at once, so that none of them is the one that a test has prepared."""
    db.session.rollback()
    lock = writing.set(False)
    opened = [db.engine.connect() for _ in range(4)]
    yield opened
    for one in opened:
        one.close()
    writing.reset(lock)


def test_each_connection_commits_durably(connections):
    for one in connections:
        if ON_POSTGRES:
            assert one.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
            continue
        assert {name: one.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in RULES} == RULES
        assert one.exec_driver_sql("PRAGMA busy_timeout").scalar_one() >= 5000


def test_what_the_server_is_set_to_does_not_count(connections):
    """The PostgreSQL of the tests has it switched off, as a hasty administrator would."""
    if ON_POSTGRES:
        asked = "SELECT setting, reset_val FROM pg_settings WHERE name = 'synchronous_commit'"
        assert tuple(connections[0].exec_driver_sql(asked).one()) == ("on", "off")
    else:
        assert all(one.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2 for one in connections)


@pytest.fixture
def begun(app):
    """How each transaction of the application begins, in their order."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def test_who_writes_takes_the_lock_at_the_start_and_who_reads_never_does(app, begun, as_, national):
    if ON_POSTGRES:
        return  # rows are locked there, not the database
    browser = as_(national)
    db.session.commit()
    begun.clear()
    assert browser.get("/facilities").status_code == 200
    assert set(begun) == {"BEGIN"}
    begun.clear()
    browser.post("/facilities/new", data={"csrf_token": browser.csrf})
    assert set(begun) == {"BEGIN IMMEDIATE"}


def test_a_connection_that_rebuilt_tables_is_not_used_again(app):
    from assess.models.database import rebuilding

    with rebuilding() as connection:
        if not ON_POSTGRES:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 0
    if not ON_POSTGRES:
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 27 0:44 / /srv rw - {kind} server:/export rw
32 27 0:45 / /srv/local\\040disk rw shared:1 - xfs /dev/sdb rw
33 27 0:46 / /srv rw - {kind} server:/export rw
"""


@pytest.fixture
def mounts(tmp_path):
    def make(kind):
        file = tmp_path / "mountinfo"
        file.write_text(MOUNTS.format(kind=kind))
        return file

    return make


@pytest.mark.parametrize(
    "kind",
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "9p",
        "ceph",
        "glusterfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.glusterfs",
    ],
)
def test_a_database_on_a_network_disk_is_refused_with_the_way_out(mounts, kind):
    file = Path("/srv/assess/instance/assess.sqlite")
    with pytest.raises(RuleBroken) as refused:
        disks.refuse_network(file, mounts(kind))
    assert kind in str(refused.value)
    assert "ASSESS_INSTANCE" in str(refused.value)
    assert "PostgreSQL" in str(refused.value)


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "fuseblk", "apfs", "ntfs3"])
def test_a_disk_of_this_machine_is_taken(mounts, kind):
    disks.refuse_network(Path("/srv/assess.sqlite"), mounts(kind))


def test_a_disk_below_a_network_one_counts_as_itself(mounts):
    assert disks.kind(Path("/srv/local disk/assess.sqlite"), mounts("nfs4")) == "xfs"
    assert disks.kind(Path("/srv/other/assess.sqlite"), mounts("nfs4")) == "nfs4"
    assert disks.kind(Path("/srvother/assess.sqlite"), mounts("nfs4")) == "ext4"


def test_a_link_counts_as_what_it_leads_to(mounts, tmp_path):
    (tmp_path / "here").symlink_to("/srv")
    assert disks.kind(tmp_path / "here" / "assess.sqlite", mounts("cifs")) == "cifs"


def test_a_system_that_does_not_tell_is_trusted(tmp_path):
    disks.refuse_network(tmp_path / "assess.sqlite", tmp_path / "no such file")


def test_the_application_does_not_start_on_a_network_disk(tmp_path, monkeypatch, mounts):
    monkeypatch.setattr(disks.refuse_network, "__defaults__", (mounts("nfs4"),))
    link = tmp_path / "instance"
    settings = Settings(instance=link, database_url="sqlite:////srv/assess.sqlite", secret_key="k" * 40, testing=True)
    with pytest.raises(RuleBroken, match="lies on a network file system"):
        create_app(settings)
    create_app(settings.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"}))
