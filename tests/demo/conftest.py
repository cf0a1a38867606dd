"""A demo country of forty facilities, made once; and fresh databases that only hold the bundled standards."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from assess import create_app, schema
from assess.demo import fill
from assess.models import db
from assess.models.database import writing
from assess.services import reference, standards
from assess.settings import Settings
from tests.conftest import NOON, Browser, Database, administer

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
FACILITIES, VISITS, SEED = 40, 3, 7


@contextmanager
def opened(folder: Path, address: str | None) -> Iterator[Flask]:
    settings = Settings(instance=folder, demo=True, database_url=address, secret_key="k" * 40, testing=True)
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        lock = writing.set(True)
        yield app
        db.session.remove()
        db.engine.dispose()
        writing.reset(lock)


def make(facilities: int = FACILITIES, visits: int = VISITS, seed: int = SEED) -> list[int]:
    """Fill the database at hand; how far each step came."""
    done = [progress.done for progress in fill(facilities, visits, seed, today=TODAY, at=AT)]
    db.session.commit()
    return done


@pytest.fixture(scope="session")
def standards_alone(tmp_path_factory: pytest.TempPathFactory, postgres: str | None) -> Database:
    """A migrated database with the nine bundled instruments."""
    database = Database(tmp_path_factory.mktemp("standards"), postgres, "standards_alone", file="demo.sqlite")
    if postgres:
        administer(postgres, "CREATE DATABASE standards_alone")
    with opened(database.folder, database.address):
        schema.upgrade()
        reference.load()
        standards.load_bundled(by=None, at=NOON)
        db.session.commit()
    return database


@pytest.fixture(scope="session")
def fresh(
    standards_alone: Database, tmp_path_factory: pytest.TempPathFactory, postgres: str | None
) -> Callable[[], tuple[Path, str | None]]:
    """fresh(): folder and address of a copy that nobody has filled."""

    def copy() -> tuple[Path, str | None]:
        place = Database(tmp_path_factory.mktemp("demo"), postgres, f"d{uuid.uuid4().hex}", file="demo.sqlite")
        standards_alone.copy_to(place)
        return place.folder, place.address

    return copy


@pytest.fixture(scope="session")
def made(fresh: Callable[[], tuple[Path, str | None]]) -> tuple[Path, str | None]:
    """Where the country was made."""
    place = fresh()
    with opened(*place):
        make()
    return place


@pytest.fixture
def country(made: tuple[Path, str | None]) -> Iterator[Flask]:
    """The application on the country; tests leave it as they found it."""
    with opened(*made) as app:
        yield app
        db.session.rollback()
