"""A demo country of forty facilities, made once; and fresh databases that only hold the bundled standards."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

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
def opened(database: Database) -> Iterator[Flask]:
    place = {"instance": database.folder, "database_url": database.address}
    app = create_app(Settings(**place, demo=True, secret_key="k" * 40, testing=True))
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
    with opened(database):
        schema.upgrade()
        reference.load()
        standards.load_bundled(by=None, at=NOON)
        db.session.commit()
    return database


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory, postgres: str | None) -> Callable[[Database], Database]:
    """copied(database): the same once more."""

    def copy(source: Database) -> Database:
        place = Database(tmp_path_factory.mktemp("demo"), postgres, f"d{uuid.uuid4().hex}", file=source.file)
        source.copy_to(place)
        return place

    return copy


@pytest.fixture
def fresh(standards_alone: Database, copied: Callable[[Database], Database]) -> Callable[[], Database]:
    """fresh(): one that nobody has filled."""
    return lambda: copied(standards_alone)


@pytest.fixture(scope="session")
def made(standards_alone: Database, copied: Callable[[Database], Database]) -> Database:
    """That of the country."""
    database = copied(standards_alone)
    with opened(database):
        make()
    return database


@pytest.fixture
def country(made: Database) -> Iterator[Flask]:
    """The application on the country; tests leave it as they found it."""
    with opened(made) as app:
        yield app
        db.session.rollback()
