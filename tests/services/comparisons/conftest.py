import pytest

from tests.services.comparisons.country import Country


@pytest.fixture
def country(make_user) -> Country:
    return Country(make_user("lead_assessor", "05"))
