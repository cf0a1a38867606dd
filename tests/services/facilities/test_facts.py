"""Profiles and papers are dated, and cannot contradict themselves."""

from datetime import date

import pytest

from assess.core.rules import RuleBroken
from assess.services import facilities
from tests.conftest import NOON

DAY = date(2026, 11, 1)


def test_the_newest_profile_gives_residents_and_size(facility):
    facilities.record_profile(facility, DAY, {"girls_6_11": 9, "boys_0": 5}, by=None, at=NOON)
    facilities.record_profile(facility, date(2025, 1, 1), {"girls_6_11": 40}, by=None, at=NOON)
    assert (facility.residents, facility.size, len(facility.profiles)) == (14, "small", 3)


def test_a_second_count_of_the_same_day_corrects_the_first(facility):
    first = facilities.record_profile(facility, DAY, {"girls_6_11": 9, "note": "Lista"}, by=None, at=NOON)
    second = facilities.record_profile(facility, DAY, {"girls_6_11": 8}, by=None, at=NOON)
    assert (first.id, second.girls_6_11, second.note, facility.residents) == (second.id, 8, "", 8)


def test_not_counted_is_not_the_same_as_none(facility):
    profile = facilities.record_profile(facility, DAY, {"girls_0": 0}, by=None, at=NOON)
    assert (profile.girls_0, profile.girls_1_5, facility.residents) == (0, None, 0)


def test_children_without_a_single_carer_can_be_told(facility):
    profile = facilities.record_profile(facility, DAY, {"girls_6_11": 20, "staff_night": 0}, by=None, at=NOON)
    assert (profile.staff_night, facility.residents) == (0, 20)


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"girls_0": -1}, "girls_0"),
        ({"girls_0": "dos"}, "girls_0"),
        ({"girls_0": True}, "girls_0"),
        ({"staff_night": 5001}, "staff_night"),
        ({"girls_6_11": 5, "unaccompanied": 6}, "unaccompanied"),
        ({"girls_6_11": 5, "disability": 6}, "disability"),
        ({"facility_id": 1}, "facility_id"),
    ],
)
def test_a_count_that_cannot_be_is_refused_at_its_field(facility, counts, field):
    with pytest.raises(RuleBroken) as refused:
        facilities.record_profile(facility, DAY, counts, by=None, at=NOON)
    assert (refused.value.field, len(facility.profiles)) == (field, 1)


def test_nobody_counts_tomorrow(facility):
    with pytest.raises(RuleBroken) as refused:
        facilities.record_profile(facility, date(2026, 11, 21), {}, by=None, at=NOON)
    assert refused.value.field == "valid_on"


def test_a_legal_status_is_kept_once_per_axis(facility):
    first = facilities.set_legal_status(facility, "registration", {"status": "in_process"}, by=None, at=NOON)
    paper = {"status": "registered", "number": " R-1 ", "issued_on": date(2026, 1, 1)}
    second = facilities.set_legal_status(facility, "registration", paper, by=None, at=NOON)
    assert (first.id, second.number, second.status) == (second.id, "R-1", "registered")


@pytest.mark.parametrize(
    ("axis", "paper", "field"),
    [
        ("registration", {"status": "valid"}, "status"),
        ("registration", {}, "status"),
        ("supervision", {"status": "valid"}, None),
        ("authorisation", {"status": "valid", "issued_on": date(2087, 1, 1)}, "issued_on"),
        ("authorisation", {"status": "revoked", "issued_on": DAY, "expires_on": date(2026, 1, 1)}, "expires_on"),
        ("authorisation", {"status": "valid", "expires_on": date(2026, 11, 19)}, "expires_on"),
        ("authorisation", {"status": "valid", "number": "x" * 61}, "number"),
        ("authorisation", {"status": "valid", "facility_id": 1}, None),
    ],
)
def test_a_paper_that_cannot_be_is_refused(facility, axis, paper, field):
    with pytest.raises(RuleBroken) as refused:
        facilities.set_legal_status(facility, axis, paper, by=None, at=NOON)
    assert (refused.value.field, facility.legal_statuses) == (field, [])


def test_a_paper_on_its_last_day_is_valid(facility):
    paper = {"status": "valid", "expires_on": date(2026, 11, 20)}
    assert facilities.set_legal_status(facility, "authorisation", paper, by=None, at=NOON).status == "valid"


def test_a_status_from_an_older_page_is_refused(facility):
    facilities.change_facility(facility, {"capacity": 5}, 1, by=None, at=NOON)
    with pytest.raises(RuleBroken, match="Somebody else changed"):
        facilities.set_legal_status(facility, "registration", {"status": "removed"}, revision=1, by=None, at=NOON)
