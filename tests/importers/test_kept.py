"""An upload waits for its own person, for a day."""

import io
import os
import uuid
from datetime import timedelta

import pytest

from assess.core.rules import RuleBroken
from assess.importers import kept
from tests.conftest import NOON
from tests.importers.tables import workbook

OWNER = uuid.uuid4()


def keep(folder, content=b"Nombre\nCasa\n", at=NOON):
    return kept.keep(folder, io.BytesIO(content), "../../mi tabla.csv", owner=OWNER, at=at)


def test_an_upload_is_found_again_by_its_owner_alone(tmp_path):
    mine = keep(tmp_path)
    assert kept.find(tmp_path, mine.token, owner=OWNER, at=NOON) == mine
    assert kept.find(tmp_path, mine.token, owner=uuid.uuid4(), at=NOON) is None


def test_a_workbook_is_read_once(tmp_path):
    with workbook(tmp_path / "b.xlsx", ("Nombre",), ("Casa",)).open("rb") as file:
        mine = kept.keep(tmp_path / "imports", file, "b.xlsx", owner=OWNER, at=NOON)
    assert [list(row.cells) for row in mine.table.rows()] == [["Casa"]]


@pytest.mark.parametrize("token", ["..", "../../etc", "", "x" * 32, "%2e%2e"])
def test_a_token_is_never_a_path(tmp_path, token):
    (tmp_path / "about.json").write_text("{}")
    assert kept.find(tmp_path, token, owner=OWNER, at=NOON) is None


def test_after_a_day_it_is_gone(tmp_path):
    mine, later = keep(tmp_path), NOON + timedelta(hours=25)
    assert kept.find(tmp_path, mine.token, owner=OWNER, at=later) is None
    os.utime(tmp_path / mine.token, (NOON.timestamp(),) * 2)
    kept.sweep(tmp_path, later)
    assert list(tmp_path.iterdir()) == []


def test_nothing_stays_of_a_refused_upload(tmp_path):
    with pytest.raises(RuleBroken):
        keep(tmp_path, b"%PDF-1.7")
    with pytest.raises(RuleBroken):
        keep(tmp_path, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_discarded_upload_is_gone(tmp_path):
    kept.discard(tmp_path, keep(tmp_path))
    assert list(tmp_path.iterdir()) == []
