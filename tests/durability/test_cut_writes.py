"""P19, P20: a write or flush of the database that fails, wherever it is, leaves nothing half stored and nothing said.

A failed flush may leave what it should have made durable; the client was told "later" and repeats it, which is stored
once. SQLite only: PostgreSQL does its own input and output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.durability.disk import built
from tests.field import country

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cut")
    here = country.make(folder / "instance")
    (here.instance / "country.json").write_text(json.dumps({"visits": here.visits, "codes": here.codes}))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSESS_")}
    environment |= {"LD_PRELOAD": str(built(folder)), "DISK_WATCH": "/instance/assess.sqlite"}
    command = [sys.executable, "-m", "tests.durability.cut_writes", str(here.instance)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_nothing_is_lost_doubled_or_half_stored(outcome):
    assert outcome["found"] == []


def test_each_kind_of_fault_was_met_and_told_as_later(outcome):
    assert len(outcome["fired"]) == 6, outcome["fired"]
    assert outcome["statuses"]["503"] > 20, outcome["statuses"]
    assert set(outcome["statuses"]) <= {"200", "503"}
