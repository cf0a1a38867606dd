"""The store keeps what it says it keeps: in a folder and in S3, one set of rules."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest

from assess.storage import Missing, Storage, Unavailable
from tests.s3 import bucket


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path, monkeypatch):
    if request.param == "folder":
        yield Storage((tmp_path / "a folder" / "evidence").as_uri())
        return
    with bucket() as (address, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield Storage(address)


def test_what_was_put_is_found_and_read(store):
    store.put("blobs/ab/abc", b"x" * 300_000)

    assert store.get("blobs/ab/abc") == b"x" * 300_000
    found = store.find("blobs/ab/abc")
    assert (found.key, found.size) == ("blobs/ab/abc", 300_000)
    assert abs(datetime.now(UTC) - found.at) < timedelta(minutes=1)


def test_putting_again_takes_the_place_of_what_was_there(store):
    store.put("a/b", b"one")
    store.put("a/b", b"three")

    assert store.get("a/b") == b"three"


def test_what_is_not_there_is_missing(store):
    store.put("a/b", b"one")

    assert store.find("a/c") is None
    with pytest.raises(Missing):
        store.get("a/c")
    store.delete("a/c")


def test_everything_under_a_prefix_is_listed(store):
    for key in ("parts/1/0", "parts/1/1", "parts/10/0", "blobs/1"):
        store.put(key, key.encode())

    assert sorted((one.key, one.size) for one in store.list("parts/1/")) == [("parts/1/0", 9), ("parts/1/1", 9)]
    assert list(store.list("nothing/")) == []


def test_what_was_deleted_is_gone(store):
    store.put("a/b", b"one")
    store.delete("a/b")

    assert store.find("a/b") is None
    assert list(store.list("a/")) == []
    store.put("a/b", b"again")
    assert store.get("a/b") == b"again"


@pytest.mark.parametrize(
    "key", ["../outside", "a/../../outside", "{}/outside", "", "a//b", "a/./b", ".", "a\0b", "a\\b"]
)
def test_no_key_leads_outside(store, key, tmp_path):
    key = key.format(tmp_path)

    for ask in (
        lambda: store.put(key, b"x"),
        lambda: store.get(key),
        lambda: store.find(key),
        lambda: store.delete(key),
    ):
        with pytest.raises(ValueError, match="no key"):
            ask()
    assert not list(tmp_path.rglob("outside"))


def test_files_of_a_folder_are_for_their_owner_alone_and_nothing_unfinished_stays(tmp_path):
    folder = tmp_path / "evidence"
    Storage(folder.as_uri()).put("blobs/ab/abc", b"x")

    modes = {str(p.relative_to(tmp_path)): oct(p.stat().st_mode & 0o777) for p in [folder, *folder.rglob("*")]}
    assert modes == {
        "evidence": "0o700",
        "evidence/blobs": "0o700",
        "evidence/blobs/ab": "0o700",
        "evidence/blobs/ab/abc": "0o600",
        "evidence/tmp": "0o700",
    }


@pytest.mark.parametrize("failing", ["fsync", "replace", "open", "write"])
def test_a_disk_that_fails_leaves_what_was_there(tmp_path, monkeypatch, failing):
    store = Storage((tmp_path / "evidence").as_uri())
    store.put("a/b", b"before")

    def fail(*_args, **_more):
        raise OSError(5, "Input/output error")

    if failing == "write":
        monkeypatch.setattr(os, "fdopen", fail)
    else:
        monkeypatch.setattr(os, failing, fail)
    with pytest.raises(Unavailable):
        store.put("a/b", b"after")
    monkeypatch.undo()

    assert store.get("a/b") == b"before"
    assert list(store.list("tmp/")) == []


def test_a_folder_that_cannot_be_made_is_told_as_not_available(tmp_path):
    (tmp_path / "file").write_text("x")
    store = Storage((tmp_path / "file" / "evidence").as_uri())

    with pytest.raises(Unavailable):
        store.put("a", b"x")
    with pytest.raises(Unavailable):
        store.get("a")


def test_a_service_that_is_down_is_told_as_not_available(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    store = Storage("s3://evidence/x")

    for ask in (lambda: store.put("a", b"x"), lambda: store.get("a"), lambda: list(store.list("a/"))):
        with pytest.raises(Unavailable):
            ask()


def test_a_service_that_stores_something_else_is_found_out(monkeypatch):
    import obstore

    with bucket() as (address, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        store, put = Storage(address), obstore.put

        def cut(place, key, content, **options):
            answer = put(place, key, content, **options)
            put(place, key, content[:-1], **options)
            return answer

        monkeypatch.setattr(obstore, "put", cut)
        with pytest.raises(Unavailable):
            store.put("a/b", b"whole")
