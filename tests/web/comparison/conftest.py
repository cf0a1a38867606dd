from collections.abc import Iterator

import pytest
import time_machine

from tests.conftest import NOON
from tests.services.comparisons.country import Country


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The day on which the country of the tests was visited."""
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def country(make_user) -> Country:
    return Country(make_user("lead_assessor", "05"))
