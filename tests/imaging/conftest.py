"""Asking the limited process as the product does."""

import tempfile

import pytest

from assess import imaging


@pytest.fixture(scope="session")
def remake():
    """remake(content, kind="photo"): what is made of a file."""

    def make(content, kind="photo"):
        with tempfile.TemporaryFile() as file:
            file.write(content)
            return imaging.remake(kind, file)

    yield make
    imaging.close()


@pytest.fixture
def refusal(remake):
    """refusal(content): the code with which a file is refused."""

    def why(content, kind="photo"):
        with pytest.raises(imaging.Refused) as refused:
            remake(content, kind)
        return refused.value.code

    return why
