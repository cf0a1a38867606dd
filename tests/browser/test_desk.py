"""Every page of the desk, with something of everything on it: nothing that axe finds, no sideways scroll."""

import pytest

from assess.models import Visit, db
from assess.services import audit, sync, visits
from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import faults
from tests.conftest import NOON
from tests.web import conftest as desk
from tests.web.access_matrix import PUBLIC
from tests.web.test_pages import DRAWN, PAGES

WIDE = {"width": 1280, "height": 900}
things, crowd, address = desk.things, desk.crowd, desk.address


@pytest.fixture
def pages(address, crowd, things, cast):
    """Everybody's pages: (name, person, address); with a word and a code that are too long for their columns."""
    visit = db.session.get_one(Visit, things["visit_id"]["draft"])
    note = visits.change(visit, "P1.1", "note", "Sinespacios" * 30, by=cast.assessor, at=NOON, device="tablet")
    sync.receive(visit, [note], by=cast.assessor, at=NOON)
    audit.record("backup.make", by=cast.assessor, at=NOON, thing=visit, sha256="5e" * 128)
    known = {name: row for name, row in PAGES.items() if name not in DRAWN and row.may != PUBLIC}
    found = [(name, crowd.home[row.may[0]].user, address(name, row)) for name, row in known.items()]
    return [*found, ("visits.criterion", cast.assessor, f"/visits/{visit.id}/criteria/Q1.4")]


def test_every_page_fits_a_phone_and_a_desk_and_axe_finds_nothing(pages, open_as):
    """Each is drawn once, small and dark; made wide and light, nothing but width and contrast can change."""
    drawn, found = {}, []
    for name, person, path in pages:
        if person not in drawn:
            drawn[person] = open_as(person, "/health", viewport=PHONE, reduced_motion="reduce")
        page = drawn[person]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        page.goto(path)
        found += [(name, fault) for fault in [*faults(page), *too_wide(page)]]
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        found += [(name, fault) for fault in [*faults(page, "color-contrast"), *too_wide(page)]]
    assert found == []


def too_wide(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"is {width} wide on {page.viewport_size['width']}"] if width > page.viewport_size["width"] else []
