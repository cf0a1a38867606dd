"""`assess evidence check`, as a nightly job runs it."""

import json
import os
import time

import pytest

from assess.storage import Storage
from tests.conftest import PASSWORD
from tests.evidence import jpeg
from tests.field import country
from tests.s3 import bucket


@pytest.fixture
def place(tmp_path, monkeypatch, database):
    """An installation with one photo in it; its store."""
    made = country.make(tmp_path / "instance", database=database)
    monkeypatch.setenv("ASSESS_SECRET_KEY", "k" * 40)
    storage = Storage((tmp_path / "instance" / "evidence").as_uri())
    _keep_one(made)
    return storage


def _keep_one(made):
    from assess import create_app, imaging
    from tests.instruments import token_of

    app = create_app(made.settings())
    browser = app.test_client()
    token = token_of(browser.get("/sign-in").get_data(as_text=True))
    browser.post("/sign-in", data={"email": made.people[0], "password": PASSWORD, "csrf_token": token})
    token = token_of(browser.get("/password").get_data(as_text=True))
    import io
    import uuid

    form = {
        "csrf_token": token,
        "submission": str(uuid.uuid4()),
        "no_person": "y",
        "file": (io.BytesIO(jpeg()), "a.jpg"),
    }
    answer = browser.post(f"/visits/{made.visits[0]}/criteria/P1.1/evidence", data=form)
    assert answer.status_code == 302
    imaging.close()
    with app.app_context():
        from assess.models import db

        db.engine.dispose()


def test_a_whole_store_is_said_to_be_whole(run, place):
    found = run("evidence", "check")

    assert found.exit_code == 0
    assert "1 file read." in found.output


def test_a_hole_is_named_and_the_command_fails(run, place):
    for stored in place.list("blobs/"):
        place.put(stored.key, b"x")

    found = run("evidence", "check", "--share", "1/7", "--json")

    told = json.loads(found.stdout)
    assert found.exit_code == 1
    assert told["checked"] == 1
    assert {hole["what"] for hole in told["holes"]} == {"damaged"}
    assert len(told["holes"]) == 2
    assert told["holes"][0]["id"] in run("evidence", "check").output


def test_leftovers_of_yesterday_are_removed(run, place):
    place.put("blobs/ab/abcd", b"12345")
    place.put("parts/x/0000000000", b"12345")
    yesterday = time.time() - 25 * 3600
    os.utime(place.folder / "blobs/ab/abcd", (yesterday, yesterday))

    told = json.loads(run("evidence", "check", "--json").stdout)

    assert (told["orphans_removed"], told["bytes_removed"], told["holes"]) == (1, 5, [])
    assert place.find("blobs/ab/abcd") is None
    assert place.find("parts/x/0000000000")


@pytest.mark.parametrize("share", ["0", "2", "-1/7", "x", "1/0", "nan"])
def test_a_share_that_is_no_part_is_refused_in_a_sentence(run, share):
    found = run("evidence", "check", "--share", share)

    assert found.exit_code == 1
    assert "1/7" in found.stderr


def test_a_store_that_does_not_answer_is_told_in_a_sentence(run, place, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("ASSESS_STORAGE_URL", f"file://{tmp_path}/file/evidence")

    found = run("evidence", "check")

    assert found.exit_code == 1
    assert "does not answer" in found.stderr


def test_a_backup_without_its_store_is_refused_and_leaves_no_file(run, place, tmp_path, monkeypatch):
    with bucket() as (address, environment):
        for name, text in environment.items():
            monkeypatch.setenv(name, text)
    monkeypatch.setenv("ASSESS_STORAGE_URL", address)
    monkeypatch.setenv("ASSESS_BACKUP_PASSPHRASE", "cuatro palabras muy largas")

    refused = run("backup", tmp_path / "b.backup")

    assert (refused.exit_code, "does not answer" in refused.output) == (1, True)
    assert list(tmp_path.glob("*b.backup*")) == []


def test_help_shows_how_it_is_run_at_night(run):
    assert "assess evidence check --share 1/7" in run("evidence", "check", "--help").output
