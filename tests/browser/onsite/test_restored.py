"""P22: after an older backup was restored, the page brings back what it lacks, by itself."""

from datetime import UTC, datetime

from playwright.sync_api import expect
from sqlalchemy import MetaData

from assess import schema
from assess.models.database import rebuilding
from assess.services import backups
from assess.services.backups import sealed
from tests.browser.conftest import until
from tests.browser.onsite.conftest import SENT, entry, met, opened, sent, tap, value
from tests.saved import SECRET, saved


def restore(file):
    """In place of everything, while the server runs: what it answers meanwhile is "later"."""
    with rebuilding() as connection:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)
        manifest = backups.restore(connection, file, SECRET, store=None, make_tables=schema.make)
        backups.restored(manifest, at=datetime.now(UTC))


def test_what_the_server_lost_comes_back_from_the_page(onsite, visit, tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "COST", 4)  # a key that is slow to make is slow to try
    page = onsite()
    met(page)
    tap(page, "P1.2", "2")
    sent(page)
    saved(tmp_path / "older.backup")
    tap(page, "P1.3", "3")
    opened(page, "P1.3").locator("[data-field=note]").fill("Se vio en el recorrido.")
    opened(page, "P1.2").locator("input[value='1']").check(force=True)
    sent(page)
    assert value(visit, "P1.2") == 1

    restore(tmp_path / "older.backup")
    assert (value(visit, "P1.2"), value(visit, "P1.3")) == (2, None)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    until(page, f"document.querySelector('.sync').textContent.includes({SENT!r})", seconds=30)
    for _ in range(100):
        found = [value(visit, "P1.2"), value(visit, "P1.3"), value(visit, "P1.3", "note")]
        if found == [1, 3, "Se vio en el recorrido."]:
            break
        page.wait_for_timeout(200)
    assert found == [1, 3, "Se vio en el recorrido."]
    expect(entry(page, "P1.2").locator(".mark")).not_to_contain_text("Dos respuestas")
