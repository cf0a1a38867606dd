"""An installation with one visit, whose evidence lies in a folder or in S3."""

from __future__ import annotations

import pytest

from assess.storage import Storage
from tests.field import country
from tests.s3 import bucket
from tests.uploads.sending import folder_of


@pytest.fixture
def place(tmp_path):
    return country.make(tmp_path / "instance")


@pytest.fixture(params=["folder", "s3"])
def kept_in(request, place, monkeypatch):
    """(storage, environment of a server that uses it)"""
    if request.param == "folder":
        yield folder_of(place.instance), {}
        return
    with bucket() as (address, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield Storage(address), {**environment, "ASSESS_STORAGE_URL": address}
