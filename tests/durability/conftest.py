"""Real servers on databases of their own; the long runs are asked for by environment variables (`make chaos`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.field import country
from tests.postgres import fresh_database


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, postgres: str | None) -> Iterator[Callable[..., country.Country]]:
    """place(people=3, visits_=1): an installation with a team and visits in fieldwork, on the database of this run."""
    with ExitStack() as databases:

        def make(**numbers: int) -> country.Country:
            folder = tmp_path_factory.mktemp("place") / "instance"
            database = databases.enter_context(fresh_database(postgres)) if postgres else None
            return country.make(folder, database=database, **numbers)

        yield make
