"""The visit's own copy of the profile."""

import pytest

from assess.core.merge import PROFILE
from assess.models import db
from assess.services import sync, visits


@pytest.fixture
def path(visit):
    return f"/visits/{visit.id}/profile"


def test_counts_are_saved_as_operations(visit, desk, cast, path):
    form = desk(cast.assessor)

    answer = form.fill(form.read(path), "main form", path, girls_0="2", capacity="30", boys_6_11="")

    db.session.rollback()
    profile = visits.standing_of(visit).profile
    assert answer.status_code == 302
    assert (profile.girls_0, profile.capacity, profile.boys_6_11) == (2, 30, None)
    assert sync.state_of(visit)[PROFILE, "girls_0"].heads[0].device.startswith("desk:")


def test_nought_carers_and_twenty_children_are_allowed(visit, desk, cast, path):
    form = desk(cast.assessor)
    none = dict.fromkeys(("staff_morning", "staff_afternoon", "staff_night"), "0")

    assert form.fill(form.read(path), "main form", path, **none).status_code == 302
    db.session.rollback()
    profile = visits.standing_of(visit).profile
    assert (profile.children, profile.staff_morning, profile.staff_night) == (20, 0, 0)


@pytest.mark.parametrize("text", ["-1", "2.5", "muchas", "100000", "٣"])
def test_a_count_that_is_none_is_told_beside_its_field_and_the_others_are_saved(visit, desk, cast, path, text):
    form = desk(cast.assessor)

    answer = form.fill(form.read(path), "main form", path, girls_0=text, boys_0="3")

    db.session.rollback()
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="girls_0-error"' in page
    assert f'value="{text}"' in page
    profile = visits.standing_of(visit).profile
    assert (profile.girls_0, profile.boys_0) == (None, 3)


def test_two_who_count_differently_are_both_kept(visit, desk, cast, path):
    mine, theirs = desk(cast.assessor), desk(cast.lead_assessor)
    one, two = mine.read(path), theirs.read(path)
    mine.fill(one, "main form", path, girls_0="1")

    theirs.fill(two, "main form", path, girls_0="2")

    db.session.rollback()
    assert visits.missing(visit)[PROFILE] == ("conflict",)
    assert theirs.read(path).select_one("input[name=girls_0]") is None


def test_the_profile_is_locked_after_fieldwork(visit, desk, cast, path):
    visit.status = "fieldwork_closed"

    assert desk(cast.assessor).read(path).select_one("fieldset[disabled]")
