"""Photos and files: made small, without metadata, confirmed, blurred, sent whole."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from assess.models import Evidence, db
from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import entry, faults, sent

MAKER = b"PlantedMaker"
PLACE = "[data-code='P1.2'] input[accept*=pdf]"


@pytest.fixture
def photo():
    """A picture of 3000 x 2000 with a maker in its metadata, left black and right white."""
    picture = Image.new("RGB", (3000, 2000), "white")
    picture.paste("black", (0, 0, 1500, 2000))
    exif = picture.getexif()
    exif[271] = MAKER.decode()
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif)
    assert MAKER in file.getvalue()
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def add(page, file, caption="Directorio en la guardia"):
    page.set_input_files(PLACE, file)
    expect(page.locator("dialog form")).to_be_visible(timeout=20_000)
    page.fill("#caption", caption)
    page.check("[name=no_person]")


def stored(visit):
    db.session.rollback()
    return db.session.scalars(select(Evidence).where(Evidence.visit_id == visit.id)).all()


def bytes_of(page, visit):
    """The only piece as its page gives it."""
    [piece] = stored(visit)
    return page.evaluate(
        """async (id) => Array.from(new Uint8Array(await (await fetch(id)).arrayBuffer()))""",
        f"/visits/{visit.id}/evidence/{piece.id}",
    )


def test_a_photo_is_sent_small_and_without_metadata(onsite, visit, photo):
    page = onsite("#c-P1.2", viewport=PHONE)
    add(page, photo)
    assert faults(page) == []

    page.click("dialog [type=submit]")

    expect(entry(page, "P1.2").locator(".photos")).to_contain_text("Directorio en la guardia", timeout=20_000)
    expect(entry(page, "P1.2").locator(".photos")).to_contain_text("Enviada", timeout=30_000)
    sent(page)
    content = bytes(bytes_of(page, visit))
    assert MAKER not in content
    assert max(Image.open(BytesIO(content)).size) == 2048
    assert len(content) <= 700_000


def test_without_the_confirmation_nothing_is_kept(onsite, visit, photo):
    page = onsite("#c-P1.2", viewport=PHONE)
    add(page, photo)
    page.uncheck("[name=no_person]")

    page.click("dialog [type=submit]")
    expect(page.locator("#no-person-error")).to_contain_text("Confirme esto primero")
    page.keyboard.press("Escape")

    expect(entry(page, "P1.2").locator("[data-piece]")).to_have_count(0)
    assert stored(visit) == []


def test_a_part_is_blurred_with_the_keyboard_alone(onsite, photo):
    page = onsite("#c-P1.2")
    add(page, photo)
    page.locator("dialog summary").press("Enter")

    page.get_by_role("button", name="Difuminar en medio", exact=True).press("Enter")

    middle = "[...document.querySelector('.paint canvas').getContext('2d').getImageData({x}, {y}, 1, 1).data]"
    edge = page.evaluate(middle.format(x=1020, y=682))
    assert 20 < edge[0] < 235, "the sharp edge in the middle is soft now"
    assert page.evaluate(middle.format(x=100, y=100))[0] < 10
    page.click("[data-blur=none]")
    assert page.evaluate(middle.format(x=1000, y=682))[0] < 10


def test_what_is_no_picture_is_refused_with_a_way_out(onsite):
    page = onsite("#c-P1.2")

    page.set_input_files(PLACE, {"name": "nota.txt", "mimeType": "text/plain", "buffer": b"hola"})

    expect(entry(page, "P1.2").locator(".pictures .error")).to_contain_text("Elija una foto", timeout=15_000)


def test_a_photo_is_looked_at_and_removed(onsite, photo):
    page = onsite("#c-P1.2", viewport=PHONE)
    add(page, photo)
    page.click("dialog [type=submit]")

    page.click("[data-piece]")
    expect(page.locator("dialog canvas")).to_be_visible()
    page.click("dialog [data-do=remove]")

    expect(entry(page, "P1.2").locator("[data-piece]")).to_have_count(0)
