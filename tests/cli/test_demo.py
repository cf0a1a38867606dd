"""`assess demo`: a country with a bar, only in an empty database."""

from __future__ import annotations

import pytest

from tests.dumps import counts


def test_a_country_is_made_once(run, tmp_path, database):
    made = run("demo", "--facilities", 2, "--visits", 1, "--seed", 3, "--on", "2026-11-22")
    assert made.exit_code == 0, made.output
    assert "Done. See it with: assess run --demo" in made.output
    place = database or f"sqlite:///{tmp_path / 'instance' / 'demo.sqlite'}"
    before = counts(place)
    assert before["facility"] == 2
    again = run("demo", "--facilities", 2)
    assert (again.exit_code, "already holds data" in again.output) == (1, True)
    assert counts(place) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--facilities", 0), "Choose between 1 and 200,000 facilities."),
        (("--visits", 13), "Choose between 0 and 12 visits"),
        (("--facilities", "x"), "--help"),
        (("--on", "ayer"), "“ayer” is not a day."),
    ],
)
def test_numbers_that_make_no_sense_are_refused_before_anything_is_made(run, tmp_path, options, sentence):
    refused = run("demo", *options)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert not (tmp_path / "instance").exists()
