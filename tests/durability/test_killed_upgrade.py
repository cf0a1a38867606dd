"""P21: an upgrade that is killed at any statement leaves the old database or the new one, never one between."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from assess import schema
from assess.models import db
from assess.models.database import rebuilding
from assess.services import backups
from tests.durability.test_upgrade import RELEASES


@pytest.fixture
def address(empty):
    """A database of the oldest schema that was ever in use."""
    oldest = min(RELEASES)
    with rebuilding() as connection:
        backups.restore(connection, RELEASES[oldest], f"release {oldest}", store=None, make_tables=schema.make)
    db.engine.dispose()
    return db.engine.url.render_as_string(hide_password=False)


def test_every_kill_leaves_the_old_database_or_the_new_one(address, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSESS_")}
    command = [sys.executable, "-m", "tests.durability.killed_upgrade", address, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == []
    assert found["left"][f"{min(RELEASES)} killed"] > 15, found["left"]
    assert found["left"][f"{schema.head()} whole"] == 1, found["left"]
